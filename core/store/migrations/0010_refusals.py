"""How often each plugin's requests were refused, and for what."""

from typing import Any


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  # the runner's signature
    """Make the table; the plugin is empty where a request named none that exists."""
    db.execute_sql(
        """CREATE TABLE refusal (
        plugin_id TEXT NOT NULL,
        code TEXT NOT NULL,
        count INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        PRIMARY KEY (plugin_id, code)) WITHOUT ROWID"""
    )
