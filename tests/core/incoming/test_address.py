"""Where senders' requests go, as another process sees it."""

import socket

import pytest

from core import settings
from core.incoming.address import leave_note, receiver_url, remove_note
from core.store.database import open_store


@pytest.fixture
def store(tmp_path):
    store = open_store(tmp_path)
    with store.connection():
        yield store


def test_without_a_note_the_settings_say_it(store):
    settings.save(store, receiver_host="::1", receiver_port=9000)

    assert receiver_url(store) == "http://[::1]:9000"


def test_a_note_of_a_receiver_that_listens_goes_before_the_settings(store, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        leave_note(tmp_path, url)

        assert receiver_url(store) == url

        remove_note(tmp_path)
        assert receiver_url(store) == "http://127.0.0.1:8765"


@pytest.mark.parametrize("left", ["http://127.0.0.1:1", "nonsense", "http://x:99999999"])
def test_a_note_that_a_kill_left_behind_is_passed_over(store, tmp_path, left):
    leave_note(tmp_path, left)

    assert receiver_url(store) == "http://127.0.0.1:8765"
