"""What the window says of its own accord: a banner, an empty page, a question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QLayout, QMessageBox, QWidget

from desktop import theme
from desktop.widgets.controls import button, label, tool
from desktop.widgets.layout import col, holder, restyle, row
from desktop.widgets.mark import Picture

SENTENCE = 420  # the widest that the sentence of an empty page grows
_ICONS = {"bad": "warning-circle", "ok": "check-circle", "wait": "warning"}


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do, offered as a button: a verb with its object, and what happens."""

    text: str
    run: Callable[[], None]


class Banner(QWidget):
    """One message across a page: what happened, what to do, at most two acts. It can be dismissed."""

    dismissed = Signal()
    """The user took the message away."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._note: QWidget | None = None
        self._title = ""
        self._said: tuple[object, ...] = ()
        self._acts: Sequence[Act] = ()
        self._layout = col(gap=0)
        self.setLayout(self._layout)
        self.hide()

    def inset(self, left: int, top: int, right: int, bottom: int) -> None:
        """Keep the message off the banner's edges; distances for a 13 px font."""
        self.setContentsMargins(*map(theme.current().px, (left, top, right, bottom)))

    def say(self, tone: str, title: str, advice: str, *acts: Act, closable: bool = True) -> None:
        """Show a message in place of the one before. `tone` is bad, wait or ok.

        Said again it keeps its buttons, one of which may just be pressed.
        """
        title = title.removesuffix(".")  # an error's title is a sentence elsewhere; here a line of its own
        said, self._acts = (tone, title, advice, closable, *(act.text for act in acts)), acts
        if self._note and said == self._said:
            return
        self.dismiss()
        self._said = said
        buttons: list[QAbstractButton] = _act_buttons(acts, self._run)
        if closable:
            buttons.append(tool("x", "Dismiss"))
            buttons[-1].clicked.connect(self._on_cross)
        self._note, self._title = _note(tone, title, advice, buttons), title
        self.setAccessibleName(f"{title}. {advice}")
        self._layout.addWidget(self._note)
        self.show()

    def dismiss(self) -> None:
        """Take the message away."""
        self.hide()
        if self._note:
            self._note.hide()
            self._note.deleteLater()
            self._note, self._title = None, ""

    def title(self) -> str:
        """Return the title that is shown, or nothing."""
        return self._title

    def _run(self, at: int) -> None:
        self._acts[at].run()

    def _on_cross(self) -> None:
        self.dismiss()
        self.dismissed.emit()


class EmptyState(QWidget):
    """What a page says while it has nothing to show: what this is, what to do first, and the button."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = label(role="title")
        self._text = label(role="lead", wrap=True)
        self._said: tuple[str, ...] = ()
        self._acts: Sequence[Act] = ()
        self._buttons = row(gap=12)
        for line in (self._title, self._text):
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        middle = Qt.AlignmentFlag.AlignHCenter
        layout = col(None, gap=4, margins=(24, 24, 24, 24))
        layout.addWidget(Picture(icon, 32, "text_3"), 0, middle)
        layout.addSpacing(theme.current().px(8))
        layout.addWidget(self._title, 0, middle)
        layout.addWidget(self._text, 0, middle)
        layout.addSpacing(theme.current().px(12))
        layout.addLayout(self._buttons)
        layout.addStretch(2)
        # It may be narrower than its sentence.
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setLayout(layout)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Ask for no width: the sentence breaks where there is little room."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the sentence where it would be too wide to be read with ease, or for what it stands in."""
        super().resizeEvent(event)
        self._fit()

    def say(self, title: str, text: str, *acts: Act) -> None:
        """Show a title, one sentence and what to do: the first act a primary button, a second one a link.

        Said again it keeps its buttons, one of which may just be pressed.
        """
        said, self._acts = (title, text, *(act.text for act in acts)), acts
        if said == self._said:
            return
        self._said = said
        self._title.setText(title)
        self._text.setText(text)
        self._fit()
        while item := self._buttons.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._buttons.addStretch(1)
        for each in _act_buttons(acts, self._run, ("primary", "link")):
            self._buttons.addWidget(each)
        self._buttons.addStretch(1)

    def _run(self, at: int) -> None:
        self._acts[at].run()

    def _fit(self) -> None:
        px = theme.current().px
        width = min(px(SENTENCE), max(self.width() - 2 * px(24), 1))
        self._text.setMinimumWidth(0)  # or its height would be that of this width
        self._text.setFixedSize(width, max(self._text.heightForWidth(width), 0))


def ask(parent: QWidget, title: str, text: str, act: Act, *, keep: str = "Keep", danger: bool = True) -> None:
    """Ask before something goes that does not come back: say what goes and what stays.

    Returns at once; the act runs if the user chooses it. `keep` is the default, and Escape.
    """
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(title)
    box.setText(title)
    box.setInformativeText(text)
    chosen = box.addButton(act.text, QMessageBox.ButtonRole.AcceptRole)
    kept = box.addButton(keep, QMessageBox.ButtonRole.RejectRole)
    for each in (chosen, kept):
        each.setAccessibleName(each.text())
    restyle(chosen, "kind", "danger" if danger else "primary")
    box.setDefaultButton(kept)
    box.setEscapeButton(kept)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    chosen.clicked.connect(act.run)
    box.open()


def _note(tone: str, title: str, advice: str, buttons: Sequence[QAbstractButton]) -> QWidget:
    """Return the body of a banner."""
    heading = label(title, "strong", tone, wrap=True)
    words = col(heading, *([label(advice, wrap=True)] if advice else []), gap=2)
    icon = Picture(_ICONS[tone], 18, tone)
    layout = row(icon, 2, words, *buttons, margins=(12, 8, 8, 8))
    layout.setStretch(2, 1)
    layout.setAlignment(icon, Qt.AlignmentFlag.AlignTop)
    return holder(layout, "note", tone)


def _act_buttons(
    acts: Sequence[Act], run: Callable[[int], None], kinds: Sequence[str] = ("",)
) -> list[QAbstractButton]:
    """Make a button for each act, which runs it by its place; the last kind is that of all that follow."""
    made: list[QAbstractButton] = []
    for at, act in enumerate(acts):
        each = button(act.text, kinds[min(at, len(kinds) - 1)])
        each.clicked.connect(lambda _on=False, at=at: run(at))
        made.append(each)
    return made
