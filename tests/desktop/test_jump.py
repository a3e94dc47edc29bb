import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from core.incoming.plugins import create_plugin
from core.log.event_log import LogFilter
from core.outgoing.apps import create_app
from core.outgoing.webhooks import create_webhook
from desktop.desk import Place
from desktop.jump import JumpPalette

Key = Qt.Key


@pytest.fixture
def palette(qtbot, desk, engine, show):
    store = engine.store
    with store.connection():
        app = create_app(store, name="Storefront sync").id
        create_webhook(
            store, app_id=app, name="Order feed", target_url="https://x.example/", events=["any_events"]
        )
        create_plugin(store, id="till", name="Shop till", provider="none")
    window = show(QWidget())
    made = JumpPalette(store, ["Overview", "Event Logs"], desk.go, window)
    made.open()
    qtbot.waitUntil(lambda: made.targets.rowCount() == 5)
    yield made
    window.close()


@pytest.mark.parametrize(
    ("typed", "keys", "place"),
    [
        ("", [], Place("Overview")),
        ("", [Key.Key_Down], Place("Event Logs")),
        ("event", [], Place("Event Logs")),
        ("STORE", [], Place("Apps", app_id=1)),
        ("feed order", [], Place("Apps", app_id=1, webhook_id=1)),
        ("webhook", [], Place("Apps", app_id=1, webhook_id=1)),
        ("till", [], Place("Plugins", plugin_id="till")),
        ("48213", [], Place("Event Logs", log=LogFilter(search="48213"))),
        ("48213", [Key.Key_Down], Place("Webhook Jobs", job_id=48213)),
        ("e", [Key.Key_Down, Key.Key_Up], Place("Event Logs")),
    ],
    ids=str,
)
def test_what_is_typed_leads_there(palette, qtbot, said, typed, keys, place):
    qtbot.keyClicks(palette.field.edit, typed)
    for key in [*keys, Key.Key_Return]:
        qtbot.keyClick(palette.field.edit, key)
    assert said.places == [place]


def test_a_click_leads_there_too(palette, qtbot, said):
    place = palette.table.visualRect(palette.targets.index(1, 0)).center()
    qtbot.mouseClick(palette.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert said.places == [Place("Event Logs")]


def test_where_nothing_is_found_enter_goes_nowhere(palette, qtbot, said):
    qtbot.keyClicks(palette.field.edit, "nowhere at all")
    qtbot.keyClick(palette.field.edit, Key.Key_Return)
    assert said.places == []
    assert palette.isVisible()
