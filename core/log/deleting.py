"""Deleting rows of the log with all that hangs on them: payloads, attempts, receipts and jobs; and history.

What is still to be done is never deleted: a delivery that is owed or held, and a transaction whose job
is not over. Batches are small, so that whoever else writes is not kept waiting.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.bus import Change
from core.log.chosen import Chosen, pages
from core.log.search import forget, merge_some
from core.store.database import Store

BATCH = 100
BATCH_BYTES = 4_000_000
"""What is deleted is overwritten with zeros, so a batch is bounded in bytes, too."""
OWED, HELD, WORKING = "It is still owed.", "It is held for its webhook.", "Its job is not over."


@dataclass(frozen=True, slots=True)
class Deleted:
    """What was deleted, or would be: rows and the bytes of their payloads, and what stays, by reason."""

    count: int = 0
    size: int = 0
    kept: tuple[tuple[str, int], ...] = ()


def previews(store: Store, chosen: Chosen) -> Iterator[Deleted]:
    """Look at rows a page at a time; each answer knows one page more, the last one all."""
    yield from _going_through(store, chosen, act=False)


def steps(store: Store, chosen: Chosen) -> Iterator[Deleted]:
    """Delete rows, one batch each time the next one is asked for; each answer tells all so far."""
    yield from _going_through(store, chosen, act=True)


def _going_through(store: Store, chosen: Chosen, *, act: bool) -> Iterator[Deleted]:
    seen, kept = Deleted(), Counter[str]()
    yield seen
    for page in pages(store, chosen, BATCH):
        sizes = {row.id: row.size for row in page.values() if row}
        for batch in in_batches(sizes.items()):
            reasons = delete(store, batch) if act else why_kept(store, batch)
            gone = [log_id for log_id in batch if log_id not in reasons]
            kept.update(reasons.values())
            size = sum(sizes[log_id] for log_id in gone)
            seen = Deleted(seen.count + len(gone), seen.size + size, tuple(kept.most_common()))
            yield seen


def in_batches(sizes: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """Part rows, given as pairs of id and size, into batches that one transaction can delete."""
    batch, total = list[int](), 0
    for log_id, size in sizes:
        if batch and (len(batch) == BATCH or total + size > BATCH_BYTES):
            yield batch
            batch, total = [], 0
        batch.append(log_id)
        total += size
    if batch:
        yield batch


def delete(store: Store, log_ids: Sequence[int]) -> dict[int, str]:
    """Delete one batch of rows; return those that stay, each with the reason."""
    with store.write(Change.LOG | Change.JOBS):
        reasons = why_kept(store, log_ids)
        remove(store, [log_id for log_id in log_ids if log_id not in reasons])
    merge_some(store)  # what it forgets leaves pieces in the index, too; many would be merged within a write
    return reasons


def why_kept(store: Store, log_ids: Sequence[int]) -> dict[int, str]:
    """Return the rows that must not be deleted, each with the reason."""
    rows = store.sql(
        "SELECT id, CASE status WHEN 'PENDING' THEN ? WHEN 'HELD' THEN ? ELSE ? END FROM event_log l"
        " WHERE id IN (SELECT value FROM json_each(?)) AND (status IN ('PENDING', 'HELD') OR EXISTS"
        " (SELECT 1 FROM job j WHERE j.log_id = l.id AND j.status IN ('PENDING', 'PROCESSING')))",
        (OWED, HELD, WORKING, json.dumps(list(log_ids))),
    )
    return dict(rows.fetchall())


def remove(store: Store, log_ids: Sequence[int]) -> None:
    """Delete rows whatever their state, and the payloads that no other row has; call inside a `write`."""
    forget(store, log_ids)
    ids = json.dumps(list(log_ids))
    payloads = store.sql(
        "DELETE FROM event_log WHERE id IN (SELECT value FROM json_each(?)) RETURNING payload_id", (ids,)
    ).fetchall()
    store.sql(
        "DELETE FROM payload WHERE id IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM event_log l WHERE l.payload_id = payload.id)",
        (json.dumps([payload_id for (payload_id,) in payloads]),),
    )


def delete_changes(store: Store, change_ids: Sequence[int]) -> set[int]:
    """Delete one batch of what jobs changed of records; return those that stay, the newest of a record."""
    with store.write(Change.RECORDS):
        stays = newest_changes(store, change_ids)
        goes = [change_id for change_id in change_ids if change_id not in stays]
        store.sql(
            "DELETE FROM record_change WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(goes),)
        )
    return stays


def newest_changes(store: Store, change_ids: Sequence[int]) -> set[int]:
    """Return those of some changes after which their record was not changed.

    They stay: the record tells by it how it came to be what it is, and a job that runs late, that another
    one deleted it.
    """
    rows = store.sql(
        "SELECT id FROM record_change c WHERE id IN (SELECT value FROM json_each(?)) AND NOT EXISTS"
        " (SELECT 1 FROM record_change n WHERE n.kind = c.kind AND n.key = c.key AND n.id > c.id)",
        (json.dumps(list(change_ids)),),
    )
    return {change_id for (change_id,) in rows.fetchall()}
