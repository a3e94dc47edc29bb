"""Keeps a small database of the program as it is: `python -m tests.old_databases.make`, before a release.

It is named after the last step of the schema. Every later version must open it; a file that was
released is never made again.
"""

import gzip
import tempfile
from pathlib import Path

from core import settings
from core.bus import Change
from core.incoming.plugins import create_plugin
from core.outgoing.emit import emit
from core.outgoing.webhooks import update_webhook
from core.store.database import open_store
from core.store.schema import STEPS
from core.store.vault import KEY_FILE
from tests.core import made

HERE = Path(__file__).parent
KEY = bytes(range(32))
SECRET = "s3cret"
PAYLOAD = b'{ "price": 1.10 }'


def fill(folder: Path) -> Path:
    """Make a desk with some of everything and return its file."""
    (folder / KEY_FILE).write_bytes(KEY)
    store = open_store(folder)
    with store.connection():
        settings.save(store, marketplace_domain="shop.example", receiver_port=9_000)
        hook = made.hook(store, "https://shop.example/in", secret=SECRET)
        create_plugin(store, id="till", name="Till", provider="nautical", secret=SECRET, seller="Ann")
        emit(store, "product_created", PAYLOAD, count=3)
        with store.write(Change.LOG):
            store.sql(
                "UPDATE event_log SET status = 'DELIVERED', attempts = 1, status_code = 200 WHERE id = 1"
            )
            store.sql("DELETE FROM outbox WHERE log_id = 1")
            store.sql(
                "INSERT INTO attempt (log_id, number, at, status_code, duration_ms, request_headers,"
                " response_headers, response_body)"
                " VALUES (1, 1, 1, 200, 7, '[[\"a\", \"b\"]]', '[]', x'6f6b')"
            )
        update_webhook(store, hook.id, is_active=False)
        made.jobs(store, {"sku": "A", "warehouse_external_id": "W", "quantity": 1})
    return store.path


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        last = max(step.stem for step in STEPS.glob("[0-9]*.py"))
        (HERE / f"{last}.db.gz").write_bytes(gzip.compress(fill(Path(folder)).read_bytes(), 9, mtime=0))
