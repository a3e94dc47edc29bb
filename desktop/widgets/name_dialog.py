"""A small dialog that asks for a name."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from desktop import theme
from desktop.widgets.controls import button, label
from desktop.widgets.layout import col, holder, row, rule

LONGEST = 60
WIDTH = 320


class NameDialog(QDialog):
    """A line for a name; the act can be pressed once there is one."""

    def __init__(self, title: str, of: str, name: str, act: str, parent: QWidget) -> None:
        """`of` is the label over the line, `name` what stands in it first."""
        super().__init__(parent)
        self.setObjectName("nameDialog")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field = QLineEdit(name)
        self.field.setAccessibleName(of)
        self.field.setMaxLength(LONGEST)
        self.field.selectAll()
        self.field.setMinimumWidth(theme.current().px(WIDTH))
        self.act_button = button(act, "primary")
        self.act_button.setDefault(True)
        cancel = button("Cancel")
        self.field.textChanged.connect(self._check)
        self.act_button.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        foot = row(None, cancel, self.act_button, margins=(16, 8, 16, 8))
        body = col(label(of, "label"), self.field, gap=4, margins=(16, 16, 16, 16))
        self.setLayout(col(body, rule(), holder(foot, "chrome"), gap=0))
        self._check()

    def _check(self) -> None:
        self.act_button.setEnabled(bool(self.field.text().strip()))


def ask_name(title: str, of: str, name: str, act: str, tell: Callable[[str], None], parent: QWidget) -> None:
    """Open the dialog; the name is told when it closes by its act."""
    dialog = NameDialog(title, of, name, act, parent)
    dialog.accepted.connect(lambda: tell(dialog.field.text().strip()))
    dialog.open()
