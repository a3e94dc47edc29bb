"""A delivery that was edited and sent again: from which row, and whether to an address of its own."""

from typing import Any

STATEMENTS = (
    "ALTER TABLE event_log ADD COLUMN resent_from INTEGER",
    "ALTER TABLE event_log ADD COLUMN own_target INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX event_log_resent ON event_log (resent_from, id) WHERE resent_from IS NOT NULL",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  # the runner's signature
    """Add the columns."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
