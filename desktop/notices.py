"""What the window itself has to say: one banner, on whichever page is in sight.

A problem that just happened comes first. What is still so (the receiver does not listen) stands
behind it, and comes back when the problem is dismissed.
"""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from desktop.widgets.notes import Act, Banner


@dataclass(frozen=True, slots=True)
class Notice:
    """A title, what to do, and at most two acts. `tone` is bad, wait or ok."""

    tone: str
    title: str
    advice: str
    acts: tuple[Act, ...] = ()
    webhook_id: int | None = None
    """The one that it is about: the form of that says the same, so it is not said above it."""


class Notices(QObject):
    """The notices there are, and the banner that shows the first of them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._problem: Notice | None = None
        self._standing: dict[str, Notice] = {}
        self._dismissed: set[tuple[str, str]] = set()
        self._banner: Banner | None = None
        self._in_sight: int | None = None

    def look_at(self, webhook_id: int | None) -> None:
        """Take in whose form is in sight; None for no webhook's."""
        self._in_sight = webhook_id
        self._show()

    def show_on(self, banner: Banner) -> None:
        """Speak through another page's banner."""
        if self._banner is banner:
            return
        if self._banner:
            self._banner.dismissed.disconnect(self._on_dismissed)
            self._banner.dismiss()
        self._banner = banner
        banner.dismissed.connect(self._on_dismissed)
        self._show()

    def report(self, title: str, advice: str) -> None:
        """Show a problem that just happened, in place of the one before."""
        self._problem = Notice("bad", title, advice)
        self._show()

    def stand(self, key: str, notice: Notice | None) -> None:
        """Show what is so until it is so no more; dismissed, it stays away until it is another."""
        if notice is None:
            self._standing.pop(key, None)
            self._dismissed = {each for each in self._dismissed if each[0] != key}
        else:
            self._standing[key] = notice
        self._show()

    def _first(self) -> tuple[str, Notice] | None:
        if self._problem:
            return "", self._problem
        return next((each for each in self._standing.items() if self._is_news(*each)), None)

    def _is_news(self, key: str, notice: Notice) -> bool:
        """Tell whether it was not put away, and is not said by what is in sight."""
        is_told = notice.webhook_id is not None and notice.webhook_id == self._in_sight
        return not is_told and (key, notice.title) not in self._dismissed

    def _show(self) -> None:
        if self._banner is None:
            return
        if found := self._first():
            notice = found[1]
            self._banner.say(notice.tone, notice.title, notice.advice, *notice.acts)
        else:
            self._banner.dismiss()

    def _on_dismissed(self) -> None:
        if self._problem:
            self._problem = None
        elif found := self._first():
            self._dismissed.add((found[0], found[1].title))
        self._show()
