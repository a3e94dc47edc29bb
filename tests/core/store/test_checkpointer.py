"""The thread that moves what was committed into the database file."""

import pytest

from core import settings
from core.store.checkpointer import COMMITS, Checkpointer
from tests.waiting import eventually


@pytest.fixture
def checkpointer(store):
    made = Checkpointer(store)
    made.start()
    yield made
    made.stop()


def commit(store, checkpointer, times):
    for number in range(times):
        settings.save(store, marketplace_domain=f"shop{number}.example")
        checkpointer.note()


def in_file(store, text):
    return text in store.path.read_bytes()


def test_what_was_committed_is_moved_into_the_file_while_it_is_open(store, checkpointer):
    commit(store, checkpointer, COMMITS)
    eventually(lambda: in_file(store, b"shop7.example"))


def test_a_few_commits_are_left_in_the_log(store, checkpointer):
    commit(store, checkpointer, COMMITS - 1)
    checkpointer.stop()
    assert not in_file(store, b".example")
    assert settings.load(store).marketplace_domain == "shop6.example"
