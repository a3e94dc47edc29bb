"""Fetching what was missed from a provider's API, and finding the failed jobs of a topic."""

from typing import Any

STATEMENTS = (
    "CREATE INDEX job_topic_failed ON job (plugin_id, topic, id) WHERE topic != '' AND status = 'FAILED'",
    "ALTER TABLE plugin ADD COLUMN api_key BLOB",
    "ALTER TABLE plugin ADD COLUMN api_source TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE plugin ADD COLUMN fetched_at INTEGER",
    "ALTER TABLE event_log ADD COLUMN fetched_at INTEGER",
    """CREATE TABLE listening (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        last_at INTEGER NOT NULL)""",
    """CREATE TABLE gap (
        from_at INTEGER PRIMARY KEY,
        to_at INTEGER NOT NULL)""",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  # the runner's signature
    """Add the index, the columns and the tables."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
