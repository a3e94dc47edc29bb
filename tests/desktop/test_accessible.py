"""Without a mouse and without eyes: every control has a name, and the Tab key reaches it in reading order."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QWidget,
)

from core.engine import Engine
from core.incoming.bulk import RETRY
from core.incoming.fetching.access import get_access
from core.incoming.jobs import JobFilter
from core.incoming.plugins import create_plugin
from core.log import event_log
from core.log.event_log import LogFilter
from desktop.desk import Place
from desktop.entries import ENTRIES
from desktop.forms.bulk_dialog import BulkDialog, scopes
from desktop.forms.emit_dialog import EmitDialog
from desktop.forms.fetch_dialog import FetchDialog
from desktop.forms.held_dialog import HeldDialog
from desktop.inspector.payload_inspector import PayloadInspector
from desktop.inspector.tabs import NAMES
from desktop.jump import JumpPalette
from desktop.pages.job_dialog import JobDialog
from desktop.widgets.switch import Segments
from desktop.window import MainWindow
from tests.believable import full_desk
from tests.believable_topics import add_shop

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
)
FOCUS_ROUND = 120  # more Tab presses than any place has controls
SAME_LINE = 8  # pixels by which the tops of what stands on one line may differ


@pytest.fixture
def window(qtbot, tmp_path):
    store = full_desk(tmp_path / "desk", rows=40).store
    with store.connection():
        add_shop(store)
    engine = Engine(tmp_path / "desk", receiver_port=0, sends=False)
    engine.start()
    made = MainWindow(engine)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    yield made
    engine.stop()


def press(window, name):
    window.findChild(QPushButton, name).click()


def go(place):
    return lambda window: window.go(place)


def at(place, button):
    def reach(window):
        window.go(place)
        press(window, button)

    return reach


PLACES = {
    **{entry.title: (go(Place(entry.title)), "") for entry in ENTRIES},
    "new app": (at(Place("Apps"), "newAppButton"), "appNameField"),
    "app": (go(Place("Apps", app_id=1)), "appNameField"),
    "new webhook": (lambda window: press(window, "createWebhookButton"), "webhookNameField"),
    "webhook": (go(Place("Apps", app_id=1, webhook_id=1)), "webhookNameField"),
    "new plugin": (at(Place("Plugins"), "newPluginButton"), "pluginNameField"),
    "mappings": (go(Place("Plugins", plugin_id="quay-shop", topic="")), ""),
    "mapping": (
        go(Place("Plugins", plugin_id="quay-shop", topic="inventory_levels/update")),
        "mapping_quantity",
    ),
    "plugin": (go(Place("Plugins", plugin_id="harbour-erp")), "pluginNameField"),
    "record": (go(Place("Records", record=("warehouse", "nautical.fulfillment.shopify/LOC-88"))), ""),
}
"""How to get somewhere, and what is in sight once one is there."""


def reach(qtbot, window, place):
    go_there, sign = PLACES[place]
    if place == "new webhook":  # its button stands in the form of an app, which is read first
        window.go(Place("Apps", app_id=1))
        qtbot.waitUntil(lambda: window.page().model.rowCount() > 0)
    go_there(window)
    qtbot.waitUntil(lambda: not sign or any(w.isVisible() for w in window.findChildren(QLineEdit, sign)))


def controls(top):
    """Return the controls in sight, without the parts that Qt or a whole control is made of."""
    return [
        each
        for each in top.findChildren(QWidget)
        if isinstance(each, CONTROLS)
        and each.isVisible()
        and not isinstance(each, QHeaderView)
        and not (isinstance(each.parent(), QAbstractSpinBox | QComboBox | QAbstractItemView | QTabBar))
        and "Container" not in each.parent().metaObject().className()
    ]


def nameless(top):
    return [f"{each} {each.objectName()}" for each in controls(top) if not each.accessibleName()]


def focus_round(top):
    """Press Tab until the focus is where it began; return where it was."""
    seen = []
    while (here := QApplication.focusWidget()) not in seen:
        assert here is not None and len(seen) < FOCUS_ROUND
        seen.append(here)
        QTest.keyClick(here, Qt.Key.Key_Tab)
    return seen


def unreached(top):
    round_ = focus_round(top)
    return [
        each.accessibleName()
        for each in controls(top)
        if each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus and each not in round_
    ]


@pytest.mark.parametrize("place", PLACES)
def test_every_control_in_the_window_has_a_name_and_is_reached_by_tab(qtbot, window, place):
    reach(qtbot, window, place)
    assert nameless(window) == []
    window.navigation.setFocus()
    assert [name for name in unreached(window) if name not in radio_buttons(window)] == []


def test_so_has_every_control_of_a_webhooks_form_whose_lines_are_opened(qtbot, window):
    reach(qtbot, window, "webhook")
    for name in ("deliverySettingsButton", "accessButton", "addHeaderButton"):
        press(window, name)
    window.findChild(Segments, "authorizationField").choose("basic")
    assert nameless(window) == []
    window.navigation.setFocus()
    assert unreached(window) == []


def radio_buttons(window):
    """Of a group the Tab key reaches the chosen one; the arrow keys go on from there."""
    return {
        each.accessibleName() for each in controls(window) if each.metaObject().className() == "QRadioButton"
    }


def test_tab_goes_from_the_palette_to_the_pages_through_the_page_to_the_foot(qtbot, window):
    reach(qtbot, window, "Event Logs")
    window.navigation.setFocus()
    names = [each.objectName() for each in focus_round(window)]
    assert names[0] == "navigation"
    assert names.index("emitButton") < names.index("searchField") < names.index("eventLogTable")
    assert names[-2:] == [window.status.copy_button.objectName(), "jumpButton"]


@pytest.mark.parametrize("tab", NAMES)
def test_every_control_of_the_inspector_has_a_name_and_is_reached_by_tab(qtbot, window, tab):
    with window.engine.store.connection():
        [row] = event_log.older(window.engine.store, None, limit=1, match=LogFilter(status="DELIVERED"))
    dialog = PayloadInspector(window.engine, row.id, window)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: dialog.tree_tab.view.model().rowCount() > 0)
    dialog.show_tab(tab)
    dialog.tabs.tabBar().setFocus()
    assert nameless(dialog) == []
    assert unreached(dialog) == []


def job_dialog(_engine, window):
    return JobDialog(window.desk, 1, window)


def bulk_dialog(engine, window):
    return BulkDialog(engine, scopes([1, 2], JobFilter()), RETRY, window)


def held_dialog(_engine, window):
    return HeldDialog(window.desk, "Feed", {1: 2}, window)


def fetch_dialog(engine, window):
    with engine.store.connection():
        plugin = create_plugin(engine.store, id="code", name="Code", provider="github", secret="x")
        access = get_access(engine.store, plugin.id)
    return FetchDialog(window.desk, access, window)


@pytest.mark.parametrize("make", [EmitDialog, job_dialog, bulk_dialog, held_dialog, fetch_dialog, None])
def test_every_control_of_a_dialog_has_a_name_and_escape_closes_it(qtbot, window, make):
    if make:
        dialog = make(window.engine, window)
        dialog.show()
        dialog.activateWindow()
    else:
        press(window, "jumpButton")
        dialog = window.findChild(JumpPalette)
    closed = []
    dialog.finished.connect(closed.append)
    qtbot.waitUntil(
        lambda: QApplication.focusWidget() is not None and dialog.isAncestorOf(QApplication.focusWidget())
    )
    assert nameless(dialog) == []
    assert unreached(dialog) == []
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert closed == [0]


def test_a_forms_fields_follow_each_other_as_they_are_read(qtbot, window):
    window.resize(1280, 1000)  # the whole form is in sight: scrolled, it would be above its own head
    reach(qtbot, window, "new webhook")
    window.navigation.setFocus()
    form = window.findChild(QWidget, "webhookForm")
    fields = [each for each in focus_round(window) if form.isAncestorOf(each)]
    tops = [each.mapTo(form, QPoint(0, 0)).y() for each in fields]
    assert all(below >= above - SAME_LINE for above, below in pairwise(tops))
