"""Saved views of the log in the navigation."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QLineEdit, QMenu

from core.log import views
from core.log.event_log import LogFilter
from desktop.desk import Place
from desktop.entries import ENTRIES
from desktop.navigation import NAME_ROLE, PILL_ROLE
from desktop.window import MINUTE_MS, MainWindow
from tests.core.log.test_search import come

LEFT = Qt.MouseButton.LeftButton
PAGES = len(ENTRIES)


@pytest.fixture
def window(qtbot, engine, monkeypatch):
    monkeypatch.setattr("desktop.views.PAUSE", 0.02)
    made = MainWindow(engine)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.navigation.count() == PAGES + 3)
    return made


def names(window):
    return [window.navigation.item(at).text() for at in range(PAGES, window.navigation.count())]


def open_view(qtbot, window, at):
    item = window.navigation.item(PAGES + at)
    qtbot.mouseClick(window.navigation.viewport(), LEFT, pos=window.navigation.visualItemRect(item).center())


def choose(qtbot, window, at, word):
    item = window.navigation.item(PAGES + at)
    window.navigation.customContextMenuRequested.emit(window.navigation.visualItemRect(item).center())
    [menu] = [each for each in window.navigation.findChildren(QMenu) if each.isVisible()]
    next(act for act in menu.actions() if act.text() == word).trigger()
    menu.close()


def test_the_ready_made_views_stand_after_the_pages_and_open_the_log(qtbot, window):
    assert names(window) == ["Failed today", "Waiting for retry", "Refused"]
    open_view(qtbot, window, 2)
    assert window.page().title == "Event Logs"
    assert window.page().filters.match() == LogFilter(status="REFUSED")
    assert window.navigation.currentRow() == PAGES + 2
    window.navigation.setCurrentRow(1)
    assert window.page().filters.match() == LogFilter()
    open_view(qtbot, window, 0)
    window.go(Place("Apps"))
    assert window.navigation.currentRow() == 3


def test_what_is_new_is_counted_until_somebody_looks(qtbot, window, engine):
    come(engine.store, {}, {}, status="REFUSED", direction="RECEIVED")
    item = window.navigation.item(PAGES + 2)
    qtbot.waitUntil(lambda: item.data(PILL_ROLE) is not None)
    assert (item.data(PILL_ROLE).number, item.data(NAME_ROLE)) == (2, "Refused, 2 new")
    open_view(qtbot, window, 2)
    qtbot.waitUntil(lambda: window.navigation.item(PAGES + 2).data(PILL_ROLE) is None)
    come(engine.store, {}, status="REFUSED", direction="RECEIVED")
    qtbot.waitUntil(lambda: window.page().model.rowCount() == 3)
    assert item.data(PILL_ROLE) is None


def test_what_is_new_today_is_not_at_midnight_though_nothing_happens(qtbot, window, engine, monkeypatch):
    come(engine.store, {}, {}, status="FAILED", date=engine.store.clock())
    failed = window.navigation.item(PAGES)
    qtbot.waitUntil(lambda: failed.data(PILL_ROLE) is not None)
    now = engine.store.clock()
    monkeypatch.setattr(engine.store, "clock", lambda: now + 25 * 3_600_000)
    [minutes] = [
        each
        for each in window.findChildren(QTimer)
        if (each.parent(), each.interval()) == (window, MINUTE_MS)
    ]
    minutes.timeout.emit()
    qtbot.waitUntil(lambda: failed.data(PILL_ROLE) is None)


def test_the_key_for_menus_opens_that_of_the_view_that_is_shown(qtbot, window, menu_key):
    open_view(qtbot, window, 1)
    menu = menu_key(window.navigation)
    next(act for act in menu.actions() if act.text() == "Rename…").trigger()
    menu.close()
    dialog = window.findChild(QDialog, "nameDialog")
    assert dialog.findChild(QLineEdit).text() == "Waiting for retry"
    dialog.reject()


def test_what_is_shown_is_saved_under_a_name_and_changed_under_the_same(qtbot, window, engine):
    window.go(Place("Event Logs", log=LogFilter(direction="EMITTED", search="harbour")))
    save(qtbot, window, "Harbour")
    qtbot.waitUntil(lambda: names(window)[-1:] == ["Harbour"])
    qtbot.waitUntil(lambda: window.navigation.currentRow() == PAGES + 3)
    window.page().filters.search.set_text("harbour pilot")
    save(qtbot, window, "Harbour")
    qtbot.waitUntil(lambda: window.toast.text() == "Saved the view “Harbour”")

    def kept():
        with engine.store.connection():
            return views.list_views(engine.store)[-1].match

    qtbot.waitUntil(lambda: kept() == LogFilter(direction="EMITTED", search="harbour pilot"))
    assert len(names(window)) == 4


def save(qtbot, window, name):
    qtbot.mouseClick(window.page().filters.save_button, LEFT)
    dialog = window.findChild(QDialog, "nameDialog")
    dialog.field.setText(name)
    qtbot.mouseClick(dialog.act_button, LEFT)


def test_views_are_renamed_moved_and_deleted(qtbot, window, answer):
    choose(qtbot, window, 2, "Move up")
    qtbot.waitUntil(lambda: names(window) == ["Failed today", "Refused", "Waiting for retry"])
    choose(qtbot, window, 0, "Rename…")
    dialog = window.findChild(QDialog, "nameDialog")
    dialog.field.setText("  ")
    assert not dialog.act_button.isEnabled()
    dialog.field.setText("Apps")
    qtbot.mouseClick(dialog.act_button, LEFT)
    qtbot.waitUntil(lambda: names(window)[0] == "Apps")
    choose(qtbot, window, 0, "Delete…")
    assert "The events stay." in answer(window, "Delete")
    qtbot.waitUntil(lambda: names(window) == ["Refused", "Waiting for retry"])


def test_a_page_has_no_menu(window):
    item = window.navigation.item(1)
    window.navigation.customContextMenuRequested.emit(window.navigation.visualItemRect(item).center())
    assert window.navigation.findChildren(QMenu) == []
