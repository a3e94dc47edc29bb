"""Certificates that one webhook trusts beside the system's."""

from typing import Any


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  # the runner's signature
    """Add the column."""
    db.execute_sql("ALTER TABLE webhook ADD COLUMN authorities TEXT NOT NULL DEFAULT ''")
