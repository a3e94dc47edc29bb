"""How a webhook is sent to, why it was disabled, and how it has been doing."""

from typing import Any

STATEMENTS = (
    "ALTER TABLE webhook ADD COLUMN retry_schedule TEXT NOT NULL DEFAULT 'standard'",
    "ALTER TABLE webhook ADD COLUMN timeout_s INTEGER NOT NULL DEFAULT 15",
    "ALTER TABLE webhook ADD COLUMN at_once INTEGER",
    "ALTER TABLE webhook ADD COLUMN per_second INTEGER",
    "ALTER TABLE webhook ADD COLUMN in_order INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE webhook ADD COLUMN header_names TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE webhook ADD COLUMN headers BLOB",
    "ALTER TABLE webhook ADD COLUMN authorization_kind TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE webhook ADD COLUMN authorization BLOB",
    "ALTER TABLE webhook ADD COLUMN disabled_at INTEGER",
    "ALTER TABLE webhook ADD COLUMN disabled_reason TEXT",
    """CREATE TABLE webhook_health (
        webhook_id INTEGER PRIMARY KEY REFERENCES webhook (id) ON DELETE CASCADE,
        failures INTEGER NOT NULL,
        kind TEXT NOT NULL,
        error TEXT NOT NULL,
        first_failure_at INTEGER NOT NULL,
        last_failure_at INTEGER NOT NULL,
        failing_ms INTEGER NOT NULL,
        pauses INTEGER NOT NULL,
        paused_until INTEGER)""",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  # the runner's signature
    """Add the columns and the table."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
