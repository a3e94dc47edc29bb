"""A shop's topic that nothing maps: kept, mapped by a command beside the running desk, tried again."""

import base64
import hashlib
import hmac
import json
import urllib.request

from core.cli import main
from core.incoming.plugins import create_plugin
from tests.core import made
from tests.waiting import eventually

KEY = "shpss_4b1d77"


def post(engine, topic, payload):
    body = json.dumps(payload).encode()
    signature = base64.b64encode(hmac.digest(KEY.encode(), body, hashlib.sha256)).decode()
    headers = {"content-type": "application/json", "x-shopify-topic": topic}
    headers |= {"x-shopify-webhook-id": topic, "x-shopify-hmac-sha256": signature}
    url = f"{engine.receiver_state().url}/plugins/shop/"
    with urllib.request.urlopen(urllib.request.Request(url, body, headers, method="POST")) as answer:
        return answer.status


def command(engine, *argv):
    """Run a command as another process does: on a store of its own."""
    assert main(["--data-dir", str(engine.data_dir), *argv]) == 0


def jobs(engine):
    with engine.store.connection():
        return engine.store.sql("SELECT topic, job_type, status FROM job ORDER BY id").fetchall()


def test_a_topic_is_mapped_while_the_desk_runs_and_its_job_is_done(engine, capsys):
    with engine.store.connection():
        create_plugin(engine.store, id="shop", name="Shop", provider="shopify", secret=KEY)
        made.hook(engine.store)
    assert post(engine, "products/create", {"id": 7, "title": "Cleat", "variants": []}) == 204
    edited = {"order_edit": {"order_id": 820982911946154508}}
    assert post(engine, "orders/edited", edited) == 204
    eventually(lambda: [status for *_, status in jobs(engine)] == ["SUCCESS", "FAILED"])

    fields = ("--field", "external_id=order_edit.order_id", "--field", "status='edited'")
    command(engine, "mapping", "set", "shop", "orders/edited", "--job-type", "ORDER_UPDATE", *fields)
    command(engine, "jobs", "retry", "2")

    eventually(lambda: jobs(engine)[1] == ("orders/edited", "ORDER_UPDATE", "SUCCESS"))
    emitted = [row.event_type for row in made.rows(engine.store) if row.direction == "EMITTED"]
    assert emitted == ["product_created", "order_updated"]
    assert post(engine, "orders/edited", edited) == 204  # the same once more
    assert len(jobs(engine)) == 2
