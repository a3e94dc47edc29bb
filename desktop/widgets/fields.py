"""Forms: a field with its label and hint or error, a section, and the foot that stays in sight."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from desktop import theme
from desktop.widgets.controls import button, label
from desktop.widgets.layout import Item, col, holder, restyle, row, scrolling

FORM_WIDTH, SECTION_TITLE = 920, 200
BESIDE = 560
"""Width from which on a section's title stands beside its fields."""
AROUND = 48
"""What of a form is in sight above and below the field that the keyboard was put into."""
NO_LIMIT = (1 << 24) - 1  # Qt's own, which PySide does not name
ACROSS, DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class Field(QWidget):
    """A label above an editor, and below it a hint that an error takes the place of."""

    def __init__(
        self, text: str, editor: QWidget, hint: str = "", beside: tuple[QWidget, ...] = (), name: str = ""
    ) -> None:
        """Take `beside` as the buttons at the editor's right; the editor's objectName becomes `name`."""
        super().__init__()
        self.editor = editor
        self._hint = hint
        self._words = label(hint, "hint", wrap=True)
        if name:
            editor.setObjectName(name)
        editor.setAccessibleName(text)
        editor.setAccessibleDescription(hint)
        line = row(editor, *beside, gap=4)
        line.setStretch(0, 1)
        line.addStretch(0)  # takes what an editor of a fixed width leaves
        self._label = _label_of(text, editor) if text else None
        above: list[Item] = [self._label] if self._label else []
        self.setLayout(col(*above, line, self._words, gap=4))
        self._words.setVisible(bool(hint))

    def set_error(self, error: str = "") -> None:
        """Show what is wrong in the hint's place, or the hint again."""
        words = error or self._hint
        self._words.setText(words)
        self._words.setVisible(bool(words))
        restyle(self._words, "tone", "bad" if error else "")
        restyle(self.editor, "invalid", bool(error))
        self.editor.setAccessibleDescription(words)

    def error(self) -> str:
        """Return the error that is shown, or nothing."""
        return self._words.text() if self._words.property("tone") == "bad" else ""

    def set_text(self, text: str) -> None:
        """Call the field something else."""
        if self._label:
            self._label.setText(text)
        self.editor.setAccessibleName(text)

    def set_hint(self, hint: str) -> None:
        """Show another hint; an error stays."""
        self._hint = hint
        if not self.error():
            self.set_error()


class Foot(QWidget):
    """The foot of a form: what destroys at the left, a word on the state, Cancel and Save at the right."""

    def __init__(self, *destructive: QPushButton) -> None:
        super().__init__()
        self.words = label(role="hint")
        self.cancel_button = button("Cancel")
        self.save_button = button("Save", "primary", name="saveButton")
        self.setProperty("role", "chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        ends = (self.words, 4, self.cancel_button, self.save_button)
        self.setLayout(row(*destructive, None, *ends, margins=(16, 8, 16, 8)))

    def tell(self, *, errors: int, changed: bool) -> None:
        """Say how many fields are wrong, else whether something is unsaved; Save works only if it can."""
        fields = "1 field needs" if errors == 1 else f"{errors} fields need"
        self.words.setText(f"{fields} correction" if errors else "Unsaved changes" if changed else "")
        restyle(self.words, "tone", "bad" if errors else "")
        can_save = changed and not errors
        if self.save_button.hasFocus() and not can_save:
            self.cancel_button.setFocus()  # or Qt would hand the focus to what comes after the form
        self.save_button.setEnabled(can_save)


def save_on_enter(form: QWidget, save: Callable[[], None]) -> None:
    """Let Enter in each line of a form's fields do what its Save button does."""
    for field in form.findChildren(Field):
        line = field.editor.lineEdit() if isinstance(field.editor, QSpinBox) else field.editor
        if isinstance(line, QLineEdit) and not line.isReadOnly():
            line.returnPressed.connect(save)


def go_to(editor: QWidget) -> None:
    """Put the keyboard into a field of a form, and the field in sight with its label and its error."""
    editor.setFocus()
    around: QObject | None = editor.parent()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parent()
    if area := around:
        show = partial(area.ensureWidgetVisible, editor, 0, theme.current().px(AROUND))
        QTimer.singleShot(0, editor, show)  # once its error has taken its room


class Section(QWidget):
    """A part of a form: its title at the left of its fields, or above them where there is little room."""

    def __init__(self, left: QWidget, right: QWidget) -> None:
        super().__init__()
        self._left, self._right = left, right
        self._layout = row(left, right)
        self._layout.setStretch(1, 1)
        self.setLayout(self._layout)
        self._turn()

    def minimumSizeHint(self) -> QSize:
        """Ask for the width that it needs with its title above."""
        least = max(self._left.minimumSizeHint().width(), self._right.minimumSizeHint().width())
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the title where there is room for it."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        px = theme.current().px
        is_wide = self.width() >= px(BESIDE)
        self._layout.setDirection(ACROSS if is_wide else DOWN)
        self._layout.setSpacing(px(24 if is_wide else 8))
        self._left.setMinimumWidth(px(SECTION_TITLE) if is_wide else 0)
        self._left.setMaximumWidth(px(SECTION_TITLE) if is_wide else NO_LIMIT)


def section(title: str, hint: str, *body: Item, drop: int = 0) -> QWidget:
    """Return a part of a form: its title at the left, its fields at the right.

    `drop` lowers the title, so that it stands level with the first field's text.
    """
    words: list[Item] = [label(title, "strong", wrap=True)]
    if hint:
        words.append(label(hint, "hint", wrap=True))
    left = holder(col(*words, None, gap=4, margins=(0, drop, 0, 0)))
    return Section(left, holder(col(*body, None, gap=8)))


def form_body(*sections: Item) -> QScrollArea:
    """Return a form's sections in a column that scrolls and grows no wider than is read with ease."""
    return scrolling(at_reading_width(holder(col(*sections, None, gap=16, margins=(16, 4, 16, 16)))))


def at_reading_width(column: QWidget) -> QWidget:
    """Return a form's column at the left of its place, no wider than is read with ease."""
    column.setMaximumWidth(theme.current().px(FORM_WIDTH))
    wide = row(column, gap=0)
    wide.setStretch(0, 1)
    wide.addStretch(0)  # takes what the column leaves
    return holder(wide)


def _label_of(text: str, editor: QWidget) -> QLabel:
    made = label(text, "label")
    made.setBuddy(editor)
    return made
