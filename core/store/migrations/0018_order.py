"""What is owed in order, the first one found without a look at all of it: there may be 100,000."""

from typing import Any


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  # the runner's signature
    """Make the index; its entries end with the log's id, as a row's place in the table does."""
    db.execute_sql("CREATE INDEX outbox_in_order ON outbox (webhook_id)")
