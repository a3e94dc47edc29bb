"""How much of an attempt's time went into its connection."""

from typing import Any


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  # the runner's signature
    """Add the column; of attempts that were made before it is not known."""
    db.execute_sql("ALTER TABLE attempt ADD COLUMN connect_ms INTEGER")
