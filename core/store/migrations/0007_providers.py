"""What a plugin's provider needs beside a secret, and the path that a received request asked for."""

from typing import Any

STATEMENTS = (
    "ALTER TABLE plugin ADD COLUMN options TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE receipt ADD COLUMN target TEXT NOT NULL DEFAULT ''",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  # the runner's signature
    """Add the columns."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
