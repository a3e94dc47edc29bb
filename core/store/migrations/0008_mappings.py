"""What a job's sender calls its event, and the merchant's own mappings from that to our job types."""

from typing import Any

STATEMENTS = (
    "ALTER TABLE job ADD COLUMN topic TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE job ADD COLUMN named_type TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX job_topic ON job (plugin_id, topic, id) WHERE topic != ''",
    """CREATE TABLE mapping (
        plugin_id TEXT NOT NULL REFERENCES plugin (id) ON DELETE CASCADE,
        topic TEXT NOT NULL COLLATE NOCASE,
        job_type TEXT NOT NULL,
        items TEXT NOT NULL,
        fields TEXT NOT NULL,
        updated_at INTEGER NOT NULL,
        PRIMARY KEY (plugin_id, topic))""",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  # the runner's signature
    """Add the columns, the index and the table."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
