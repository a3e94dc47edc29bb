"""What every test stands on: Qt without a screen, and its objects destroyed on its own thread."""

import gc
import os
import shutil
import sys

import pytest
from hypothesis import HealthCheck, settings

from core.engine import Engine
from core.store.database import open_store
from tests.sink import running_sink

# What a generated test takes says something of the machine's other work, and nothing of the code.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("desk")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"  # never the developer's own


@pytest.fixture(autouse=True, scope="module")
def spare_what_lives_on():
    """Leave out of every collection what lives as long as the run: a whole one takes 40 ms otherwise."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def collect_garbage_here(request):
    """Destroy Qt objects on this thread, never on one of the core's; see desktop.garbage."""
    gc.disable()
    yield
    if "qapp" in request.fixturenames:  # without Qt there is no need
        gc.collect()


@pytest.fixture(autouse=True)
def end_of_the_ui_loop():
    """End the window's asyncio loop and its reading threads after a test that started them."""
    yield
    if tasks := sys.modules.get("desktop.tasks"):
        tasks.close_loop()


class Clock:
    """Time that moves only when a test says so."""

    def __init__(self, now: int = 1_795_000_000_000) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock():
    """A clock that stands still."""
    return Clock()


@pytest.fixture
def sink():
    """A customer's endpoint on this machine."""
    with running_sink() as sink:
        yield sink


@pytest.fixture
def use_keychain():
    """Make a backend the system's keychain for a test."""
    import keyring

    before = keyring.get_keyring()

    def use(backend):
        keyring.set_keyring(backend)
        return backend

    yield use
    keyring.set_keyring(before)


@pytest.fixture
def keychain(use_keychain):
    """A keychain in memory."""
    from tests.keychains import InMemory

    return use_keychain(InMemory())


@pytest.fixture(scope="session")
def new_desk(tmp_path_factory):
    """A new data folder to copy: to make its tables takes four times as long."""
    folder = tmp_path_factory.mktemp("new") / "desk"
    open_store(folder)
    return folder


@pytest.fixture
def store(tmp_path, clock, new_desk):
    """A new store that no engine runs on, with a connection for the test's thread."""
    store = open_store(shutil.copytree(new_desk, tmp_path / "desk"), clock=clock)
    with store.connection():
        yield store


@pytest.fixture
def engine(tmp_path, new_desk):
    """A running engine on a new data folder, its receiver on a free port."""
    engine = Engine(shutil.copytree(new_desk, tmp_path / "desk"), receiver_port=0)
    engine.start()
    yield engine
    engine.stop()
