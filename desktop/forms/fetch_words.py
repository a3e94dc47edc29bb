"""The words for fetching what was missed: from when on, what is needed, how far it is. Pure."""

from core.incoming.fetching.access import DAY, REACH, Access
from core.incoming.fetching.api import NAMES
from core.incoming.fetching.fetch import Progress
from desktop.words import clock, count, span

KEYS = {
    "stripe": "A restricted key that may read events. In Stripe: Developers, API keys.",
    "github": "A token that may read the webhook. In GitHub: Settings, Developer settings, tokens.",
}
SOURCE = "Its address in GitHub, such as https://github.com/owner/repository/settings/hooks/123."
OFF, ALL = "off", "all"
"""From when on to fetch: since the receiver was off, or all that the provider has kept."""


def off_words(access: Access, now: int) -> str:
    """Say when the receiver was off, as far as it matters for the plugin."""
    if access.gap is None:
        return "The receiver has not been off, as far as this desk knows."
    return f"The receiver was off from {clock(access.gap.from_at, now)} to {clock(access.gap.to_at, now)}."


def since_words(access: Access, now: int) -> str:
    """Say from when on is asked, where the user leaves that to the desk."""
    return f"Asks for what {NAMES[access.plugin.provider]} sent since {clock(access.since, now)}."


def usual_words(access: Access) -> str:
    """Return the usual choice of from when on."""
    return "Since it was off" if access.gap else "Since the last one"


def reach_words(provider: str) -> str:
    """Say how much the provider has kept."""
    return f"All {REACH[provider] // DAY} days"


def progress_words(name: str, progress: Progress) -> str:
    """Say how far a fetch is, or why it waits."""
    wait = f"{name} asks to wait {span(round(progress.wait_s * 1000))}." if progress.wait_s else ""
    if not progress.looked:
        return wait or f"Asking {name}…"
    looked = f"{count(progress.looked, 'event', 'events')} looked at, {progress.stored:,} stored."
    return f"{looked} {wait}".strip()


def done_words(progress: Progress) -> str:
    """Say what came of a fetch."""
    if not progress.stored:
        return "Nothing was missed." if not progress.looked else "All of it was here already."
    known = progress.looked - progress.stored
    rest = f"; {known:,} were here already" if known > 0 else ""
    return f"{count(progress.stored, 'event was', 'events were')} fetched{rest}."
