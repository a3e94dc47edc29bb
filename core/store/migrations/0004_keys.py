"""A webhook's public key, and the secret key that goes on signing while another takes its place."""

from typing import Any

STATEMENTS = (
    "ALTER TABLE webhook ADD COLUMN public_key TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE webhook ADD COLUMN old_secret BLOB",
    "ALTER TABLE webhook ADD COLUMN old_until INTEGER",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  # the runner's signature
    """Add the columns."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
