"""Saved views of the log: a name for a filter and for columns, and up to where somebody looked."""

import json
from typing import Any

TABLE = """CREATE TABLE log_view (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    wanted TEXT NOT NULL,
    columns TEXT NOT NULL,
    seen_id INTEGER NOT NULL,
    seen_at INTEGER NOT NULL)"""
READY_MADE = (
    ("Failed today", {"status": "FAILED", "last": "today"}),
    ("Waiting for retry", {"status": "PENDING", "min_attempts": 1}),
    ("Refused", {"status": "REFUSED"}),
)
ADD = """INSERT INTO log_view (name, position, wanted, columns, seen_id, seen_at)
    SELECT ?, ?, ?, '', ifnull(max(id), 0), 0 FROM event_log"""


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  # the runner's signature
    """Make the table and the views that come ready made."""
    db.execute_sql(TABLE)
    for position, (name, match) in enumerate(READY_MADE):
        db.execute_sql(ADD, (name, position, json.dumps(match)))
