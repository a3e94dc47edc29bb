"""The first schema.

Every index that a list is read through ends in the row's id: SQLite appends it to each entry.
"""

from typing import Any

STATEMENTS = (
    """CREATE TABLE app (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        is_active INTEGER NOT NULL,
        permissions TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        activated_at INTEGER)""",
    """CREATE TABLE webhook (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        app_id INTEGER NOT NULL REFERENCES app (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        target_url TEXT NOT NULL,
        secret BLOB,
        scheme TEXT NOT NULL,
        is_active INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        activated_at INTEGER)""",
    "CREATE INDEX webhook_app ON webhook (app_id)",
    """CREATE TABLE webhook_event (
        webhook_id INTEGER NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
        event TEXT NOT NULL,
        PRIMARY KEY (webhook_id, event)) WITHOUT ROWID""",
    """CREATE TABLE payload (
        id INTEGER PRIMARY KEY,
        body BLOB NOT NULL)""",
    """CREATE TABLE event_log (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        date INTEGER NOT NULL,
        direction TEXT NOT NULL CHECK (direction IN ('EMITTED', 'RECEIVED')),
        status TEXT NOT NULL,
        event_type TEXT NOT NULL,
        target_url TEXT,
        webhook_id INTEGER,
        app_id INTEGER,
        plugin_id TEXT,
        transaction_id TEXT,
        uid TEXT,
        error TEXT,
        status_code INTEGER,
        attempts INTEGER NOT NULL DEFAULT 0,
        duration_ms INTEGER,
        next_attempt_at INTEGER,
        payload_id INTEGER NOT NULL REFERENCES payload (id),
        size INTEGER NOT NULL)""",
    "CREATE INDEX log_date ON event_log (date)",
    "CREATE INDEX log_direction ON event_log (direction)",
    "CREATE INDEX log_status ON event_log (status)",
    "CREATE INDEX log_type ON event_log (event_type)",
    "CREATE INDEX log_webhook ON event_log (webhook_id) WHERE webhook_id IS NOT NULL",
    "CREATE INDEX log_held ON event_log (webhook_id) WHERE status = 'HELD'",
    "CREATE INDEX log_app ON event_log (app_id) WHERE app_id IS NOT NULL",
    "CREATE INDEX log_plugin ON event_log (plugin_id) WHERE plugin_id IS NOT NULL",
    """CREATE INDEX log_transaction ON event_log (transaction_id, plugin_id)
        WHERE transaction_id IS NOT NULL""",
    "CREATE INDEX log_payload ON event_log (payload_id)",
    """CREATE TABLE receipt (
        log_id INTEGER PRIMARY KEY REFERENCES event_log (id) ON DELETE CASCADE,
        headers TEXT NOT NULL,
        scheme TEXT NOT NULL,
        detail TEXT NOT NULL)""",
    """CREATE TABLE outbox (
        log_id INTEGER PRIMARY KEY REFERENCES event_log (id) ON DELETE CASCADE,
        webhook_id INTEGER NOT NULL,
        due_at INTEGER NOT NULL)""",
    "CREATE INDEX outbox_due ON outbox (webhook_id, due_at, log_id)",
    """CREATE TABLE attempt (
        id INTEGER PRIMARY KEY,
        log_id INTEGER NOT NULL REFERENCES event_log (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        at INTEGER NOT NULL,
        status_code INTEGER,
        error TEXT,
        duration_ms INTEGER NOT NULL,
        request_headers TEXT NOT NULL,
        response_headers TEXT NOT NULL,
        response_body BLOB NOT NULL)""",
    "CREATE INDEX attempt_log ON attempt (log_id)",
    """CREATE TABLE plugin (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        provider TEXT NOT NULL,
        secret BLOB,
        seller TEXT NOT NULL,
        is_active INTEGER NOT NULL,
        created_at INTEGER NOT NULL)""",
    """CREATE TABLE job (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        source TEXT NOT NULL,
        job_type TEXT NOT NULL,
        seller TEXT NOT NULL,
        status TEXT NOT NULL,
        scheduled INTEGER NOT NULL,
        message TEXT NOT NULL,
        log_id INTEGER NOT NULL REFERENCES event_log (id) ON DELETE CASCADE,
        plugin_id TEXT NOT NULL,
        attempts INTEGER NOT NULL)""",
    "CREATE INDEX job_status ON job (status)",
    "CREATE INDEX job_type ON job (job_type)",
    "CREATE INDEX job_seller ON job (seller)",
    "CREATE INDEX job_log ON job (log_id)",
    "CREATE INDEX job_runnable ON job (id) WHERE status = 'PENDING' AND scheduled = 1",
    """CREATE TABLE record (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        data TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        UNIQUE (kind, key))""",
    "CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE change (kind TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE audit (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        act TEXT NOT NULL,
        subject TEXT NOT NULL)""",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  # the runner's signature
    """Make every table and index."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
