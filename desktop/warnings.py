"""The banner and the mark in the navigation that tell of webhooks which fail for days, or were disabled."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from core.outgoing.breaker import DAY, DISABLE_AFTER
from core.outgoing.warned import Warned, warned
from core.store.database import Store
from desktop.desk import Place
from desktop.navigation import Pill
from desktop.notices import Notice, Notices
from desktop.tasks import Reader, off_ui
from desktop.widgets.notes import Act
from desktop.words import count, shown_name

READ_PAUSE = 0.2  # seconds between two reads
KEEPS = "What it is owed is held: mend the endpoint, then activate it."


class Warnings(QObject):
    """Reads which webhooks are warned of, and says so through the window's notices."""

    def __init__(
        self, store: Store, notices: Notices, go: Callable[[Place], None], shown: Callable[[], None]
    ) -> None:
        """Take `shown` to be told when `pill` may be another."""
        super().__init__(notices)
        self._store, self._notices, self._go, self._shown = store, notices, go, shown
        self._found: tuple[Warned, ...] = ()
        self._reader = Reader(self._read, self, READ_PAUSE)

    def ask(self) -> None:
        """Read again."""
        self._reader.ask()

    def pill(self) -> Pill | None:
        """Return the mark in the navigation; None where there is nothing to warn of."""
        number = len(self._found)
        words = count(number, "webhook needs", "webhooks need")
        return Pill(number, f"{words} a look", "bad") if number else None

    async def _read(self) -> None:
        self._found = await off_ui(self._store, warned, self._store)
        self._notices.stand("webhooks", self._notice())
        self._shown()

    def _notice(self) -> Notice | None:
        if not self._found:
            return None
        first = self._found[0]
        place = Place("Apps", app_id=first.app_id, webhook_id=first.webhook_id)
        act = Act("Open webhook", lambda: self._go(place))
        tone, words = "wait" if first.days else "bad", warning_words(first, len(self._found) - 1)
        return Notice(tone, *words, (act,), first.webhook_id)


def warning_words(first: Warned, more: int) -> tuple[str, str]:
    """Return a title and what to know; `more` is how many other webhooks are warned of."""
    name = shown_name(first.name)
    rest = f" {count(more, 'other webhook needs', 'other webhooks need')} a look too." if more else ""
    if not first.days:
        return f"“{name}” was disabled", f"{first.reason} {KEEPS}{rest}"
    after = f"After {DISABLE_AFTER // DAY} days it is disabled; what it is owed is kept."
    return f"“{name}” has only failed for {first.days} days", f"{after} The last time: {first.reason}.{rest}"
