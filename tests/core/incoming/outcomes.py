"""What came of jobs, read from the store; and the payload of the simplest one."""

import json

from core.incoming import jobs
from tests.core import made


def stock(quantity, sku="A"):
    return {"sku": sku, "warehouse_external_id": "W", "quantity": quantity}


def outcomes(store):
    return [(job.status, job.message) for job in jobs.older(store, None, limit=10_000)][::-1]


def statuses(store):
    return [status for status, _ in outcomes(store)]


def records(store):
    rows = store.sql("SELECT kind, data FROM record ORDER BY id").fetchall()
    return [(kind, json.loads(data)) for kind, data in rows]


def events(store):
    """What was set off and owed, oldest first."""
    return [row.event_type for row in made.rows(store) if row.direction == "EMITTED"]
