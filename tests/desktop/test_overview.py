import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from core.log.event_log import LogFilter
from core.store.database import open_store
from desktop.desk import Desk, Place
from desktop.pages.overview import OverviewPage
from desktop.widgets.charts import nice_top
from tests.believable import full_desk

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def busy_desk(desk, engine, tmp_path):
    """A desk after a busy day, whose engine is another folder's: nothing of it is sent."""
    full_desk(tmp_path / "busy", rows=400)
    engine.open_before, engine._store = engine._store, open_store(tmp_path / "busy", bus=engine.bus)
    yield Desk(engine, desk.bridge, desk.go, desk.toast)
    engine._store = engine.open_before


def press(qtbot, page, word):
    def found():
        return [each for each in page.findChildren(QPushButton) if each.text() == word and each.isVisible()]

    qtbot.waitUntil(lambda: len(found()) == 1)
    qtbot.mouseClick(found()[0], LEFT)


def test_a_new_desk_says_what_to_do_first(desk, show, qtbot, said):
    page = show(OverviewPage(desk))
    press(qtbot, page, "Create an app")
    press(qtbot, page, "Add a plugin")
    assert said.places == [Place("Apps"), Place("Plugins")]


def test_the_receivers_address_is_copied(desk, show, qtbot, engine):
    page = show(OverviewPage(desk))
    assert page.address.text() == engine.receiver_state().url
    qtbot.mouseClick(page.copy_button, LEFT)
    assert QGuiApplication.clipboard().text() == engine.receiver_state().url


def test_the_days_figures_are_shown(busy_desk, show, qtbot):
    page = show(OverviewPage(busy_desk))
    qtbot.waitUntil(lambda: page._today is not None and page.failing.rowCount() > 0)
    today = page._today
    cards = {card._title: card for card in (page._delivered, page._received, page._failed, page._owed)}
    figures = {title: int(card._figure.text().replace(",", "")) for title, card in cards.items()}
    assert figures == {
        "Delivered today": today.delivered,
        "Received today": today.received,
        "Failed today": today.failed,
        "Owed now": today.owed,
    }
    assert figures["Owed now"] > 0
    assert page._owed._words.text().startswith("Next attempt ")
    assert sum(number for _, number in page._bars._bars) == today.owed
    assert len(page._chart._series) == 48


def test_a_failing_webhook_leads_to_its_events(busy_desk, show, qtbot, said):
    page = show(OverviewPage(busy_desk))
    qtbot.waitUntil(lambda: page.failing.rowCount() > 0)
    worst = page.failing.row(0)
    assert worst.of.name == "Old storefront"
    page.table.selectRow(0)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    press(qtbot, page, "Open in Event Logs")
    assert said.places == [
        Place("Event Logs", log=LogFilter(webhook_id=worst.id)),
        Place("Event Logs", log=LogFilter(status="FAILED")),
    ]


def test_a_scale_has_room_and_whole_steps():
    assert [nice_top(most) for most in (0, 1, 4, 5, 17, 43, 191, 1_000, 8_001)] == [
        4, 4, 4, 8, 20, 80, 200, 2_000, 20_000
    ]  # fmt: skip
