"""What people type to find rows: words, "a phrase", and terms such as `status:failed sku:ABC-1`.

Nothing that is typed is an error: what says nothing else is text to be found.
"""

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from core.errors import InvalidInput
from core.log.matching import LogFilter
from core.times import read_time

_TERM = re.compile(r'([A-Za-z_][\w.]*):"([^"]+)"(?=\s|$)|"([^"]+)"(?=\s|$)|(\S+)')
_KEYED = re.compile(r"([A-Za-z_][\w.]*):(?!//)(.+)", re.DOTALL)
_RANGE = re.compile(r"([<>]=?)?(\d{1,12})(?:(?:-|\.\.)(\d{1,12}))?\s*([a-z]*)")
_CLASS = re.compile(r"([1-5])xx")
_MS = {"": 1, "ms": 1, "s": 1_000, "min": 60_000}
_BYTES = {"": 1, "b": 1, "kb": 1_000, "mb": 1_000_000}


@dataclass(frozen=True, slots=True)
class Term:
    """A text to be found; with a `key`, as the value of that key somewhere in the payload."""

    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """An app or a webhook by its name."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed: filters that must all hold, and terms that must all be found."""

    filters: tuple[LogFilter, ...] = ()
    named: tuple[Named, ...] = ()
    terms: tuple[Term, ...] = ()


Maker = Callable[[str, int], LogFilter | Named]


def read(typed: str, now: int) -> Query:
    """Return what was asked for; `now` is what ages such as `since:2h` count from."""
    filters, named, terms = list[LogFilter](), list[Named](), list[Term]()
    for each in _TERM.finditer(_valid(typed)):
        if each[0].endswith(":") and each[0][:-1].lower() in KEYS:
            continue  # its value is still to be typed
        term = _term(each)
        found = _known(term, now) if term.key else None
        if isinstance(found, LogFilter):
            filters.append(found)
        elif isinstance(found, Named):
            named.append(found)
        else:
            terms.append(term)
    return Query(tuple(filters), tuple(named), tuple(terms))


def words(typed: str) -> tuple[str, ...]:
    """Return the texts that a payload is to be searched for, to be marked where they stand in it."""
    return tuple(term.text for term in read(typed, 0).terms)


def keyed(typed: str) -> tuple[Term, ...]:
    """Return the terms with a key and a value, whether the key is ours or somebody's in a payload."""
    terms = (_term(each) for each in _TERM.finditer(_valid(typed)))
    return tuple(term for term in terms if term.key)


def is_ours(term: Term) -> bool:
    """Tell whether a key is ours and can have the term's value; else both are looked for in payloads."""
    return _known(term, 0) is not None


def _valid(typed: str) -> str:
    """Return a text that SQLite takes, composed as the index is: half of a surrogate pair is none."""
    return unicodedata.normalize("NFC", typed.encode("utf-8", "replace").decode())


def _term(found: re.Match[str]) -> Term:
    if found[1]:
        return Term(found[2], found[1])
    if found[3]:
        return Term(found[3])
    keyed = _KEYED.fullmatch(found[4])
    return Term(keyed[2], keyed[1]) if keyed else Term(found[4])


def _known(term: Term, now: int) -> LogFilter | Named | None:
    """Return what a key of ours asks for; None for another's key, and for a value that it cannot have."""
    made = KEYS.get(term.key.lower())
    if made is None:
        return None
    with suppress(InvalidInput, ValueError):
        return made(term.text, now)
    return None


def _only(**parts: Any) -> LogFilter:
    return LogFilter(**parts)


def _upper(field: str) -> Maker:
    return lambda text, _now: _only(**{field: text.upper()})


def _app_or_webhook(kind: str) -> Maker:
    def made(text: str, _now: int) -> LogFilter | Named:
        is_id = text.isascii() and text.isdigit() and len(text) < 19
        return _only(**{f"{kind}_id": int(text)}) if is_id else Named(kind, text)

    return made


def _between(least: str, most: str, units: dict[str, int]) -> Maker:
    """Return what reads `500`, `>500`, `<=2s` and `500-900`; a bare number is "at least" but for codes."""

    def made(text: str, _now: int) -> LogFilter:
        found = _RANGE.fullmatch(text.lower())
        if found is None or found[4] not in units or (found[1] and found[3]):
            raise ValueError(text)
        low, unit = int(found[2]), units[found[4]]
        if found[3]:
            return _only(**{least: low * unit, most: int(found[3]) * unit})
        if found[1] and found[1].startswith("<"):
            return _only(**{most: low * unit - (found[1] == "<")})
        return _only(**{least: low * unit + (found[1] == ">")})

    return made


def _code(text: str, now: int) -> LogFilter | Named:
    if found := _CLASS.fullmatch(text.lower()):
        return LogFilter(code_from=int(found[1]) * 100, code_to=int(found[1]) * 100 + 99)
    if text.isascii() and text.isdigit():
        return LogFilter(code_from=int(text[:9]), code_to=int(text[:9]))
    return _between("code_from", "code_to", {"": 1})(text, now)


def _from_id(text: str, _now: int) -> LogFilter:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError(text)
    return LogFilter(from_id=int(text))


KEYS: dict[str, Maker] = {
    "direction": _upper("direction"),
    "status": _upper("status"),
    "type": lambda text, _now: LogFilter(event_type=text),
    "app": _app_or_webhook("app"),
    "webhook": _app_or_webhook("webhook"),
    "plugin": lambda text, _now: LogFilter(plugin_id=text),
    "seller": lambda text, _now: LogFilter(seller=text),
    "code": _code,
    "took": _between("min_ms", "max_ms", _MS),
    "size": _between("min_size", "max_size", _BYTES),
    "since": lambda text, now: LogFilter(since=read_time(text, now=now)),
    "until": lambda text, now: LogFilter(until=read_time(text, now=now)),
    "from": _from_id,
}
"""What can stand before a colon, and what it asks for; all else is a key in the payload."""
