import socket

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QToolButton

from core import settings
from core.incoming.plugins import create_plugin
from core.log.search import Lag
from desktop import theme
from desktop.desk import Place
from desktop.pages.receiver_fields import HOST_HINT, OPEN_HINT
from desktop.pages.settings import SettingsPage
from tests.core.log.test_search import come

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(desk, show, qtbot):
    made = show(SettingsPage(desk))
    qtbot.waitUntil(lambda: made.port.value() == 8765)
    return made


def kept(engine):
    with engine.store.connection():
        return settings.load(engine.store)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def save(page, qtbot):
    qtbot.mouseClick(page.foot.save_button, LEFT)


def test_the_data_folder_is_shown(page, engine):
    folder = page.findChild(type(page.host), "dataFolderField")
    assert folder.text() == str(engine.data_dir)
    assert folder.isReadOnly()


def test_the_theme_acts_at_once_and_is_kept(page, qtbot, engine):
    for word, choice, dark in (("Dark", "dark", True), ("Light", "light", False)):
        [segment] = [each for each in page.theme.findChildren(QToolButton) if each.text() == word]
        qtbot.mouseClick(segment, LEFT)
        assert theme.current().dark == dark
        qtbot.waitUntil(lambda choice=choice: kept(engine).theme == choice)
    assert not page.foot.save_button.isEnabled()


def test_another_port_is_listened_on_once_it_is_saved(page, qtbot, engine, said):
    port = free_port()
    assert not page.foot.save_button.isEnabled()
    page.port.setValue(port)
    assert page.foot.words.text() == "Unsaved changes"
    save(page, qtbot)
    qtbot.waitUntil(lambda: said.toasts != [])
    assert said.toasts[-1][0] == "Saved the settings"
    state = engine.receiver_state()
    assert (state.listening, state.port, kept(engine).receiver_port) == (True, port, port)
    assert not page.foot.save_button.isEnabled()


def test_the_marketplace_domain_is_kept(page, qtbot, engine):
    page.domain.setText("https://brightwater.example/")
    save(page, qtbot)
    qtbot.waitUntil(lambda: kept(engine).marketplace_domain == "https://brightwater.example/")


def test_a_proxy_is_shown_as_it_is_kept(page, qtbot, engine):
    page.proxy.setText("Proxy.example:3128")
    save(page, qtbot)
    qtbot.waitUntil(lambda: page.proxy.text() == "http://proxy.example:3128")
    assert kept(engine).proxy == "http://proxy.example:3128"
    assert page.foot.words.text() == ""


@pytest.mark.parametrize(
    ("field", "wrong", "word"),
    [
        ("receiver_host", "my machine", "address of this machine"),
        ("receiver_port", 0, "1 to 65535"),
        ("public_names", "https://hooks.example", "without https://"),
        ("marketplace_domain", "a shop", "without spaces"),
        ("proxy", "socks5://p:1", "A proxy is a host and a port"),
    ],
)
def test_an_error_stands_beside_its_field_and_nothing_is_kept(page, qtbot, engine, field, wrong, word):
    before = kept(engine)
    editor = page.fields[field].editor
    if isinstance(wrong, int):
        editor.setValue(wrong)
    else:
        editor.setText(wrong)
    save(page, qtbot)
    qtbot.waitUntil(lambda: word in page.fields[field].error())
    assert page.foot.words.text() == "1 field needs correction"
    assert not page.foot.save_button.isEnabled()
    assert kept(engine) == before
    qtbot.mouseClick(page.foot.cancel_button, LEFT)
    assert page.fields[field].error() == ""
    assert page.foot.words.text() == ""


def test_all_wrong_fields_are_shown_at_once_and_a_line_as_soon_as_it_is_left(page, qtbot):
    page.proxy.setFocus()
    qtbot.keyClicks(page.proxy, "ftp://x")
    page.host.setFocus()
    assert page.fields["proxy"].error().startswith("A proxy is a host and a port")
    page.proxy.setText("socks5://p:1")
    page.domain.setText("a shop")
    page.port.setValue(0)
    qtbot.keyClick(page.host, Qt.Key.Key_Return)
    wrong = [name for name, field in page.fields.items() if field.error()]
    assert wrong == ["receiver_port", "marketplace_domain", "proxy"]
    assert page.foot.words.text() == "3 fields need correction"
    assert page.port.hasFocus()


def test_trouble_with_the_receiver_leads_to_its_port(page, qtbot):
    page.resize(800, 300)
    area = page.findChild(QScrollArea)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    page.open(Place("Settings"))
    assert page.port.hasFocus()
    qtbot.waitUntil(lambda: not page.port.visibleRegion().isEmpty())


def test_a_corrected_field_is_wrong_no_more(page, qtbot):
    page.port.setValue(0)
    save(page, qtbot)
    qtbot.waitUntil(lambda: page.fields["receiver_port"].error() != "")
    page.port.setValue(9000)
    assert page.fields["receiver_port"].error() == ""
    assert page.foot.save_button.isEnabled()


def test_an_open_address_is_warned_of_as_it_is_typed(page):
    words = page.fields["receiver_host"]._words
    assert words.text() == HOST_HINT
    page.host.setText("0.0.0.0")
    assert words.text() == OPEN_HINT


def test_listening_for_other_machines_is_asked_once_and_says_who_takes_nothing_then(
    page, qtbot, engine, answer, monkeypatch
):
    create_plugin(engine.store, name="Till", provider="none")
    monkeypatch.setattr(engine, "restart_receiver", lambda: None)
    page.host.setText("0.0.0.0")
    save(page, qtbot)
    assert "verify nothing and take nothing then: Till." in answer(page, "Not now")
    assert kept(engine).receiver_host == "127.0.0.1"
    save(page, qtbot)
    answer(page, "Listen on 0.0.0.0")
    qtbot.waitUntil(lambda: kept(engine).receiver_host == "0.0.0.0")
    qtbot.waitUntil(lambda: page.foot.words.text() == "")
    page.receiver.numbers["payload_mb"].setValue(30)
    save(page, qtbot)
    qtbot.waitUntil(lambda: kept(engine).payload_mb == 30)


def test_the_limits_of_what_is_received_are_kept(page, qtbot, engine):
    wanted = {"payload_mb": 40, "repeat_days": 30, "received_per_second": 500, "plugin_per_second": 50}
    numbers = page.receiver.numbers
    assert numbers["plugin_per_second"].text() == "No limit"
    for name, value in wanted.items():
        numbers[name].setValue(value)
    save(page, qtbot)
    qtbot.waitUntil(lambda: kept(engine).plugin_per_second == 50)
    assert {name: getattr(kept(engine), name) for name in wanted} == wanted


def test_what_another_process_changes_shows_and_what_is_typed_stays(page, qtbot, engine):
    with engine.store.connection():
        settings.save(engine.store, marketplace_domain="one.example")
    qtbot.waitUntil(lambda: page.domain.text() == "one.example")
    page.domain.setText("mine.example")
    with engine.store.connection():
        settings.save(engine.store, marketplace_domain="two.example")
    qtbot.waitUntil(lambda: page._kept.marketplace_domain == "two.example")
    assert page.domain.text() == "mine.example"


def test_enter_in_a_line_saves_once_something_is_changed(page, qtbot, engine, said):
    qtbot.keyClick(page.domain, Qt.Key.Key_Return)
    page.domain.setText("https://shop.example/")
    qtbot.keyClick(page.domain, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: kept(engine).marketplace_domain == "https://shop.example/")
    qtbot.waitUntil(lambda: len(said.toasts) == 1)


def test_the_text_index_says_how_far_it_is_and_is_built_anew(page, qtbot, engine):
    come(engine.store, {"note": "harbour"}, {"note": "pilot"})
    words = page.text_index._words
    qtbot.waitUntil(lambda: words.text() == "All events are in the text index")
    with engine.store.connection():
        engine.store.sql("INSERT INTO log_words (log_words) VALUES ('delete-all')")  # a damaged one
    qtbot.mouseClick(page.text_index.rebuild_button, LEFT)

    def is_whole():
        with engine.store.connection():
            return engine.store.sql(
                "SELECT rowid FROM log_words WHERE log_words MATCH 'pilot'"
            ).fetchall() == [(2,)]

    qtbot.waitUntil(is_whole)
    qtbot.waitUntil(lambda: words.text() == "All events are in the text index")
    page.text_index._show(Lag(250, 0, 1_000))
    assert words.text() == "250 events of 1,000 are still to be indexed"
    assert (page.text_index._bar.value(), page.text_index._bar.isVisibleTo(page)) == (750, True)


def test_a_narrow_window_needs_not_scroll_the_settings_sideways(page, qtbot):
    area = page.findChild(QScrollArea)
    page.resize(711, 572)
    qtbot.waitUntil(lambda: area.widget().width() < 711)
    assert area.horizontalScrollBar().maximum() == 0


def test_ctrl_s_saves(page, qtbot, engine, said):
    page.window().activateWindow()
    page.domain.setFocus()
    qtbot.waitUntil(page.domain.hasFocus)
    page.domain.setText("shop.example")
    qtbot.keyClick(page.domain, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: said.toasts != [])
    assert kept(engine).marketplace_domain == "shop.example"


@pytest.mark.parametrize(("width", "is_beside"), [(900, True), (460, False)])
def test_a_narrow_form_has_its_titles_above_its_fields_and_needs_not_scroll_sideways(
    page, qtbot, width, is_beside
):
    [title] = [each for each in page.findChildren(QLabel) if each.text() == "Receiver"]
    page.resize(width, 500)
    qtbot.waitUntil(lambda: (_left(title) + title.width() < _left(page.host)) == is_beside)
    assert page.findChild(QScrollArea).horizontalScrollBar().maximum() == 0


def _left(widget):
    return widget.mapToGlobal(QPoint()).x()
