"""The text index of the log: it follows the log in small batches, and forgets with it.

`log_words` holds the words of payloads, `log_names` every three letters in a row of ids, types and
addresses. The rows up to `position` are in both. A row's text is not kept a second time, so taking it out
again needs it: `forget` comes before the row is deleted.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.bus import Change
from core.log.query import words as words  # who opens a payload marks them in it
from core.log.texts import pieces, searchable
from core.store.database import Store

BATCH = 100
"""Rows that are indexed in one write, at most."""
BATCH_TEXT = 128 * 1024
"""Bytes of payloads in one write; a single payload may be larger, and is then written in parts."""
MERGE = 32
"""Pages that are merged in one write: some milliseconds."""
CLEAR = 50
"""Pages of an index that was replaced which are given back in one write."""
INDEXES = ("log_words", "log_names")
NAMES = (
    "event_type || char(10) || ifnull(target_url, '') || char(10) || ifnull(transaction_id, '')"
    " || char(10) || ifnull(uid, '') || char(10) || ifnull(plugin_id, '')"
)
_TEXTS = (
    "SELECT e.id, p.body FROM event_log e JOIN payload p ON p.id = e.payload_id"
    " WHERE e.id IN ({}) ORDER BY e.id"
)
_Entry = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the index is behind the log."""

    rows: int
    """About how many rows are not in it yet."""
    since: int | None
    """When the oldest of them came, in epoch milliseconds."""
    newest: int
    """The id of the newest row."""


def lag(store: Store) -> Lag:
    """Return how far the index is behind."""
    position, newest, since = store.sql(
        "SELECT position, ifnull((SELECT max(id) FROM event_log), 0),"
        " (SELECT date FROM event_log WHERE id > position ORDER BY id LIMIT 1) FROM log_indexed"
    ).fetchone()
    return Lag(newest - position if since else 0, since, newest)


def position(store: Store) -> int:
    """Return the newest row up to which all are in the index."""
    found: tuple[int] = store.sql("SELECT position FROM log_indexed").fetchone()
    return found[0]


def index_next(store: Store) -> int:
    """Index the next rows; return how many there were, 0 when all are in the index.

    What a crash or another process interrupted is done again, which changes nothing.
    """
    start = position(store)
    ids = _next_ids(store, start)
    if not ids:
        return 0
    texts = _entries(store, ids)
    while sum(len(text) for _, text in texts) > 2 * BATCH_TEXT:  # one large payload
        with store.write(Change.NONE):
            _put(store, "log_words", texts[:1])
        texts = texts[1:]
    with store.write(Change.INDEX):
        if position(store) == start:
            _put(store, "log_words", texts)
            _put(store, "log_names", _names(store, ids))  # read here: an address may change, a payload not
            store.sql("UPDATE log_indexed SET position = ?", (ids[-1],))
    return len(ids)


def merge_some(store: Store) -> None:
    """Merge a little of what the batches left in pieces."""
    for index in INDEXES:
        _merge(store, index, MERGE)


def forget(store: Store, log_ids: Sequence[int]) -> None:
    """Take rows out of the index. Call it within the write that deletes them, and before it does.

    Their words go from the file once `merge_all` has gone through.
    """
    indexed = _indexed(store, log_ids)
    for start in range(0, len(indexed), BATCH):
        some = indexed[start : start + BATCH]
        _take_out(store, "log_words", _entries(store, some))
        _take_out(store, "log_names", _names(store, some))


def readdress(store: Store, urls: Mapping[int, str]) -> None:
    """Give rows another target URL, in the index too; call inside a `write`."""
    if not urls:
        return
    indexed = _indexed(store, [*urls])
    _take_out(store, "log_names", _names(store, indexed))
    store.many(
        "UPDATE event_log SET target_url = ? WHERE id = ?", [(url, log_id) for log_id, url in urls.items()]
    )
    _put(store, "log_names", _names(store, indexed))


def merge_all(store: Store) -> Iterator[None]:
    """Merge all of the index, so that nothing stays in the file of what it forgot; go through it slowly.

    Each step is a write of some milliseconds.
    """
    while clear_some(store):
        yield
    for index in INDEXES:
        _merge(store, index, -MERGE)  # all of it, from now on
        yield
        while _merge(store, index, MERGE) > 1:
            yield


def rebuild(store: Store) -> None:
    """Begin the index anew; it fills up through `index_next`, and the old one goes through `clear_some`."""
    while clear_some(store):
        pass
    with store.write(Change.LOG | Change.INDEX):
        for index in INDEXES:
            (made,) = store.sql("SELECT sql FROM sqlite_master WHERE name = ?", (index,)).fetchone()
            store.sql(f"ALTER TABLE {index} RENAME TO {index}_old")
            store.sql(made)
            store.sql(f"INSERT INTO {index} ({index}, rank) VALUES ('automerge', 0)")
        store.sql("UPDATE log_indexed SET position = 0")


def clear_some(store: Store) -> bool:
    """Give back some pages of an index that was replaced; return whether there is more of it."""
    for index in INDEXES:
        if store.sql("SELECT 1 FROM sqlite_master WHERE name = ?", (f"{index}_old",)).fetchone():
            with store.write(Change.NONE):
                _clear(store, f"{index}_old")
            return True
    return False


def _clear(store: Store, old: str) -> None:
    pages = f"DELETE FROM {old}_data WHERE id IN (SELECT id FROM {old}_data WHERE id > 10 LIMIT {CLEAR})"
    if store.sql(pages).rowcount <= 0:
        store.sql(f"DROP TABLE {old}")


def _merge(store: Store, index: str, pages: int) -> int:
    """Merge, and return how many rows of the index's own tables that changed."""
    with store.write(Change.NONE):
        connection = store.db.connection()
        before = connection.total_changes
        store.sql(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', {pages})")
        return int(connection.total_changes - before)


def _next_ids(store: Store, after: int) -> list[int]:
    """Return the ids of the next rows, as many as one write takes; at least one if there is any."""
    found, text = list[int](), 0
    rows = store.sql("SELECT id, size FROM event_log WHERE id > ? ORDER BY id LIMIT ?", (after, BATCH))
    for log_id, size in rows.fetchall():
        text += size
        if found and text > BATCH_TEXT:
            break
        found.append(log_id)
    return found


def _indexed(store: Store, log_ids: Sequence[int]) -> list[int]:
    """Return those of some rows that are in the index."""
    last = position(store)
    return [log_id for log_id in log_ids if log_id <= last]


def _entries(store: Store, ids: Sequence[int]) -> list[_Entry]:
    """Return what the index of words holds of some rows."""
    rows = store.sql(_TEXTS.format(", ".join("?" * len(ids))), tuple(ids)).fetchall()
    return [(log_id, piece) for log_id, body in rows for piece in pieces(searchable(bytes(body)))]


def _names(store: Store, ids: Sequence[int]) -> list[_Entry]:
    """Return what the index of names holds of some rows."""
    wanted = "id IN (SELECT value FROM json_each(?)) ORDER BY id"
    rows = store.sql(f"SELECT id, {NAMES} FROM event_log WHERE {wanted}", (json.dumps(list(ids)),))
    return rows.fetchall()


def _take_out(store: Store, index: str, entries: list[_Entry]) -> None:
    statement = f"INSERT INTO {index} ({index}, rowid, text) VALUES ('delete', ?, ?)"
    store.many(statement, entries)


def _put(store: Store, index: str, entries: list[_Entry]) -> None:
    store.many(f"INSERT INTO {index} (rowid, text) VALUES (?, ?)", entries)
