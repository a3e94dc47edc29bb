"""How long the log keeps what is over, and the history of records: rules by age, by number and by size.

The newest change of a record stays, whatever the rules say.
"""

import time
from collections.abc import Callable, Iterator

from core.bus import Change
from core.errors import InvalidInput
from core.log.deleting import Deleted, delete, delete_changes, newest_changes, why_kept
from core.log.overdue import HISTORY, KINDS, Rule, Rules, overdue
from core.log.stats import forget_old_tallies
from core.store.database import Store
from core.worker import Worker

LIMITS = {"days": (1, 3_650), "rows": (1, 100_000_000), "megabytes": (1, 1_000_000)}
FREED_AT_ONCE = 128
"""Pages given back to the disk in one transaction: half a megabyte, some ten milliseconds."""
SPARE = 2_048
"""Unused pages that the file keeps for what comes next, where no rule has just deleted: eight megabytes."""
AUDIT_ROWS = 100_000
"""How many lines of the audit stay."""


def load_rules(store: Store) -> Rules:
    """Return the rule of every kind; where none was set, everything is kept."""
    rows = store.sql("SELECT status, days, rows, megabytes FROM retention").fetchall()
    found = {kind: Rule(*limits) for kind, *limits in rows}
    return {kind: found.get(kind, Rule()) for kind in KINDS}


def save_rules(store: Store, rules: Rules) -> None:
    """Keep rules; the next look at the log goes by them. Raises InvalidInput, naming `kind.limit`."""
    checked = [(kind, *_checked(kind, rule)) for kind, rule in rules.items() if rule]
    with store.write(Change.SETTINGS):
        store.sql("DELETE FROM retention")
        store.many("INSERT INTO retention (status, days, rows, megabytes) VALUES (?, ?, ?, ?)", checked)


def previews(store: Store, rules: Rules) -> Iterator[dict[str, Deleted]]:
    """Tell what rules would delete now, by kind: each answer knows more, the last one all."""
    seen = dict.fromkeys(rules, Deleted())
    yield dict(seen)
    for kind, sizes in overdue(store, rules):
        stays = newest_changes(store, [*sizes]) if kind == HISTORY else why_kept(store, [*sizes])
        gone = [size for row_id, size in sizes.items() if row_id not in stays]
        seen[kind] = Deleted(seen[kind].count + len(gone), seen[kind].size + sum(gone))
        yield dict(seen)


def apply_rules(store: Store, rules: Rules, *, stop: Callable[[], bool] = lambda: False) -> int:
    """Delete what rules no longer keep, until `stop` says so; return how many rows went."""
    count = 0
    for kind, batch in overdue(store, rules):
        stays = delete_changes(store, [*batch]) if kind == HISTORY else delete(store, [*batch])
        count += len(batch) - len(stays)
        if stop():
            break
    return count


def give_back(store: Store, *, stop: Callable[[], bool] = lambda: False) -> None:
    """Give the space of what was deleted back to the disk, half a megabyte at a time."""
    while _free_pages(store) and not stop():
        store.give_pages_back(FREED_AT_ONCE)
    for how in ("PASSIVE", "TRUNCATE"):  # the second holds up who writes: the first leaves it nothing to do
        if not stop():
            store.sql(f"PRAGMA wal_checkpoint({how})").fetchall()


def _free_pages(store: Store) -> int:
    found: tuple[int] = store.sql("PRAGMA freelist_count").fetchone()
    return found[0]


def trim(store: Store) -> None:
    """Drop what no rule is for and nobody looks at any more: old counts, the oldest lines of the audit."""
    forget_old_tallies(store)
    with store.write(Change.NONE):
        store.sql("DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - ?", (AUDIT_ROWS,))


def _checked(kind: str, rule: Rule) -> tuple[int | None, ...]:
    if kind not in KINDS:
        raise InvalidInput(f"There is no rule for {kind}.", f"There is one for each of: {', '.join(KINDS)}.")
    for name, (least, most) in LIMITS.items():
        value = getattr(rule, name)
        if value is not None and not least <= value <= most:
            raise InvalidInput(f"From {least} to {most:,} {name} can be kept.", field=f"{kind}.{name}")
    return rule.days, rule.rows, rule.megabytes


class Retention(Worker):
    """Applies the rules every hour and whenever they change, in a thread of its own.

    What somebody deletes by hand makes room too: each minute it looks whether much is unused.
    """

    EVERY, BETWEEN, TRY_AGAIN = 3_600.0, 60.0, 60.0
    """Seconds between two looks at the log, two looks at the file, and from one that failed to the next."""

    def __init__(self, store: Store) -> None:
        super().__init__("retention")
        self._store = store
        self._trim_at = 0.0
        """When it trims next, by the monotonic clock: settings change often, and it reads all counts."""

    def run(self) -> None:
        """Look at the log now, whenever it is woken, and every hour."""
        self.keep_at(self._follow, "what is too old could not be deleted", self.TRY_AGAIN)

    def _follow(self) -> None:
        with self._store.connection():
            while not self.stopping.is_set():
                self.clear()
                self._look()
                self._wait()

    def _wait(self) -> None:
        """Wait for the next look, and give back meanwhile what others free."""
        until = time.monotonic() + self.EVERY
        while not self.woken.wait(self.BETWEEN) and time.monotonic() < until:
            if _free_pages(self._store) > SPARE:
                give_back(self._store, stop=self.woken.is_set)

    def _look(self) -> None:
        if time.monotonic() >= self._trim_at:
            trim(self._store)
            self._trim_at = time.monotonic() + self.EVERY
        rules = load_rules(self._store)
        if any(rules.values()) and apply_rules(self._store, rules, stop=self.stopping.is_set):
            give_back(self._store, stop=self.stopping.is_set)
