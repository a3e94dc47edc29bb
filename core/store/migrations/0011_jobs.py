"""Each run of a job, the history of records, and jobs that wait for their next try."""

from typing import Any

STATEMENTS = (
    "ALTER TABLE job ADD COLUMN due_at INTEGER",
    "ALTER TABLE job ADD COLUMN waits_for INTEGER",
    "DROP INDEX job_runnable",
    """CREATE INDEX job_runnable ON job (plugin_id)
        WHERE status = 'PENDING' AND scheduled = 1 AND due_at IS NULL""",
    "CREATE INDEX job_put_off ON job (due_at) WHERE due_at IS NOT NULL",
    """CREATE TABLE job_attempt (
        job_id INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        at INTEGER NOT NULL,
        status TEXT NOT NULL,
        message TEXT NOT NULL,
        log_ids TEXT NOT NULL,
        PRIMARY KEY (job_id, number)) WITHOUT ROWID""",
    "ALTER TABLE record ADD COLUMN set_by TEXT NOT NULL DEFAULT '{}'",
    "CREATE INDEX record_kind ON record (kind)",
    """CREATE TABLE record_change (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        at INTEGER NOT NULL,
        job_id INTEGER NOT NULL,
        before TEXT,
        after TEXT)""",
    "CREATE INDEX record_change_record ON record_change (kind, key)",
    "CREATE INDEX record_change_job ON record_change (job_id)",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  # the runner's signature
    """Add the columns and the tables."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
