"""The disk is full while deliveries are sent: it stops and says so, and goes on when there is room."""

from tests.core import made
from tests.core.outgoing.sending import is_now, running_sender
from tests.disk import FullDisk
from tests.waiting import eventually

MANY = 100


def test_sending_stops_says_so_loses_nothing_and_goes_on_when_there_is_room(store, sink, monkeypatch, caplog):
    disk = FullDisk(monkeypatch)
    made.many(store, made.hook(store, sink.url), MANY)
    with running_sender(store) as sender:
        eventually(lambda: sender.state().title == "The disk is full.")
        sent = eventually(lambda: not sender._sends and len(sink.requests))
        sender.wake()
        eventually(lambda: sender._looking is None)
        assert not sender.state().running
        assert len(sink.requests) == sent
        statuses = [row.status for row in made.rows(store)]
        assert set(statuses) <= {"PENDING", "DELIVERED"}  # a small batch may still have found room
        assert len(made.owed(store)) == statuses.count("PENDING") > 0
        disk.make_room()
        is_now(store, *["DELIVERED"] * MANY)
        eventually(lambda: sender.state().running)
    assert len(sink.requests) == MANY
    assert caplog.text.count("nothing is sent: The disk is full.") == 1
