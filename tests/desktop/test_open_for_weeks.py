"""A window that is open for weeks: what is opened in it and closed again leaves nothing behind."""

import asyncio
import gc
from collections import Counter
from enum import Enum

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton, QToolButton

from core.engine import Engine
from core.incoming import jobs
from core.log import event_log
from core.log.event_log import LogFilter
from desktop.desk import Place
from desktop.forms.erase_dialog import EraseDialog
from desktop.forms.redaction_dialog import RedactionDialog
from desktop.forms.retention_dialog import RetentionDialog
from desktop.pages.job_dialog import JobDialog
from desktop.tasks import ui_loop
from desktop.widgets.passing import open_over
from desktop.window import MainWindow
from tests.believable import full_desk


@pytest.fixture
def window(qtbot, tmp_path):
    """The window on a desk after a busy day; nothing is sent."""
    full_desk(tmp_path / "desk", rows=12)
    engine = Engine(tmp_path / "desk", 0, sends=False)
    engine.start()
    made = MainWindow(engine)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()
    engine.stop()


class User:
    """Opens everything and closes it again."""

    def __init__(self, qtbot, window):
        self.qtbot, self.window = qtbot, window
        self.engine = window.engine
        with self.engine.store.connection():
            self.log_id = event_log.older(self.engine.store, None, limit=1)[0].id
            self.job_id = jobs.older(self.engine.store, None, limit=1)[0].id

    def settle(self):
        self.qtbot.waitUntil(lambda: not asyncio.all_tasks(ui_loop()))
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def shut(self):
        """Close every dialog and menu."""
        self.settle()
        for kind in (QDialog, QMenu):
            for each in self.window.findChildren(kind):
                if each.isVisible():
                    each.close()
        self.settle()

    def go(self, page, **asked):
        self.window.go(Place(page, **asked))
        self.settle()
        return self.window.page()

    def press(self, kind, name):
        self.window.findChild(kind, name).click()
        self.shut()

    def log(self):
        page = self.go("Event Logs", log=LogFilter())
        page.table.selectRow(0)
        page.table.customContextMenuRequested.emit(QPoint(40, 40))
        self.shut()
        page.table.horizontalHeader().customContextMenuRequested.emit(QPoint(60, 10))
        self.shut()
        self.press(QToolButton, "moreFiltersButton")
        self.press(QToolButton, "saveViewButton")
        for act in (page.acts.open_export, page.acts.open_delete, page.acts.open_replay, page._emit):
            act()
            self.shut()
        page._inspect(page.model.row(0))
        self.settle()
        inspector = self.window.findChild(QDialog, "payloadInspector")
        for name in ("Text", "Headers", "Compare", "Raw"):
            inspector.show_tab(name)
        inspector.acts.open_menu(QPoint())
        self.shut()

    def jobs(self):
        page = self.go("Webhook Jobs")
        page.table.selectRow(0)
        page.table.customContextMenuRequested.emit(QPoint(40, 40))
        self.shut()
        page.many_button.click()
        self.shut()
        JobDialog(self.window.desk, self.job_id, page).open()
        self.shut()

    def forms(self):
        self.go("Apps", app_id=1, webhook_id=1).webhook_form.leaving.emit()
        self.settle()
        page = self.go("Apps", app_id=1)
        page.app_form.tokens.new_button.click()
        self.shut()
        page.app_form.webhooks.table.selectRow(0)
        page.app_form.webhooks.table.customContextMenuRequested.emit(QPoint(40, 20))
        self.shut()
        page = self.go("Plugins", plugin_id="till", topic="")
        page._on_left_mappings(True)
        page.table.selectRow(0)
        page.table.customContextMenuRequested.emit(QPoint(40, 20))
        self.shut()

    def rest(self):
        page = self.go("Records")
        row = page.model.rows()[0]
        page.show_record(row.kind, row.key)
        self.settle()
        page.view.leaving.emit()
        page.table.selectRow(0)
        page.table.customContextMenuRequested.emit(QPoint(40, 20))
        self.shut()
        for kind in (RetentionDialog, RedactionDialog, EraseDialog):
            open_over(kind(self.engine, self.window))
            self.shut()
        self.press(QPushButton, "jumpButton")
        self.go("Overview")

    def round(self):
        for part in (self.log, self.jobs, self.forms, self.rest):
            part()


def shown(window):
    """Count the objects of Qt below a window, by class."""
    return Counter(type(each).__name__ for each in window.findChildren(QObject))


def kept():
    """Count the objects of the desk's own classes."""
    gc.collect()
    kinds = (
        type(each) for each in gc.get_objects() if not isinstance(each, Enum)
    )  # which Python keeps itself
    return Counter(kind.__qualname__ for kind in kinds if str(kind.__module__).startswith("desktop."))


@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.long)])
def test_what_is_opened_and_closed_leaves_nothing(qtbot, window, rounds):
    user = User(qtbot, window)
    user.round()
    widgets, objects = shown(window), kept()
    for _ in range(rounds):
        user.round()
    assert shown(window) - widgets == Counter()
    assert [kind for kind, more in (kept() - objects).items() if more >= max(rounds, 2)] == []
