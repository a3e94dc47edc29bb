"""An engine that runs for weeks: what goes through it leaves nothing behind in its memory."""

import gc
import http.client
import json
from collections import Counter, deque
from weakref import ref

import pytest

from core.engine import Engine
from core.incoming.plugins import create_plugin
from core.log.search import lag
from core.outgoing.emit import emit
from core.outgoing.outbox import Tried
from core.signing import nautical
from tests.core import made
from tests.waiting import eventually

SECRET = "s" * 32
CONTAINERS = (dict, list, set, deque)


@pytest.fixture
def engine(tmp_path, sink):
    """An engine with a webhook for every event, and a plugin."""
    engine = Engine(tmp_path / "desk", 0)
    engine.open()
    create_plugin(engine.store, id="shop", name="Shop", provider="nautical", secret=SECRET)
    made.hook(engine.store, sink.url)
    engine.start()
    with engine.store.connection():
        yield engine
    engine.stop()


def receive(engine, number):
    """Let requests come in over one connection, each about another record."""
    line = http.client.HTTPConnection("127.0.0.1", engine.receiver_state().port, timeout=10)
    for at in range(number):
        body = json.dumps({"sku": f"BW-{at}", "warehouse_external_id": "L", "quantity": at}).encode()
        headers = {"x-nautical-signature": nautical.sign(SECRET, body), "content-type": "application/json"}
        line.request("POST", "/plugins/shop/stock_update", body, headers)
        assert line.getresponse().read() == b""
    line.close()


def is_all_done(engine):
    """Tell whether everything was sent, done and indexed, and the sender knows that it is recorded."""
    store = engine.store
    open_jobs = store.sql("SELECT count(*) FROM job WHERE status = 'PENDING'").fetchone()
    owed = store.sql("SELECT count(*) FROM outbox").fetchone()
    return (open_jobs, owed) == ((0,), (0,)) and not lag(store).rows and not engine._sender._results.count


def go_through(engine, sink, number):
    """Let so many events go out and so many requests come in, until nothing of them is to be done."""
    emit(engine.store, "product_created", count=number)
    receive(engine, number)
    eventually(lambda: is_all_done(engine))
    sink.requests.clear()


def held():
    """Return each container with its length, and how many objects there are of each of the core's classes."""
    gc.collect()
    found = [(each, type(each)) for each in gc.get_objects()]
    kinds = Counter(kind.__qualname__ for _, kind in found if str(kind.__module__).startswith("core."))
    return [(each, len(each)) for each, kind in found if issubclass(kind, CONTAINERS)], kinds


def is_of_cursors(container):
    """Tell whether it is the list of a connection of sqlite3, which it goes through after 200 of them."""
    return type(container) is list and all(type(each) is ref for each in container)


@pytest.mark.parametrize("number", [100, pytest.param(2_000, marks=pytest.mark.long)])
def test_what_goes_through_the_engine_leaves_nothing_in_its_memory(engine, sink, number):
    go_through(engine, sink, number)
    containers, kinds = held()
    go_through(engine, sink, number)
    grown = [each for each, length in containers if len(each) - length > number / 2]
    assert [str(each)[:200] for each in grown if not is_of_cursors(each)] == []
    assert [kind for kind, more in (held()[1] - kinds).items() if more > number / 2] == []


def test_what_was_sent_last_does_not_wait_in_memory_for_the_next(engine, sink):
    emit(engine.store, "product_created")
    eventually(lambda: sink.requests and is_all_done(engine))
    eventually(lambda: not [each for each in gc.get_objects() if type(each) is Tried], within=2)
