"""What jobs keep, in memory, and their samples to be run and changed."""

import copy
import json

from core.catalogue import catalogue
from core.incoming import handlers, reading, values
from core.incoming.handlers import Known
from core.incoming.job_types import tasks

PLUGIN = "nautical.fulfillment.shopify"
TYPES = sorted(catalogue().job_types)
KEEPING = [name for name in TYPES if tasks()[name].kind]


class Records:
    """What a store would keep: rows go through JSON text, as they do there."""

    def __init__(self):
        self.rows = {}

    def existing(self, kind, key):
        row = self.rows.get((kind, key))
        return Known(None if row is None else json.loads(row))

    def run(self, job_type, payload, seller="Brightwater Supply Co."):
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        asked = reading.read(job_type, values.parse(body), plugin_id=PLUGIN, seller=seller)
        done = handlers.apply(asked, existing=self.existing)
        for change in done.changes:
            if change.data is None:
                del self.rows[change.kind, change.key]
            else:
                self.rows[change.kind, change.key] = values.dump(change.data)
        return done

    def only(self):
        (row,) = self.rows.values()
        return json.loads(row)


def sample(job_type):
    return copy.deepcopy(dict(catalogue().job_types[job_type].sample))


def without(job_type, name):
    """The sample without a field, of the list's first item where the type is a list."""
    return edited(job_type, lambda fields: fields.pop(name, None))


def edited(job_type, edit):
    payload = sample(job_type)
    items = tasks()[job_type].items
    edit(payload[items][0] if items else payload)
    return payload


def first_run(records, job_type):
    """Run the sample; a deletion gets something to delete first."""
    if tasks()[job_type].action == "delete":
        records.run(job_type.replace("_DELETE", "_CREATE"), sample(job_type.replace("_DELETE", "_CREATE")))
    return records.run(job_type, sample(job_type))
