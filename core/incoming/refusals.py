"""What is remembered of refused requests: the last ones of each plugin, how many there were, and why.

A stranger can send as many as he likes, so what is kept of them is bounded.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from core.incoming.guards import Answer
from core.store.database import Store
from core.store.records import RefusalRecord

log = logging.getLogger(__name__)

KEEP = 50
"""Refused requests whose bytes are kept for each plugin."""
MAX_BODY = 256 * 1024
KEPT = (400, 401, 404, 411, 413, 415)
"""The answers to what is kept. Others are for what web pages, browsers and floods send: there is nothing in
that to be looked into later, and it must not push out what could be."""
SECOND, MINUTE = 1_000, 60_000
WORDS = {
    "bad_encoding": "Broken compression",
    "encoded": "Unknown compression",
    "from_a_browser": "From a web page",
    "length_required": "No length",
    "no_such_plugin": "No active plugin",
    "not_json": "Not JSON",
    "not_post": "Not POST",
    "too_fast": "Too many a second",
    "wrong_host": "Wrong Host",
    "wrong_type": "Not application/json",
}


@dataclass(frozen=True, slots=True)
class Refusals:
    """How many requests of one plugin were refused for one reason, and when the last one was.

    The plugin is empty where a request named none that exists. Times in epoch milliseconds.
    """

    plugin_id: str
    code: str
    count: int
    last_at: int

    @property
    def reason(self) -> str:
        """The shortest true words."""
        return reason(self.code)


def reason(code: str) -> str:
    """Return the shortest true words for the code of a refusal."""
    return WORDS.get(code) or code.replace("_", " ").capitalize()


def is_kept(answer: Answer) -> bool:
    """Tell whether a request that got this answer is kept to be looked into."""
    return answer.status in KEPT


def refused(store: Store) -> list[Refusals]:
    """Return what was refused, the latest first."""
    record = RefusalRecord
    rows = record.select(record.plugin_id, record.code, record.count, record.last_at)
    return [Refusals(*row) for row in store.rows(rows.order_by(record.last_at.desc(), record.code))]


class Counts:
    """Counts refusals, and writes them down once a second: what is only counted costs no commit each time."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[int, int]] = {}
        self._tried_at = 0

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, found: Iterable[tuple[str, str]], now: int) -> None:
        """Take in refusals, each a plugin's id and a code; `now` is in epoch milliseconds."""
        for each in found:
            self._found[each] = self._found.get(each, (0, 0))[0] + 1, now

    def are_due(self, now: int) -> bool:
        """Tell whether there are some, and it is a second since others were to be written."""
        return bool(self) and not 0 <= now - self._tried_at < SECOND  # less than 0: the clock was set back

    def write(self, store: Store, now: int) -> None:
        """Write them down inside a `write`; `clear` them once that is committed."""
        self._tried_at = now
        note(store, [(*each, count, last_at) for each, (count, last_at) in self._found.items()])

    def clear(self) -> None:
        """Begin anew."""
        self._found.clear()


def note(store: Store, rows: list[tuple[str, str, int, int]]) -> None:
    """Add to what is counted: a plugin's id, a code, how many, and when the last one was."""
    store.many(
        "INSERT INTO refusal (plugin_id, code, count, last_at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
        " SET count = count + excluded.count, last_at = excluded.last_at",
        rows,
    )


def drop_oldest(store: Store, plugin_id: str) -> None:
    """Drop all but the last refused requests of a plugin; call it inside a `write`."""
    dropped = store.sql(
        "DELETE FROM event_log WHERE id IN (SELECT id FROM event_log WHERE status = 'REFUSED'"
        " AND +plugin_id = ? ORDER BY id DESC LIMIT -1 OFFSET ?) RETURNING payload_id",  # few are REFUSED
        (plugin_id, KEEP),
    ).fetchall()
    store.many("DELETE FROM payload WHERE id = ?", dropped)


class BadSignatures:
    """Says in the log that signatures were bad: once for each plugin and minute, with their number."""

    def __init__(self) -> None:
        self._untold: Counter[str] = Counter()
        self._told_at: dict[str, int] = {}

    def note(self, plugin_ids: Iterable[str], now: int) -> bool:
        """Take some in; return whether there is more to tell once a minute is over."""
        self._untold.update(plugin_ids)
        for plugin_id, count in list(self._untold.items()):
            if not 0 <= now - self._told_at.get(plugin_id, now - MINUTE) < MINUTE:
                log.warning("bad signatures for the plugin %s: %d", plugin_id, count)
                self._told_at[plugin_id] = now
                del self._untold[plugin_id]
        return bool(self._untold)
