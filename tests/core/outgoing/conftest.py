"""A sender on a test's store, and endpoints beside the sink."""

import threading
from contextlib import ExitStack

import pytest

from tests.core.outgoing.sending import running_sender
from tests.sink import running_sink


@pytest.fixture
def start(store):
    """Start a sender on the test's store."""
    with ExitStack() as ending:

        def start():
            return ending.enter_context(running_sender(store))

        yield start


@pytest.fixture
def other():
    """A second endpoint."""
    with running_sink() as sink:
        yield sink


@pytest.fixture
def hanging(sink):
    """Let the sink answer nothing until the test has ended, or says so."""
    released = threading.Event()
    sink.before_answer = lambda got: released.wait(20)
    yield released
    released.set()
