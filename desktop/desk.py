"""What the window gives its pages: the engine, its changes, and ways to go somewhere and to say a word."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from core.engine import Engine
from core.log.event_log import LogFilter, LogRow
from core.log.views import View
from desktop.bridge import Bridge


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in the window: a page by its title, and what it shall show."""

    page: str
    """As in the navigation: "Event Logs"."""
    app_id: int | None = None
    webhook_id: int | None = None
    plugin_id: str | None = None
    topic: str | None = None
    """Of the plugin's mappings."""
    job_id: int | None = None
    record: tuple[str, str] | None = None
    """A record's kind and key."""
    job_status: str | None = None
    log: LogFilter | None = None
    view: View | None = None
    """The saved view that `log` is of."""
    log_id: int | None = None


def form_of(row: LogRow) -> Place | None:
    """Return the form of what a row of the log was sent by or came in through; None where that is unknown."""
    if row.webhook_id is not None:
        return Place("Apps", app_id=row.app_id, webhook_id=row.webhook_id)
    return None if row.plugin_id is None else Place("Plugins", plugin_id=row.plugin_id)


class Say(Protocol):
    """Shows a short word on what was done, and Undo where there is a way back."""

    def __call__(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Show it for 6 s."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every page is made from."""

    engine: Engine
    bridge: Bridge
    go: Callable[[Place], None]
    toast: Say
