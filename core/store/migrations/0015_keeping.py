"""How long the log keeps what is over, and what of a payload is not kept at all."""

from typing import Any

STATEMENTS = (
    """CREATE TABLE retention (
        status TEXT PRIMARY KEY,
        days INTEGER,
        rows INTEGER,
        megabytes INTEGER) WITHOUT ROWID""",
    """CREATE TABLE redaction (
        kind TEXT NOT NULL CHECK (kind IN ('path', 'header')),
        name TEXT NOT NULL,
        PRIMARY KEY (kind, name)) WITHOUT ROWID""",
    "ALTER TABLE receipt ADD COLUMN redacted INTEGER NOT NULL DEFAULT 0",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  # the runner's signature
    """Make both tables, and the column."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
