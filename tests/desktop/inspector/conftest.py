import pytest

from core.bus import Change
from core.engine import Engine
from core.outgoing.apps import create_app
from core.outgoing.emit import emit
from core.outgoing.webhooks import create_webhook
from core.store.records import LogRecord, PayloadRecord
from desktop.inspector.document import Document
from desktop.inspector.payload_inspector import PayloadInspector
from desktop.tasks import spawn


@pytest.fixture
def still_engine(tmp_path):
    """An engine whose store is open and whose threads were not started."""
    engine = Engine(tmp_path / "desk")
    engine.open()
    return engine


@pytest.fixture
def log_body(still_engine):
    """Put a payload of any bytes into the log, and return its row's id."""

    def put(body, **values):
        row = {"date": 1_795_000_000_000, "direction": "EMITTED", "status": "DELIVERED"}
        row |= {"event_type": "order_created", "attempts": 0, "size": len(body)}
        store = still_engine.store
        with store.write(Change.LOG):
            payload_id = store.run(PayloadRecord.insert(body=body))
            return store.run(LogRecord.insert(**(row | values), payload_id=payload_id))

    return put


@pytest.fixture
def opened_here(qtbot, still_engine):
    """Open an inspector on a row, and wait until its payload was read."""

    def show(log_id, words=()):
        made = PayloadInspector(still_engine, log_id, words=words)
        qtbot.addWidget(made)
        made.open()
        with qtbot.waitSignal(made.document.finished, timeout=60_000):
            pass
        return made

    return show


@pytest.fixture
def inspect(opened_here, log_body):
    """Open an inspector on a payload, and wait until it was read."""

    def show(body, words=(), **values):
        return opened_here(log_body(body, **values), words)

    return show


@pytest.fixture
def document(qtbot, qapp):
    """Read bytes as a document."""

    def read(data):
        made = Document(qapp)
        with qtbot.waitSignal(made.finished, timeout=30_000):
            spawn(made.read(data), made)
        return made

    return read


@pytest.fixture
def emitted(engine, sink):
    """A delivery to a sink, and the engine that made it."""

    def send(*answers):
        sink.answers = list(answers)
        app = create_app(engine.store, name="Sync", permissions=["MANAGE_ORDERS"], is_active=True)
        target = {"target_url": sink.url, "events": ["order_created"], "secret": "key"}
        create_webhook(engine.store, app_id=app.id, name="Order feed", is_active=True, **target)
        return emit(engine.store, "order_created").deliveries[0]

    return send


@pytest.fixture
def opened(qtbot, engine):
    def show(log_id):
        made = PayloadInspector(engine, log_id)
        qtbot.addWidget(made)
        made.open()
        with qtbot.waitSignal(made.document.finished):
            pass
        return made

    return show
