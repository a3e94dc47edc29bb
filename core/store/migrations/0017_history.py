"""The history of records by time, so that what is older than its rule keeps is found without a search."""

from typing import Any


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  # the runner's signature
    """Make the index."""
    db.execute_sql("CREATE INDEX record_change_at ON record_change (at)")
