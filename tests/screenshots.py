"""Makes a picture of every page and dialog: `python -m tests.screenshots DIR`.

Light and dark, empty and full, at 1280x800, over a real engine on believable data of its own making;
then the pages in a small window, and with a large font. Nothing is sent. Where the font Inter is installed
it stands in for the system's.
"""

import base64
import hmac
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={Path(__file__).parent / 'screen.json'}"

import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)

from core.engine import Engine
from core.incoming import jobs, records
from core.incoming.fetching.api import FetchError
from core.incoming.fetching.fetch import Progress
from core.incoming.jobs import JobFilter
from core.log import event_log
from core.log.event_log import LogFilter
from core.outgoing.apps import update_app
from desktop.desk import Place
from desktop.forms.bulk_dialog import BulkDialog
from desktop.forms.delete_dialog import DeleteDialog, scopes
from desktop.forms.emit_dialog import EmitDialog
from desktop.forms.erase_dialog import EraseDialog
from desktop.forms.export_dialog import ExportDialog
from desktop.forms.fetch_dialog import FetchDialog
from desktop.forms.held_dialog import HeldDialog
from desktop.forms.mapping_form import MappingForm
from desktop.forms.redaction_dialog import RedactionDialog
from desktop.forms.retention_dialog import RetentionDialog
from desktop.forms.webhook_form import WebhookForm
from desktop.jump import JumpPalette
from desktop.pages.job_dialog import JobDialog
from desktop.pages.jobs import JobsPage
from desktop.pages.lab import LabPage
from desktop.pages.log_filters import LogFilters
from desktop.pages.records import RecordsPage
from desktop.tables.table_view import Table
from desktop.window import MainWindow
from tests import inspector_pictures
from tests.believable import full_desk
from tests.believable_topics import add_payments, add_shop
from tests.studio import SIZE, Studio, desk, settle, use_font

PAGES = (
    "Overview",
    "Event Logs",
    "Webhook Jobs",
    "Apps",
    "Plugins",
    "Settings",
    "Records",
    "Verification lab",
)
NARROW = (800, 600)
LARGE_PX = 17


def main(folder: Path) -> None:
    """Take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    use_font(app, 13)
    for colours in ("light", "dark"):
        with desk(folder, colours, lambda data: None) as studio:
            _empty(studio)
        with desk(folder, colours, full_desk) as studio:
            _full(studio)
            _guest(studio)
        with _taken_port() as port, desk(folder, colours, full_desk, port=port) as studio:
            studio.go(Place("Event Logs"))
            studio.shoot("event_logs_port_taken")
    use_font(app, LARGE_PX)
    with desk(folder, "light", full_desk) as studio:
        _pages(studio, "large_font_")


def _empty(studio: Studio) -> None:
    for page in PAGES:
        if page == "Settings":
            continue
        studio.go(Place(page))
        studio.shoot(f"{_file(page)}_empty")

    studio.go(Place("Apps"))
    studio.window.findChild(QPushButton, "newAppButton").click()
    studio.shoot("app_form_new")


def _full(studio: Studio) -> None:
    _pages(studio)
    _event_logs(studio)
    _jobs(studio)
    _job_dialogs(studio)
    _records(studio)
    _lab(studio)
    _forms(studio)
    _new_forms(studio)
    _mappings(studio)
    _fetching(studio)
    _keeping(studio)
    _over_the_window(studio)
    inspector_pictures.take(studio)
    studio.window.resize(*NARROW)
    _pages(studio, "narrow_")


def _pages(studio: Studio, prefix: str = "") -> None:
    for page in PAGES:
        studio.go(Place(page, log=LogFilter()))
        studio.shoot(prefix + _file(page))
    studio.go(Place("Apps", app_id=1, webhook_id=1))
    studio.shoot(f"{prefix}webhook_form")


def _lab(studio: Studio) -> None:
    """A request whose body was written anew on the way, one that verifies, and one that was refused."""
    studio.go(Place("Verification lab"))
    page = studio.window.page()
    assert isinstance(page, LabPage)
    signed = b'{"id":820982911946154508,"email":"mira@brightwater.example","total_price":"254.98"}'
    signature = base64.b64encode(hmac.digest(b"hush", signed, "sha256")).decode()
    side = page.request
    side.provider.list.setCurrentIndex(side.provider.list.findData("shopify"))
    side.secret_edit.setText("hush")
    side.headers_edit.setPlainText(f"X-Shopify-Topic: orders/create\nX-Shopify-Hmac-SHA256: {signature}")
    side.body.edit.setPlainText(json.dumps(json.loads(signed), indent=2))
    studio.shoot("verification_lab_rewritten")
    page.result.cause.findChild(QPushButton).click()
    studio.shoot("verification_lab_right")
    with studio.engine.store.connection():
        match = LogFilter(status="REFUSED")
        (refused,) = event_log.older(studio.engine.store, None, limit=1, match=match)
    studio.go(Place("Verification lab", log_id=refused.id))
    studio.shoot("verification_lab_refused")


def _event_logs(studio: Studio) -> None:
    for direction in ("RECEIVED", "EMITTED"):
        studio.go(Place("Event Logs", log=LogFilter(direction=direction)))
        studio.shoot(f"event_logs_{direction.lower()}")
    studio.go(Place("Event Logs", log=LogFilter(search="no such thing")))
    studio.shoot("event_logs_no_match")
    _filters(studio)
    dialog = EmitDialog(studio.engine, studio.window)
    dialog.show()
    studio.shoot("emit_dialog", dialog)
    dialog.close()


def _filters(studio: Studio) -> None:
    """Chips in the field and below it, what the filters ask, what the search offers, views and columns."""
    studio.go(Place("Event Logs", log=LogFilter(last="24h")))
    studio.shoot("event_logs_chip")
    match = LogFilter(status="FAILED", app_id=1, last="24h", code_from=500, code_to=599)
    studio.go(Place("Event Logs", log=match))
    studio.shoot("event_logs_chips")
    page = studio.window.page()
    filters = page.findChild(LogFilters)
    page.findChild(QToolButton, "moreFiltersButton").click()
    studio.shoot("event_logs_filter_menu", _menu(studio))
    _menu(studio).close()
    page.findChild(QToolButton, "saveViewButton").click()
    studio.shoot("event_logs_save_view", page.findChild(QDialog, "nameDialog"))
    page.findChild(QDialog, "nameDialog").close()
    search = page.findChild(QLineEdit, "searchField")
    QTest.keyClicks(search, "status:")
    studio.shoot("event_logs_suggestions", filters.completer.popup())
    filters.completer.popup().hide()
    studio.window.navigation.setCurrentRow(studio.window.navigation.pages + 2)
    studio.shoot("event_logs_view")
    header = page.findChild(Table, "eventLogTable").horizontalHeader()
    header.customContextMenuRequested.emit(QPoint(60, 10))
    studio.shoot("event_logs_columns_menu", _menu(studio))
    _menu(studio).close()


def _jobs(studio: Studio) -> None:
    studio.go(Place("Webhook Jobs"))
    table = studio.window.findChild(Table, "jobsTable")
    table.setFocus()
    table.selectRow(_held(table))
    QTest.keyClick(table, Qt.Key.Key_Space)
    studio.shoot("webhook_jobs_toast")
    studio.window.toast.hide()
    table.customContextMenuRequested.emit(QPoint(300, 60))
    studio.shoot("webhook_jobs_menu", _menu(studio))
    _menu(studio).close()
    table.selectRow(_held(table))
    next(each for each in table.actions() if each.text() == "Delete…").trigger()
    studio.shoot("webhook_jobs_question", studio.window.findChild(QMessageBox))
    studio.window.findChild(QMessageBox).reject()


def _job_dialogs(studio: Studio) -> None:
    """Failed jobs with their reasons, the dialog of a job, and the one over many."""
    page = studio.window.page()
    assert isinstance(page, JobsPage)
    page.filters.set_match(JobFilter(status="FAILED"))
    studio.shoot("webhook_jobs_failed")
    page.many_button.click()
    bulk = studio.window.findChild(BulkDialog)
    studio.shoot("bulk_dialog", bulk)
    bulk.close()
    with studio.engine.store.connection():
        found = {job.status: job for job in jobs.older(studio.engine.store, None, limit=400)}
        changed = records.older(studio.engine.store, None, limit=1)[0]
        [change, *_] = records.history(studio.engine.store, changed.kind, changed.key)
    tabs = {change.job_id: 5, found["FAILED"].id: 3, found["PENDING"].id: 1}
    for job_id, shown in tabs.items():
        dialog = JobDialog(studio.window.desk, job_id, page)
        dialog.show()
        settle()
        for tab in range(shown):
            if not dialog.tabs.isTabVisible(tab):
                continue
            if shown > 1:
                dialog.tabs.setCurrentIndex(tab)
            name = dialog.tabs.tabText(dialog.tabs.currentIndex()).split()[0].lower()
            studio.shoot(f"job_{jobs_status(dialog)}_{name}", dialog)
        dialog.close()
    page.filters.set_match(JobFilter())


def jobs_status(dialog: JobDialog) -> str:
    """Return the status of the job that a dialog shows."""
    return dialog._details.job.status.lower() if dialog._details else "none"


def _records(studio: Studio) -> None:
    studio.go(Place("Records"))
    page = studio.window.page()
    assert isinstance(page, RecordsPage)
    page.search.set_text("no such thing")
    studio.shoot("records_no_match")
    page.search.clear()
    settle()
    record = next(row for row in page.model.rows() if row.kind == "product")
    page.show_record(record.kind, record.key)
    studio.shoot("record_history")
    page.view.tabs.setCurrentIndex(1)
    studio.shoot("record_kept")
    page.view.leaving.emit()


def _held(table: Table) -> int:
    """Return the first row whose job waits."""
    return next(at for at, job in enumerate(table.rows_model.rows()) if job.status == "PENDING")


def _menu(studio: Studio) -> QMenu:
    [shown] = [each for each in studio.window.findChildren(QMenu) if each.isVisible()]
    return shown


def _opened_form(studio: Studio) -> None:
    """The foot of a webhook's form with all its lines open, and what asks about what was held."""
    for name in ("deliverySettingsButton", "accessButton", "addHeaderButton"):
        studio.window.findChild(QPushButton, name).click()
    settle()
    form = studio.window.findChild(WebhookForm)
    bar = form.findChild(QScrollArea).verticalScrollBar()
    bar.setValue(bar.maximum())
    studio.shoot("webhook_form_opened")
    dialog = HeldDialog(studio.window.desk, "Order feed", {1: 1_312}, studio.window)
    dialog.open()
    studio.shoot("held_dialog", dialog)
    dialog.close()


def _forms(studio: Studio) -> None:
    studio.go(Place("Apps", app_id=1, webhook_id=1))
    url = studio.window.findChild(QLineEdit, "targetUrlField")
    assert isinstance(url, QLineEdit)
    url.setText("ftp://erp.brightwater.example/hooks")
    url.editingFinished.emit()
    studio.shoot("webhook_form_error")
    url.setText("https://erp.brightwater.example/hooks/nautical")
    url.editingFinished.emit()
    _opened_form(studio)
    studio.go(Place("Apps", app_id=4))
    studio.shoot("app_inactive")
    studio.go(Place("Plugins", plugin_id="nautical.fulfillment.shopify"))
    studio.shoot("plugin_form")


def _new_forms(studio: Studio) -> None:
    store = studio.engine.store
    studio.go(Place("Plugins"))
    studio.window.findChild(QPushButton, "newPluginButton").click()
    studio.shoot("plugin_form_new")
    studio.go(Place("Apps", app_id=1))
    studio.window.findChild(QPushButton, "createWebhookButton").click()
    studio.shoot("webhook_form_new")
    with store.connection():
        update_app(store, 3, permissions=("MANAGE_COLLECTIONS",))
    studio.go(Place("Apps", app_id=3, webhook_id=4))
    studio.shoot("webhook_form_permission_missing")
    studio.go(Place("Apps", app_id=3))
    studio.shoot("app_permission_missing")


def _mappings(studio: Studio) -> None:
    with studio.engine.store.connection():
        plugin = add_shop(studio.engine.store)
    for topic in ("", "products/create", "refunds/create", "inventory_levels/update"):
        studio.go(Place("Plugins", plugin_id=plugin.id, topic=topic))
        studio.shoot(f"mapping_{topic.replace('/', '_')}" if topic else "mappings")
    editor = studio.window.findChild(MappingForm)
    editor.fields.rows["quantity"].show_text("available | to_numbr(@)")
    editor.fields.rows["sku"].show_text("sku")
    editor.fields.changed.emit()
    studio.shoot("mapping_wrong")
    studio.window.resize(*NARROW)
    studio.shoot("narrow_mapping")
    studio.window.resize(*SIZE)
    editor.fields.show_mapping(editor._shown, is_new=False)
    studio.go(Place("Plugins", plugin_id=plugin.id))
    form = studio.window.findChild(QWidget, "pluginForm")
    scroll_to(form.findChild(QPushButton, "showMappingsButton"))
    studio.shoot("plugin_form_mappings")


def _fetching(studio: Studio) -> None:
    with studio.engine.store.connection():
        plugin = add_payments(studio.engine.store)
    studio.go(Place("Event Logs", log=LogFilter(plugin_id=plugin.id)))
    studio.shoot("event_logs_fetched")
    studio.go(Place("Plugins", plugin_id=plugin.id))
    button = studio.window.findChild(QPushButton, "fetchMissedButton")
    scroll_to(button)
    studio.shoot("plugin_form_missed")
    button.click()
    dialog = studio.window.findChild(FetchDialog)
    studio.shoot("fetch_dialog", dialog)
    dialog._show_running(Progress(1_240, 37, 28.0))
    studio.shoot("fetch_dialog_waiting", dialog)
    dialog._show_fault(FetchError("Stripe refuses the API key.", "Copy it from there again, and whole."))
    studio.shoot("fetch_dialog_refused", dialog)
    dialog.banner.dismiss()
    dialog._show_running(Progress())
    dialog._show_done(Progress(1_240, 37))
    studio.shoot("fetch_dialog_done", dialog)
    dialog.close()


def scroll_to(widget: QWidget) -> None:
    """Bring a part of a form into sight."""
    area = widget.parent()
    while not isinstance(area, QScrollArea):
        area = area.parent()
    area.ensureWidgetVisible(widget, 0, 160)


def _keeping(studio: Studio) -> None:
    """What of the log is kept: one dialog after the other."""
    choices = scopes([3, 4, 5], LogFilter())
    dialogs: tuple[tuple[str, QDialog], ...] = (
        ("delete", DeleteDialog(studio.engine, choices, studio.window)),
        ("export", ExportDialog(studio.engine, choices, studio.window)),
        ("retention", RetentionDialog(studio.engine, studio.window)),
        ("redaction", RedactionDialog(studio.engine, studio.window)),
        ("erase", EraseDialog(studio.engine, studio.window)),
    )
    for name, dialog in dialogs:
        dialog.show()
        studio.shoot(name, dialog)
        dialog.close()


def _over_the_window(studio: Studio) -> None:
    studio.go(Place("Event Logs"))
    studio.window.findChild(QPushButton, "jumpButton").click()
    palette = studio.window.findChild(JumpPalette)
    palette.field.edit.setText("s")
    studio.shoot("jump_palette", palette)
    palette.close()


def _guest(studio: Studio) -> None:
    """A second window, on data that another engine works on."""
    engine = Engine(studio.engine.data_dir, receiver_port=0, sends=False)
    engine.start()
    window = MainWindow(engine)
    window.resize(*SIZE)
    window.show()
    studio.shoot("guest_window", window)
    window.close()
    engine.stop()
    shiboken6.delete(window)


@contextmanager
def _taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def _file(page: str) -> str:
    return page.lower().replace(" ", "_")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
