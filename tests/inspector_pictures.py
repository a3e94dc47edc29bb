"""The pictures of the inspector and of the dialogs that open from it; see `tests.screenshots`."""

import base64
import json
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QMenu

from core.log import event_log
from core.log.case import export_case
from core.log.event_log import LogFilter, LogRow
from core.outgoing.emit import emit
from core.outgoing.resend import Edit, resend
from desktop.forms.resend_dialog import LOOK, ResendDialog
from desktop.inspector.case_inspector import CaseInspector
from desktop.inspector.decoded_dialog import DecodedDialog
from desktop.inspector.payload_inspector import PayloadInspector
from desktop.window import MainWindow
from tests.studio import Studio, settle

NARROW = (840, 520)
TABS = {
    "DELIVERED": ("Tree", "Text", "Headers", "Attempts", "Signature", "Compare", "Raw"),
    "FAILED": ("Attempts", "Compare"),
    "PENDING": ("Attempts",),
    "ACCEPTED": ("Tree", "Headers", "Signature"),
    "REFUSED": ("Signature",),
}
"""By the status of the row that is looked at: the tabs to show."""


def take(studio: Studio) -> None:
    """Take every picture of the inspector."""
    for status, tabs in TABS.items():
        dialog = _open(studio, _newest(studio, status))
        for tab in tabs:
            dialog.show_tab(tab)
            studio.shoot(f"inspector_{status.lower()}_{tab.lower()}", dialog)
        dialog.close()
    _edited(studio)
    _packed(studio)
    _searched(studio)


def _newest(studio: Studio, status: str) -> LogRow:
    with studio.engine.store.connection():
        (row,) = event_log.older(studio.engine.store, None, limit=1, match=LogFilter(status=status))
    return row


def _open(studio: Studio, row: LogRow, words: tuple[str, ...] = ()) -> PayloadInspector:
    dialog = PayloadInspector(studio.engine, row.id, studio.window, words=words)
    dialog.show()
    settle()
    return dialog


def _edited(studio: Studio) -> None:
    """Resend edited, what differs then, and the case of it."""
    store, row = studio.engine.store, _newest(studio, "DELIVERED")
    with store.connection():
        body = event_log.payload(store, row.id)
    dialog = _open(studio, row)
    dialog.acts.open_menu(dialog.mapToGlobal(dialog.head.more_button.geometry().bottomLeft()))
    [menu] = [each for each in dialog.findChildren(QMenu) if each.isVisible()]
    studio.shoot("inspector_menu", menu)
    menu.close()
    dialog.acts.resend.trigger()
    form = dialog.findChild(ResendDialog)
    studio.shoot("resend_nothing_changed", form)
    form.payload.setPlainText(body.decode().replace("34.50", "36.00", 1))
    settle()
    form.forms.choose(LOOK)
    studio.shoot("resend_look", form)
    form.reject()
    with store.connection():
        changed = body.replace(b"34.50", b"36.00").replace(b"ACTIVE", b"DRAFT")
        new_id = resend(store, row.id, Edit(changed, row.webhook_id or 0))
    settle()
    studio.shoot("inspector_resent", dialog)
    dialog.show_row(new_id)
    settle()
    dialog.compare_with(row.id)
    studio.shoot("inspector_compared", dialog)
    usual = dialog.size()
    dialog.resize(*NARROW)
    studio.shoot("inspector_narrow", dialog)
    dialog.resize(usual)  # or the next one would open as small
    dialog.close()
    _case(studio, row)


def _case(studio: Studio, row: LogRow) -> None:
    path = Path(studio.engine.data_dir) / "case.json"
    with studio.engine.store.connection():
        export_case(studio.engine.store, row.id, path)
    assert isinstance(studio.window, MainWindow)
    studio.window.cases.open(str(path))
    settle()
    case = studio.window.findChild(CaseInspector)
    studio.shoot("inspector_case", case)
    case.close()


def _packed(studio: Studio) -> None:
    """A time, a token and a picture in a payload."""
    store = studio.engine.store
    token = ".".join((*(_base64(part) for part in ({"alg": "HS256"}, {"sub": "maren"})), "c2lnbmVk"))
    logo = f"data:image/png;base64,{base64.b64encode(_picture()).decode()}"
    payload = {"id": "T3Jk", "created": 1_773_842_527, "session": token, "logo": logo}
    with store.connection():
        log_id = emit(store, "order_created", json.dumps(payload).encode()).deliveries[0]
        row = event_log.get_row(store, log_id)
    dialog = _open(studio, row)
    dialog.show_tab("Tree")
    dialog.tree_tab.view.reveal(2)
    studio.shoot("inspector_time", dialog)
    for node, name in ((3, "token"), (4, "picture")):
        dialog.tree_tab.view.reveal(node)
        dialog.tree_tab.acts.show_decoded()
        settle()
        shown = dialog.findChildren(DecodedDialog)[-1]
        if name == "picture":
            shown.bar.show_button.click()
        studio.shoot(f"decoded_{name}", shown)
        shown.close()
        settle()
    dialog.close()


def _searched(studio: Studio) -> None:
    dialog = _open(studio, _newest(studio, "DELIVERED"), words=("bw-clt", "galvanized"))
    for tab in ("Tree", "Text"):
        dialog.show_tab(tab)
        studio.shoot(f"inspector_searched_{tab.lower()}", dialog)
    dialog.close()


def _base64(part: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def _picture() -> bytes:
    image, buffer = QImage(240, 120, QImage.Format.Format_RGB32), QBuffer()
    image.fill(QColor("#1B5EC9"))
    painter = QPainter(image)
    painter.fillRect(40, 40, 160, 40, QColor("#FFFFFF"))
    painter.end()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt a text
    return bytes(buffer.data().data())
