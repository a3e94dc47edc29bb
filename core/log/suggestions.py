"""What the search offers while somebody types: the keys that it knows, and their values."""

from collections.abc import Iterable

from core import statuses
from core.log.choices import Choices
from core.log.query import KEYS

MOST = 12
DIRECTIONS = ("emitted", "received")
STATUSES = tuple(status.lower() for status in statuses.LOG)
SAMPLES = {
    "direction": DIRECTIONS,
    "status": STATUSES,
    "code": ("2xx", "3xx", "4xx", "5xx"),
    "took": (">500ms", ">1s", ">5s"),
    "size": (">10kb", ">100kb", ">1mb"),
    "since": ("today", "1h", "24h", "7d"),
}


def suggestions(typed: str, known: Choices) -> list[str]:
    """Return what the last word may become, best first: `sta` becomes `status:`, that `status:failed`."""
    word = typed.rpartition(" ")[2].lower()
    key, colon, begun = word.partition(":")
    if not colon:
        return [f"{each}:" for each in KEYS if word and each.startswith(word)]
    if typed.count('"') % 2:
        return []
    found = sorted(values(key, known), key=lambda value: not value.lower().startswith(begun))
    return [f"{key}:{_quoted(value)}" for value in found if begun in value.lower() != begun][:MOST]


def values(key: str, known: Choices) -> Iterable[str]:
    """Return the values of a key that there are, or samples of them; none for a key that is not ours."""
    if key == "type":
        return known.types
    if key == "seller":
        return known.sellers
    if key in ("app", "webhook"):
        return dict.fromkeys(name for _, name in (known.apps if key == "app" else known.webhooks))
    if key == "plugin":
        return [plugin_id for plugin_id, _ in known.plugins]
    return SAMPLES.get(key, ())


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
