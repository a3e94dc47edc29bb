import pytest
from PySide6.QtCore import Qt

from core.catalogue import catalogue
from desktop.forms.permissions_field import PermissionsField

NEEDED = {event.permission for event in catalogue().events.values()}


@pytest.fixture
def field(show):
    return show(PermissionsField(), (600, 300))


def in_sight(field):
    return {code for code, box in field.boxes.items() if box.isVisible()}


def test_at_first_those_are_in_sight_that_events_need_and_those_given(field):
    assert in_sight(field) == NEEDED
    field.show_permissions(("MANAGE_EMAILS",))
    assert in_sight(field) == NEEDED | {"MANAGE_EMAILS"}
    assert field.permissions() == ("MANAGE_EMAILS",)


def test_all_are_shown_on_demand(field, qtbot):
    qtbot.mouseClick(field._more, Qt.MouseButton.LeftButton)
    assert in_sight(field) == set(catalogue().permissions)
    qtbot.mouseClick(field._more, Qt.MouseButton.LeftButton)
    assert in_sight(field) == NEEDED


def test_a_search_looks_through_all(field, qtbot):
    qtbot.keyClicks(field.search.edit, "emails")
    qtbot.waitUntil(lambda: in_sight(field) == {"MANAGE_EMAILS"})


def test_giving_one_tells_and_counts(field, qtbot):
    with qtbot.waitSignal(field.changed):
        qtbot.keyClick(field.boxes["MANAGE_ORDERS"], Qt.Key.Key_Space)
    assert field.permissions() == ("MANAGE_ORDERS",)
    assert field._count.text() == f"1 of {len(catalogue().permissions)} given"


def test_showing_tells_nobody(field, qtbot):
    with qtbot.assertNotEmitted(field.changed):
        field.show_permissions(("MANAGE_ORDERS",))


def test_the_whole_list_does_not_widen_the_window(field, qtbot):
    qtbot.mouseClick(field._more, Qt.MouseButton.LeftButton)
    assert field.minimumSizeHint().width() < 500


def test_a_narrow_field_has_fewer_columns_so_that_no_label_is_cut(qtbot, field):
    qtbot.addWidget(field)
    field.show()
    for width in (640, 400, 200):
        field.resize(width, 900)
        shown = [box for box in field.boxes.values() if box.isVisible()]
        assert all(box.width() >= box.sizeHint().width() for box in shown), width


def test_many_lines_scroll_instead_of_making_the_window_taller(field):
    field.resize(200, 200)
    assert field.minimumSizeHint().height() < 220
    assert field._boxes.verticalScrollBar().maximum() > 0
