"""Tokens with which programs on this machine emit events, and the answers that were given to them."""

from typing import Any

STATEMENTS = (
    """CREATE TABLE app_token (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        app_id INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        hash BLOB NOT NULL UNIQUE,
        last_four TEXT NOT NULL,
        created_at INTEGER NOT NULL)""",
    "CREATE INDEX app_token_app ON app_token (app_id)",
    """CREATE TABLE idempotency (
        app_id INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
        key TEXT NOT NULL,
        at INTEGER NOT NULL,
        answer TEXT NOT NULL,
        PRIMARY KEY (app_id, key)) WITHOUT ROWID""",
    "CREATE INDEX idempotency_at ON idempotency (at)",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  # the runner's signature
    """Make both tables."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
