"""A receiver without the rest of the engine, with four plugins."""

from dataclasses import dataclass

import pytest

from core.bus import Change
from core.incoming import runner
from core.incoming.plugins import create_plugin
from core.incoming.receiver import Receiver
from core.outgoing.webhook_secrets import generate_secret
from core.signing import nautical
from core.store.database import Store, open_store
from tests.core import made
from tests.core.incoming import speak
from tests.core.incoming.kept import Records

SECRET = "s3cret"
KEY = generate_secret("standard")


@dataclass
class Desk:
    """The receiver and its store, and what a sender does."""

    store: Store
    receiver: Receiver

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.receiver.state().port

    def post(self, path="/plugins/open/", body=b"{}", **headers):
        """Send a POST and return the answer."""
        return speak.ask(self.port, speak.request(path, body, port=self.port, **headers))

    def signed(self, path="/plugins/shop/", body=b"{}", **headers):
        """Send a POST that the plugin `shop` verifies."""
        return self.post(path, body, x_nautical_signature=nautical.sign(SECRET, body), **headers)

    def rows(self):
        """Return the log, oldest first."""
        return made.rows(self.store)

    def jobs(self):
        """Return (job type, status) of every job."""
        with self.store.connection():
            return self.store.sql("SELECT job_type, status FROM job ORDER BY id").fetchall()

    def count(self, table):
        """Count a table's rows."""
        with self.store.connection():
            return self.store.sql(f"SELECT count(*) FROM {table}").fetchone()[0]


TABLES = ("refusal", "job", "event_log", "payload", "plugin", "record", "webhook", "app")


def fill(store: Store) -> None:
    """Make the plugins: two that verify, one that does not, and one that is switched off."""
    create_plugin(store, id="shop", name="Shop", provider="nautical", secret=SECRET, seller="Ann")
    create_plugin(store, id="std", name="Standard", provider="standard", secret=KEY)
    create_plugin(store, id="open", name="Open", provider="none")
    create_plugin(store, id="off", name="Off", provider="none", is_active=False)


def open_desk(folder) -> Desk:
    """Make a desk of a test's own, which stops the receiver itself."""
    store = open_store(folder)
    fill(store)
    receiver = Receiver(store, "127.0.0.1", 0)
    receiver.start()
    return Desk(store, receiver)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A receiver for all tests of a module: to start and stop one takes longer than they do."""
    desk = open_desk(tmp_path_factory.mktemp("receiver") / "desk")
    yield desk
    desk.receiver.stop()


@pytest.fixture
def desk(running):
    """The running receiver over an empty log, with its plugins as they were made."""
    with running.store.write(Change.NONE):
        for table in TABLES:
            running.store.sql(f"DELETE FROM {table}")
    fill(running.store)
    return running


@pytest.fixture
def alone(tmp_path):
    """A receiver for one test, which may stop it."""
    desk = open_desk(tmp_path / "desk")
    yield desk
    desk.receiver.stop()


@pytest.fixture
def records():
    """Return what jobs keep, in memory."""
    return Records()


@pytest.fixture
def wide_door(monkeypatch):
    """Let a batch take as long as it takes on a busy machine."""
    monkeypatch.setattr(runner, "DOOR_SECONDS", 5.0)
