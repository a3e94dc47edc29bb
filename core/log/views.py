"""Saved views of the log: a filter and columns under a name, and how much is new in each."""

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from core.bus import Change
from core.errors import InvalidInput, NotFound
from core.log.event_log import LogFilter
from core.log.stretch import below
from core.store.database import Store
from core.store.records import LogViewRecord

LONGEST = 60
"""Characters of a name."""
MOST = 1_000
"""More that is new than this is not counted."""
SECONDS = 0.05
"""That the search for what is new in one view takes at most."""


@dataclass(frozen=True, slots=True)
class View:
    """A saved view. `columns` is the window's own text on which columns to show, or empty."""

    id: int
    name: str
    match: LogFilter
    columns: str
    seen_id: int
    seen_at: int


def list_views(store: Store) -> list[View]:
    """Return the views in their order."""
    record = LogViewRecord
    query = record.select(
        record.id, record.name, record.wanted, record.columns, record.seen_id, record.seen_at
    )
    rows = store.rows(query.order_by(record.position, record.id))
    return [View(key, name, _filter(match), *rest) for key, name, match, *rest in rows]


def get_view(store: Store, view_id: int) -> View:
    """Return one view. Raises NotFound."""
    found = next((each for each in list_views(store) if each.id == view_id), None)
    if found is None:
        raise NotFound("This view is gone.", "It was deleted, perhaps in another window.")
    return found


def create_view(store: Store, name: str, match: LogFilter, columns: str = "") -> View:
    """Save a view below the others; what is in the log now is not new in it. Raises InvalidInput."""
    with store.write(Change.SETTINGS):
        newest, last = store.sql(
            "SELECT ifnull((SELECT max(id) FROM event_log), 0), ifnull(max(position), -1) FROM log_view"
        ).fetchone()
        values: dict[str, Any] = {"name": _name(name), "wanted": _text(match), "columns": columns}
        values |= {"position": last + 1, "seen_id": newest, "seen_at": store.clock()}
        made = store.run(LogViewRecord.insert(**values))
        return get_view(store, made)


def update_view(store: Store, view_id: int, **changes: Any) -> View:
    """Change a view's `name`, `match` or `columns`. Raises NotFound or InvalidInput."""
    with store.write(Change.SETTINGS):
        wanted = replace(get_view(store, view_id), **changes)
        values = {"name": _name(wanted.name), "wanted": _text(wanted.match), "columns": wanted.columns}
        store.run(LogViewRecord.update(**values).where(LogViewRecord.id == view_id))
        return get_view(store, view_id)


def delete_view(store: Store, view_id: int) -> None:
    """Delete a view; no event goes with it."""
    with store.write(Change.SETTINGS):
        store.run(LogViewRecord.delete().where(LogViewRecord.id == view_id))


def move_view(store: Store, view_id: int, by: int) -> None:
    """Move a view up (-1) or down (1) among the others."""
    with store.write(Change.SETTINGS):
        ids = [each.id for each in list_views(store)]
        at = ids.index(view_id) if view_id in ids else -1
        to = at + by
        if at >= 0 and 0 <= to < len(ids):
            ids.insert(to, ids.pop(at))
        places = [(place, key) for place, key in enumerate(ids)]
        store.many("UPDATE log_view SET position = ? WHERE id = ?", places)


def see(store: Store, view_id: int) -> None:
    """Note that somebody looks at a view: nothing that is in it now is new."""
    with store.write(Change.NONE):
        store.sql(
            "UPDATE log_view SET seen_at = ?, seen_id = (SELECT ifnull(max(id), 0) FROM event_log)"
            " WHERE id = ?",
            (store.clock(), view_id),
        )


def count_new(store: Store, view: View) -> int:
    """Count what came into a view since somebody looked at it, up to MOST.

    A delivery that was there before, and failed since, is new among what failed.
    """
    later = replace(view.match, from_id=max(view.seen_id + 1, view.match.from_id or 0))
    count = len(below(store, None, match=later, enough=MOST, seconds=SECONDS).ids)
    if view.match.status == "FAILED" and count < MOST:
        count += _failed_since(store, view)
    return min(count, MOST)


def _failed_since(store: Store, view: View) -> int:
    """Count the older rows of a view that were last tried after somebody looked at it."""
    found = below(store, view.seen_id + 1, match=view.match, enough=MOST, seconds=SECONDS)
    row: tuple[int] = store.sql(
        "SELECT count(DISTINCT log_id) FROM attempt WHERE at > ?"
        " AND log_id IN (SELECT value FROM json_each(?))",
        (view.seen_at, json.dumps(list(found.ids))),
    ).fetchone()
    return row[0]


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 1 <= len(name) <= LONGEST:
        raise InvalidInput(f"A view needs a name of up to {LONGEST} characters.", field="name")
    return name


def _text(match: LogFilter) -> str:
    return json.dumps({name: value for name, value in asdict(match).items() if value is not None})


def _filter(text: str) -> LogFilter:
    """Return a filter as it was saved; parts that this version does not know are left out."""
    known = {each.name for each in fields(LogFilter)}
    given = {name: value for name, value in json.loads(text).items() if name in known}
    kinds = given.get("event_type")
    return LogFilter(**given | ({"event_type": tuple(kinds)} if isinstance(kinds, list) else {}))
