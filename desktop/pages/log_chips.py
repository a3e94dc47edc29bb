"""What of a filter stands as chips: all but what the row of filters shows itself."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from core.log.choices import Choices
from core.log.event_log import LogFilter
from desktop.words import clock, size, took

LASTS = {"1h": "hour", "24h": "24 hours", "7d": "7 days", "30d": "30 days"}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a filter in words, and the filter without it."""

    key: str
    value: str
    rest: LogFilter


def parts(match: LogFilter, known: Choices, now: int) -> list[Part]:
    """Return the parts of a filter that chips show."""
    found = [
        *_types(match),
        *_named(match, known),
        *_times(match, now),
        _part(match, "seller", match.seller, seller=None),
        _part(match, "code", _code(match.code_from, match.code_to), code_from=None, code_to=None),
        _part(match, "took", _range(match.min_ms, match.max_ms, took, "over"), min_ms=None, max_ms=None),
        _part(
            match,
            "attempts",
            None if match.min_attempts is None else f"{match.min_attempts} or more",
            min_attempts=None,
        ),
        _part(
            match, "size", _range(match.min_size, match.max_size, size, "over"), min_size=None, max_size=None
        ),
    ]
    return [each for each in found if each]


def _types(match: LogFilter) -> list[Part | None]:
    kinds = match.event_type if isinstance(match.event_type, tuple) else ()
    rest = {kind: tuple(each for each in kinds if each != kind) for kind in kinds}
    return [_part(match, "type", kind, event_type=rest[kind] or None) for kind in kinds]


def _named(match: LogFilter, known: Choices) -> list[Part | None]:
    apps, webhooks, plugins = dict(known.apps), dict(known.webhooks), dict(known.plugins)
    return [
        _part(match, "app", _name(match.app_id, apps), app_id=None),
        _part(match, "webhook", _name(match.webhook_id, webhooks), webhook_id=None),
        _part(match, "plugin", _name(match.plugin_id, plugins), plugin_id=None),
    ]


def _times(match: LogFilter, now: int) -> list[Part | None]:
    last = match.last and (
        ("", "today") if match.last == "today" else ("last", LASTS.get(match.last, match.last))
    )
    from_id = None if match.from_id is None else str(match.from_id)
    return [
        _part(match, *last, last=None) if last else None,
        _part(match, "since", _clock(match.since, now), since=None),
        _part(match, "until", _clock(match.until, now), until=None),
        _part(match, "from event", from_id, from_id=None),
    ]


def _part(match: LogFilter, key: str, value: str | None, **without: Any) -> Part | None:
    return Part(key, value, replace(match, **without)) if value else None


def _name(which: int | str | None, names: dict[Any, str]) -> str | None:
    return None if which is None else names.get(which) or str(which)


def _clock(at: int | None, now: int) -> str | None:
    return None if at is None else clock(at, now)


def _code(low: int | None, high: int | None) -> str | None:
    if low is not None and high == low + 99 and low % 100 == 0:
        return f"{low // 100}xx"
    return str(low) if low == high and low is not None else _range(low, high, str)


def _range(low: int | None, high: int | None, words: Callable[[int], str], above: str = "from") -> str | None:
    """Return a range in words; what is `over` a number is said by that number."""
    if low is not None and high is not None:
        return f"{words(low)} to {words(high)}"
    if low is not None:
        return f"{above} {words(low - (above == 'over'))}"
    return None if high is None else f"up to {words(high)}"
