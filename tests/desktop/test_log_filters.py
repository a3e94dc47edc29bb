"""The filters of the event log: the menu, the chips, the dialogs and the completion."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QMenu

from core.log.choices import Choices
from core.log.event_log import LogFilter
from desktop.pages.log_chips import parts
from desktop.pages.log_filters import LogFilters
from desktop.widgets.layout import col, holder
from desktop.widgets.search import Chip
from desktop.widgets.switch import Switch

NOW = 1_700_000_000_000
LEFT = Qt.MouseButton.LeftButton
KNOWN = Choices(
    ("order_created", "order_updated", "stock_updated"),
    ("Tern & Tide",),
    ((1, "Storefront sync"),),
    ((7, "Order feed"),),
    (("till", "Till"),),
)


@pytest.fixture
def filters(show):
    made = LogFilters(lambda: NOW, Switch("Follow newest"))
    made.show_choices(KNOWN)
    return show(made, (1092, 90))


def chips(filters):
    return [chip.text() for chip in filters.findChildren(Chip) if chip.isVisible()]


def choose(qtbot, filters, *words):
    qtbot.mouseClick(filters.more_button, LEFT)
    [menu] = [each for each in filters.findChildren(QMenu) if each.isVisible()]
    *titles, last = words
    level = menu
    for title in titles:
        level = next(act.menu() for act in level.actions() if act.text() == title)
    next(act for act in level.actions() if act.text() == last).trigger()
    menu.close()


@pytest.mark.parametrize(
    ("words", "match", "chip"),
    [
        (("Time", "Today"), {"last": "today"}, "today"),
        (("Time", "Last 24 hours"), {"last": "24h"}, "last 24 hours"),
        (("App", "Storefront sync"), {"app_id": 1}, "app Storefront sync"),
        (("Webhook", "Order feed"), {"webhook_id": 7}, "webhook Order feed"),
        (("Plugin", "Till"), {"plugin_id": "till"}, "plugin Till"),
        (("Seller", "Tern && Tide"), {"seller": "Tern & Tide"}, "seller Tern & Tide"),
        (("Status code", "5xx"), {"code_from": 500, "code_to": 599}, "code 5xx"),
        (("Took", "Over 1 s"), {"min_ms": 1_001}, "took over 1.0 s"),
        (("Size", "Over 10 KB"), {"min_size": 10_001}, "size over 10.0 KB"),
    ],
)
def test_the_menu_adds_a_filter_and_its_chip_takes_it_off(qtbot, filters, words, match, chip):
    with qtbot.waitSignal(filters.changed) as told:
        choose(qtbot, filters, *words)
    assert told.args == [LogFilter(**match)]
    assert chips(filters) == [chip]
    [shown] = [each for each in filters.findChildren(Chip) if each.isVisible()]
    qtbot.mouseClick(shown, LEFT)
    assert filters.match() == LogFilter()
    assert chips(filters) == []


def test_filters_of_the_menu_and_of_the_row_combine(qtbot, filters):
    filters.status.setCurrentText("Failed")
    choose(qtbot, filters, "App", "Storefront sync")
    choose(qtbot, filters, "Time", "Today")
    choose(qtbot, filters, "Status code", "5xx")
    match = LogFilter(status="FAILED", app_id=1, last="today", code_from=500, code_to=599)
    assert filters.match() == match
    qtbot.waitUntil(lambda: chips(filters) == ["app Storefront sync", "today", "code 5xx"])


def test_many_chips_stand_in_a_row_of_their_own_and_leave_room_to_type(qtbot, filters):
    filters.set_match(LogFilter(last="today"))
    assert not filters.chips.isVisible()
    filters.set_match(LogFilter(app_id=1, webhook_id=7, plugin_id="till", seller="Tern & Tide"))
    qtbot.waitUntil(filters.chips.isVisible)
    qtbot.waitUntil(lambda: len(chips(filters)) == 4)
    qtbot.keyClick(filters.search.edit, Qt.Key.Key_Backspace)
    assert filters.match().seller is None


def test_a_narrow_window_gives_the_field_a_line_of_its_own(qtbot, show):
    filters = LogFilters(lambda: NOW, Switch("Follow newest"))
    page = show(holder(col(filters)), (1092, 90))
    filters.set_match(LogFilter(app_id=1, webhook_id=7))
    assert filters.search.y() == filters.direction.y()
    page.resize(700, 130)
    qtbot.waitUntil(lambda: filters.search.y() > filters.direction.y())
    qtbot.waitUntil(lambda: filters.search.edit.width() > 100)
    assert filters.more_button.geometry().right() < filters.width()
    page.resize(1092, 130)
    qtbot.waitUntil(lambda: filters.search.y() == filters.direction.y())


def test_several_types_are_chosen_from_a_list(qtbot, filters):
    choose(qtbot, filters, "Event types…")
    dialog = filters.findChild(QDialog, "eventTypesDialog")
    for at in (0, 1):
        dialog.list.item(at).setCheckState(Qt.CheckState.Checked)
    qtbot.mouseClick(dialog.show_button, LEFT)
    assert filters.match() == LogFilter(event_type=("order_created", "order_updated"))
    assert filters.event_type.currentText() == "2 event types"
    qtbot.waitUntil(lambda: chips(filters) == ["type order_created", "type order_updated"])
    [first, _] = [each for each in filters.findChildren(Chip) if each.isVisible()]
    qtbot.mouseClick(first, LEFT)
    assert filters.match().event_type == ("order_updated",)


def test_a_period_is_asked_for(qtbot, filters):
    choose(qtbot, filters, "Time", "From … to …")
    dialog = filters.findChild(QDialog, "periodDialog")
    dialog.since.setDateTime(dialog.until.dateTime().addDays(1))
    assert not dialog.show_button.isEnabled()
    dialog.since.setDateTime(dialog.until.dateTime().addDays(-2))
    since, until = dialog.times()
    qtbot.mouseClick(dialog.show_button, LEFT)
    assert filters.match() == LogFilter(since=since, until=until)
    assert [chip.split()[0] for chip in chips(filters)] == ["since", "until"]


def test_a_key_is_completed_and_then_its_value(qtbot, filters):
    qtbot.keyClicks(filters.search.edit, "harbour sta")
    box = filters.completer.popup()
    qtbot.waitUntil(box.isVisible)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert filters.search.edit.text() == "harbour status:"
    qtbot.waitUntil(box.isVisible)
    assert box.model().rowCount() == 6
    assert not box.verticalScrollBar().isVisible()
    qtbot.keyClicks(filters.search.edit, "fai")
    assert box.model().index(0, 0).data() == "status:failed"
    box.hide()


@pytest.mark.parametrize(
    ("match", "words"),
    [
        ({"code_from": 404, "code_to": 404}, "code 404"),
        ({"code_from": 400, "code_to": 404}, "code 400 to 404"),
        ({"max_ms": 300}, "took up to 300 ms"),
        ({"from_id": 77}, "from event 77"),
        ({"app_id": 9}, "app 9"),
        ({"last": "90s"}, "last 90s"),
    ],
)
def test_every_part_of_a_filter_has_its_words(match, words):
    [part] = parts(LogFilter(**match), KNOWN, NOW)
    assert (f"{part.key} {part.value}", part.rest) == (words, LogFilter())


@pytest.mark.parametrize("width", [1092, 700])
def test_tab_leads_to_the_chips_next_to_where_they_stand(filters, width):
    filters.resize(width, 90)
    filters.set_match(LogFilter(app_id=1, last="today", code_from=500, code_to=599))
    stops, at = [], filters.direction.nextInFocusChain()
    while at is not filters.direction:
        if at.isVisible() and isinstance(at, (Chip, QLineEdit, Switch)):
            stops.append(at.text() if isinstance(at, Chip) else type(at))
        at = at.nextInFocusChain()
    found = ["app Storefront sync", "today", "code 5xx"]
    in_field = filters.search.chips.isVisible()
    assert stops == ([QLineEdit, *found, Switch] if in_field else [QLineEdit, Switch, *found])


def test_a_time_of_today_becomes_one_of_yesterday_and_other_chips_stay_as_they_are(filters, monkeypatch):
    filters.set_match(LogFilter(since=NOW - 1_000))
    [before] = filters.findChildren(Chip)
    filters.age()
    assert filters.findChildren(Chip) == [before]
    monkeypatch.setattr(filters, "_now", lambda: NOW + 24 * 3_600_000)
    filters.age()
    [shown] = chips(filters)
    assert shown.startswith(("since 14 Nov", "since 15 Nov"))
