"""How long the log keeps what is over: rules for each status, by age, by number and by size.

Whatever the rules say, what was received stays as long as repeats of it shall be recognised.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from core import settings
from core.bus import Change
from core.errors import DeskError, InvalidInput
from core.log.deleting import Deleted, delete, in_batches, why_kept
from core.store.database import Store

log = logging.getLogger(__name__)

STATUSES = ("DELIVERED", "FAILED", "ACCEPTED", "REFUSED")
"""The statuses that are over; a delivery that is owed or held stays."""
PAGE = 1_000
DAY = 24 * 60 * 60 * 1000
LIMITS = {"days": (1, 3_650), "rows": (1, 100_000_000), "megabytes": (1, 1_000_000)}
NEVER = 1 << 62
FREED_AT_ONCE = 256
"""Pages given back to the disk in one transaction: a megabyte."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is kept of one status: at most so many days, rows and megabytes of payloads; None is any."""

    days: int | None = None
    rows: int | None = None
    megabytes: int | None = None

    def __bool__(self) -> bool:
        """Tell whether anything is limited."""
        return any(getattr(self, each.name) is not None for each in fields(self))


Rules = dict[str, Rule]
"""A rule by status."""


def load_rules(store: Store) -> Rules:
    """Return the rule of every status; where none was set, everything is kept."""
    rows = store.sql("SELECT status, days, rows, megabytes FROM retention").fetchall()
    found = {status: Rule(*limits) for status, *limits in rows}
    return {status: found.get(status, Rule()) for status in STATUSES}


def save_rules(store: Store, rules: Rules) -> None:
    """Keep rules; the next look at the log goes by them. Raises InvalidInput, naming `status.limit`."""
    checked = [(status, *_checked(status, rule)) for status, rule in rules.items() if rule]
    with store.write(Change.SETTINGS):
        store.sql("DELETE FROM retention")
        store.many("INSERT INTO retention (status, days, rows, megabytes) VALUES (?, ?, ?, ?)", checked)


def previews(store: Store, rules: Rules) -> Iterator[dict[str, Deleted]]:
    """Tell what rules would delete now, by status: each answer knows more, the last one all."""
    seen = dict.fromkeys(rules, Deleted())
    yield dict(seen)
    for status, batch, size in _overdue(store, rules):
        stays = why_kept(store, batch)
        before = seen[status]
        seen[status] = Deleted(before.count + len(batch) - len(stays), before.size + size)
        yield dict(seen)


def apply_rules(store: Store, rules: Rules, *, stop: Callable[[], bool] = lambda: False) -> int:
    """Delete what rules no longer keep, until `stop` says so; return how many rows went."""
    count = 0
    for _, batch, _ in _overdue(store, rules):
        count += len(batch) - len(delete(store, batch))
        if stop():
            break
    return count


def give_back(store: Store, *, stop: Callable[[], bool] = lambda: False) -> None:
    """Give the space of what was deleted back to the disk, a megabyte at a time."""
    while _number(store, "PRAGMA freelist_count") and not stop():
        with store.write(Change.NONE):
            store.sql(f"PRAGMA incremental_vacuum({FREED_AT_ONCE})").fetchall()
    if not stop():
        store.sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _checked(status: str, rule: Rule) -> tuple[int | None, ...]:
    if status not in STATUSES:
        raise InvalidInput(f"{status} is no status that is over.", f"It is one of: {', '.join(STATUSES)}.")
    for name, (least, most) in LIMITS.items():
        value = getattr(rule, name)
        if value is not None and not least <= value <= most:
            raise InvalidInput(f"From {least} to {most:,} {name} can be kept.", field=f"{status}.{name}")
    return rule.days, rule.rows, rule.megabytes


def _overdue(store: Store, rules: Rules) -> Iterator[tuple[str, list[int], int]]:
    """Give what rules no longer keep in batches, the oldest first, each with its status and its bytes."""
    for status, rule in rules.items():
        cut, than = _cut(store, status, rule), 0
        while page := store.sql(
            "SELECT id, size FROM event_log WHERE status = ? AND id > ? AND id <= ?"
            " AND (id <= ? OR date < ?) AND date < ? ORDER BY id LIMIT ?",
            (status, than, cut.last, cut.surplus, cut.before, cut.spared, PAGE),
        ).fetchall():
            than, sizes = page[-1][0], dict(page)
            for batch in in_batches(page):
                yield status, batch, sum(sizes[log_id] for log_id in batch)


@dataclass(frozen=True, slots=True)
class _Cut:
    """What goes of one status: the rows up to `surplus`, and those of before a time.

    No id above `last` is looked at, and no row from `spared` on goes. A date is never told by an id alone:
    a clock that was wrong for an hour must not cost the log.
    """

    surplus: int
    before: int
    last: int
    spared: int


def _cut(store: Store, status: str, rule: Rule) -> _Cut:
    surplus, now = 0, store.clock()
    if rule.rows is not None:
        surplus = _cut_by_number(store, status, rule.rows)
    if rule.megabytes is not None:
        surplus = max(surplus, _cut_by_size(store, status, rule.megabytes * 1_000_000))
    before = 0 if rule.days is None else now - rule.days * DAY
    last = max(surplus, _number(store, "SELECT max(id) FROM event_log WHERE date < ?", before))
    if status != "ACCEPTED":
        return _Cut(surplus, before, last, NEVER)
    return _Cut(surplus, before, last, now - settings.load(store).repeat_days * DAY)


def _cut_by_number(store: Store, status: str, keep: int) -> int:
    question = "SELECT id FROM event_log WHERE status = ? ORDER BY id DESC LIMIT 1 OFFSET ?"
    return _number(store, question, status, keep)


def _cut_by_size(store: Store, status: str, most: int) -> int:
    """Add sizes up from the newest row on, a page at a time, until they are too many."""
    than, total = NEVER, 0
    while page := store.sql(
        "SELECT id, size FROM event_log WHERE status = ? AND id < ? ORDER BY id DESC LIMIT ?",
        (status, than, PAGE),
    ).fetchall():
        for log_id, size in page:
            total += size
            if total > most:
                return int(log_id)
        than = page[-1][0]
    return 0


def _number(store: Store, question: str, *values: Any) -> int:
    row = store.sql(question, values).fetchone()
    return int(row[0] or 0) if row else 0


class Retention:
    """Applies the rules every hour and whenever they change, in a thread of its own."""

    EVERY = 3_600.0
    """Seconds."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="retention", daemon=True)

    def start(self) -> None:
        """Look at the log now, and every hour from now on."""
        self._woken.set()
        self._thread.start()

    def wake(self) -> None:
        """Look again now. Safe from any thread."""
        self._woken.set()

    def stop(self) -> None:
        """End after the batch that is being deleted."""
        self._stopping.set()
        self._woken.set()
        self._thread.join(2)

    def _run(self) -> None:
        with self._store.connection():
            while not self._stopping.is_set():
                self._woken.wait(self.EVERY)
                self._woken.clear()
                self._look()

    def _look(self) -> None:
        rules = load_rules(self._store)
        try:
            if any(rules.values()) and apply_rules(self._store, rules, stop=self._stopping.is_set):
                give_back(self._store, stop=self._stopping.is_set)
        except DeskError as error:  # a full disk, say: the next look goes on
            log.warning("what is too old could not be deleted: %s", error)
