import pytest
from PySide6.QtCore import Qt

from core.catalogue import ANY, catalogue
from desktop.forms.events_field import EventsField
from desktop.forms.events_model import HINT_ROLE, NAME_ROLE, find_events

ON, SOME, OFF = Qt.CheckState.Checked, Qt.CheckState.PartiallyChecked, Qt.CheckState.Unchecked
SPACE = Qt.Key.Key_Space


@pytest.fixture
def field(show):
    return show(EventsField(), (700, 400))


def hint(item):
    return item.data(HINT_ROLE)


def in_sight(field):
    """Return the names of the events that are neither hidden nor in a closed area."""
    tree, found = field.tree, []
    for area in field.model.areas.values():
        if tree.isExpanded(area.index()) and not tree.isRowHidden(area.row(), area.index().parent()):
            rows = range(area.rowCount())
            found += [area.child(n).data(NAME_ROLE) for n in rows if not tree.isRowHidden(n, area.index())]
    return found


def test_the_areas_are_the_articles_with_every_event_below_them(field):
    assert list(field.model.areas) == list(catalogue().areas)
    assert len(field.model.areas) == 13
    assert sum(area.rowCount() for area in field.model.areas.values()) == len(catalogue().events)


def test_nothing_is_chosen_at_first(field):
    assert field.events() == ()
    assert field._count.text() == "No event chosen"


def test_the_box_of_an_area_says_whether_none_some_or_all_of_its_events_are_chosen(field):
    invoice = field.model.areas["Invoice"]
    field.show_events(("invoice_sent",), ("MANAGE_ORDERS",))
    assert (invoice.checkState(), hint(invoice)) == (SOME, ("1 of 3", "accent"))
    field.show_events(("invoice_deleted", "invoice_requested", "invoice_sent"), ("MANAGE_ORDERS",))
    assert (invoice.checkState(), hint(invoice)) == (ON, ("3 of 3", "accent"))
    field.show_events((), ("MANAGE_ORDERS",))
    assert (invoice.checkState(), hint(invoice)) == (OFF, ("3", "text_3"))


def test_a_click_on_an_area_chooses_all_of_it_and_another_none(field, qtbot):
    with qtbot.waitSignal(field.changed):
        field.model.areas["Invoice"].setCheckState(ON)
    assert field.events() == ("invoice_deleted", "invoice_requested", "invoice_sent")
    with qtbot.waitSignal(field.changed):
        field.model.areas["Invoice"].setCheckState(OFF)
    assert field.events() == ()


def test_events_are_chosen_by_keyboard(field, qtbot):
    field.tree.setFocus()
    field.tree.setCurrentIndex(field.model.areas["Checkout"].index())
    qtbot.keyClick(field.tree, Qt.Key.Key_Right)
    qtbot.keyClick(field.tree, Qt.Key.Key_Down)
    qtbot.keyClick(field.tree, SPACE)
    assert field.events() == ("checkout_created",)


def test_a_missing_permission_is_said_at_the_event_and_at_its_area(field):
    field.show_events(("payout_created",), ("MANAGE_ORDERS",))
    assert hint(field.model.events["payout_created"]) == ("Needs “Manage payouts”", "wait")
    assert hint(field.model.events["payout_deleted"]) == ("Needs “Manage payouts”", "text_3")
    assert hint(field.model.areas["Payout"]) == ("Needs “Manage payouts”   1 of 5", "wait")
    field.allow(("MANAGE_PAYOUTS",))
    assert hint(field.model.events["payout_created"]) == ("", "text_3")
    assert hint(field.model.areas["Payout"]) == ("1 of 5", "accent")
    assert field.events() == ("payout_created",)


def test_any_event_stands_for_all_and_gives_the_choice_back_when_it_is_taken_off(field):
    field.show_events(("invoice_sent",), ())
    field.model.any.setCheckState(ON)
    assert field.events() == (ANY,)
    assert field._count.text() == "Any event chosen"
    assert not field.model.areas["Invoice"].isEnabled()
    field.model.any.setCheckState(OFF)
    assert field.events() == ("invoice_sent",)
    assert field.model.areas["Invoice"].isEnabled()


def test_a_search_shows_what_matches_opened_and_its_end_everything(field, qtbot):
    qtbot.keyClicks(field.search.edit, "paid")
    qtbot.waitUntil(lambda: in_sight(field) == ["nautical_order_fully_paid", "order_fully_paid"])
    field.search.clear()
    assert in_sight(field) == []
    assert not any(field.tree.isRowHidden(n, field.model.any.index().parent()) for n in range(14))


def test_during_a_search_an_area_turns_only_what_is_in_sight(field, qtbot):
    qtbot.keyClicks(field.search.edit, "deleted")
    qtbot.waitUntil(lambda: "invoice_deleted" in in_sight(field))
    field.model.areas["Invoice"].setCheckState(ON)
    assert field.events() == ("invoice_deleted",)


def test_clear_takes_the_choice_away(field, qtbot):
    field.show_events(("invoice_sent", "order_created"), ())
    assert field._count.text() == "2 events chosen"
    with qtbot.waitSignal(field.changed):
        qtbot.mouseClick(field._clear, Qt.MouseButton.LeftButton)
    assert field.events() == ()
    assert not field._clear.isVisible()


def test_an_error_stands_under_the_tree(field):
    field.set_error("Choose at least one event.")
    assert field._error.isVisible()
    assert field.tree.accessibleDescription() == "Choose at least one event."


def test_screen_readers_hear_label_name_and_hint(field):
    spoken = field.model.events["payout_created"].data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Payout created, payout_created, Needs “Manage payouts”"
    assert field.tree.objectName() == "eventsField"


@pytest.mark.parametrize(
    ("text", "names"),
    [("payout del", {"payout_deleted"}), ("SELLER_CREATED", {"seller_created"}), ("zebra", set())],
)
def test_every_word_must_be_found(text, names):
    assert find_events(text) == names


def test_no_word_finds_everything():
    assert find_events("  ") is None
