"""What every page has in common: a title, a banner, and when it reads again."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.bus import Change
from desktop import theme
from desktop.desk import Desk, Place
from desktop.widgets.controls import label
from desktop.widgets.layout import Item, col, holder, mark, row
from desktop.widgets.notes import Act, Banner, ask
from desktop.widgets.search import SearchField
from desktop.words import plain_tip

HEAD = 48  # the height of a page's head
MINUTE_MS = 60_000


class Page(QWidget):
    """One page of the window. A page says what it `watches`, and reads in `refresh`.

    `refresh` runs when the page is first shown, when something it watches changed while it is in
    sight, and when it comes into sight again after such a change; never while it is hidden. A page that
    speaks of "today" or "the last hour" is another one as time passes, though nothing changed: see `age`.
    """

    title = ""
    """As in the navigation."""
    watches = Change.NONE
    turned = Signal()
    """`webhook_in_sight` may be another one."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.banner = Banner()
        """The one place for problems, under the title. The window speaks here too."""
        self.banner.inset(16, 0, 16, 12)
        self.body: QVBoxLayout = col(gap=0)
        self.setLayout(self.body)
        mark(self, "page")
        self._unread: Change | None = self.watches
        self._minutes = QTimer(self, interval=MINUTE_MS)
        self._minutes.timeout.connect(self.age)
        desk.bridge.changed.connect(self._on_changed)

    def refresh(self, change: Change) -> None:
        """Read again what `change` touched. The first time it is all that the page watches."""

    def age(self) -> None:
        """Let what is shown go on being true; each minute in sight, and when the page comes into sight."""

    def open(self, place: Place) -> None:
        """Show what `place` asks for; the page is in sight already."""

    def take_keyboard(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the keyboard to what the page is for."""
        self.setFocus(reason)

    def webhook_in_sight(self) -> int | None:
        """Return the id of the webhook whose form is shown; None where none is."""
        return None

    def leave(self, proceed: Callable[[], None]) -> None:
        """Call `proceed` when the page may be left: now, or once the user gave up unsaved changes."""
        proceed()

    def ask_to_leave(self, text: str, discard: Callable[[], None], proceed: Callable[[], None]) -> None:
        """Ask whether unsaved changes may be lost, as `text` says; then discard them and `proceed`."""

        def leave() -> None:
            discard()
            proceed()

        ask(self, "Leave without saving?", text, Act("Discard changes", leave), keep="Keep editing")

    def find_in(self, search: SearchField) -> None:
        """Let Ctrl+F lead to the line that the page is searched by, and Down from there to what was found."""
        keys = QKeySequence(QKeySequence.StandardKey.Find)
        QShortcut(keys, self, lambda: search.setFocus(Qt.FocusReason.ShortcutFocusReason))
        search.left.connect(lambda: self.take_keyboard(Qt.FocusReason.TabFocusReason))
        search.edit.setToolTip(plain_tip(keys.toString(QKeySequence.SequenceFormat.NativeText)))

    def title_row(self, *acts: Item, text: str = "", subtitle: str = "") -> QWidget:
        """Return the head of a page: its title, a quieter word beside it, and its buttons at the right."""
        words = (label(text or self.title, "heading"), 4, label(subtitle, "hint"))
        made = holder(row(*words, None, *acts, margins=(16, 4, 16, 0)))
        made.setFixedHeight(theme.current().px(HEAD))
        return made

    def seat_banner(self, layer: QWidget | None) -> None:
        """Put the banner under the title of a layer of the page; over all that has no title of the page's."""
        layout = layer.layout() if layer else self.body
        assert isinstance(layout, QVBoxLayout), "as `col` makes it"
        layout.insertWidget(1 if layer else 0, self.banner)
        self.banner.inset(16, 0 if layer else 12, 16, 12)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what changed while the page was hidden."""
        super().showEvent(event)
        if self._unread is not None:
            unread, self._unread = self._unread, None
            self.refresh(unread)
        else:
            self.age()
        self._minutes.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stand still out of sight."""
        super().hideEvent(event)
        self._minutes.stop()

    @Slot(object)
    def _on_changed(self, change: Change) -> None:
        touched = change & self.watches
        if not touched:
            return
        if self.isVisible():
            self.refresh(touched)
        else:
            self._unread = (self._unread or Change.NONE) | touched
