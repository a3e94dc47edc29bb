import asyncio
import threading
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QObject

from core.errors import DeskError, NotFound
from desktop import tasks


class Store:
    """Counts the threads that are connected."""

    def __init__(self):
        self.connected: set[int] = set()

    @contextmanager
    def connection(self):
        self.connected.add(threading.get_ident())
        yield
        self.connected.discard(threading.get_ident())


@pytest.fixture
def owner(qapp):
    return QObject()


@pytest.fixture
def raised():
    """The titles and advices that were shown."""
    shown: list[tuple[str, str]] = []

    def show(title, advice):
        shown.append((title, advice))

    tasks.problems.raised.connect(show)
    yield shown
    tasks.problems.raised.disconnect(show)


def test_work_runs_on_another_thread_inside_a_connection(qtbot, owner):
    store, seen = Store(), []

    def work(number, *, plus):
        return threading.get_ident() in store.connected, number + plus

    async def read():
        seen.append(await tasks.off_ui(store, work, 40, plus=2))

    tasks.spawn(read(), owner)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(True, 42)]
    assert not store.connected


def test_sleeping_lets_the_window_run(qtbot, owner):
    order: list[str] = []

    async def nap():
        await asyncio.sleep(0.01)
        order.append("woke")

    tasks.spawn(nap(), owner)
    order.append("started")
    qtbot.waitUntil(lambda: order == ["started", "woke"])


def test_an_expected_failure_is_shown_in_its_own_words(qtbot, owner, raised):
    async def fail():
        raise DeskError("The disk is full", "Make room, then try again.")

    tasks.spawn(fail(), owner)
    qtbot.waitUntil(lambda: raised == [("The disk is full", "Make room, then try again.")])


def test_a_bug_is_shown_and_its_traceback_logged(qtbot, owner, raised, caplog):
    async def fail():
        raise ZeroDivisionError("no")

    tasks.spawn(fail(), owner)
    qtbot.waitUntil(lambda: raised == [("Something went wrong", "ZeroDivisionError: no.")])
    assert caplog.records[0].exc_info[0] is ZeroDivisionError


def test_a_failing_callback_of_the_loop_is_shown(qtbot, qapp, raised, caplog):
    def fail():
        raise KeyError("gone")

    tasks.ui_loop().call_soon(fail)
    qtbot.waitUntil(lambda: raised == [("Something went wrong", "KeyError: 'gone'.")])


def test_work_ends_with_its_owner(qtbot, qapp, raised):
    owner, ended = QObject(), []

    async def wait():
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(True)

    tasks.spawn(wait(), owner)
    qtbot.wait(1)
    owner.deleteLater()
    qtbot.waitUntil(lambda: ended == [True])
    assert raised == []


def test_closing_the_loop_cancels_what_runs_and_the_next_use_makes_another(qtbot, owner, raised):
    ended: list[bool] = []

    async def wait():
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(True)

    first = tasks.ui_loop()
    tasks.spawn(wait(), owner)
    qtbot.wait(1)
    tasks.close_loop()
    assert ended == [True]
    assert first.is_closed()
    assert tasks.ui_loop() is not first
    assert raised == []


def test_a_thousand_pieces_of_work_leave_no_more_on_their_owner_than_one(qtbot, owner):
    done: list[int] = []

    async def add(number):
        done.append(number)

    tasks.spawn(add(0), owner)
    before = owner.receivers("2destroyed(QObject*)")
    for number in range(1000):
        tasks.spawn(add(number), owner)
    qtbot.waitUntil(lambda: len(done) == 1001)
    assert owner.receivers("2destroyed(QObject*)") == before


def test_a_reader_reads_one_at_a_time_and_a_burst_twice(qtbot, owner):
    reads: list[str] = []

    async def read():
        reads.append("begins")
        await asyncio.sleep(0.01)
        reads.append("ends")

    reader = tasks.Reader(read, owner)
    for _ in range(5):
        reader.ask()
    qtbot.waitUntil(lambda: reads == ["begins"])
    for _ in range(5):
        reader.ask()
    qtbot.waitUntil(lambda: len(reads) == 4)
    assert reads == ["begins", "ends"] * 2
    reader.ask()
    qtbot.waitUntil(lambda: len(reads) == 6)


def test_what_somebody_chose_is_read_without_the_pause_between_two_reads(qtbot, owner):
    reads: list[str] = []

    async def read():
        reads.append("read")

    reader = tasks.Reader(read, owner, pause=60)
    for times in (1, 2, 3):
        reader.ask_now()
        qtbot.waitUntil(lambda times=times: len(reads) == times)
    reader.ask()
    qtbot.wait(1)
    assert len(reads) == 3


def test_a_reader_that_failed_reads_when_it_is_asked_again(qtbot, owner, raised):
    async def read():
        raise DeskError("The disk is full")

    reader = tasks.Reader(read, owner)
    for times in (1, 2):
        reader.ask()
        qtbot.waitUntil(lambda times=times: len(raised) == times)


def test_what_was_deleted_while_a_reader_reads_is_no_problem_and_it_reads_when_asked_again(
    qtbot, owner, raised
):
    reads: list[str] = []

    async def read():
        reads.append("begins")
        raise NotFound("There is no plugin till.")

    reader = tasks.Reader(read, owner)
    for times in (1, 2):
        reader.ask()
        qtbot.waitUntil(lambda times=times: len(reads) == times and not reader._runs)
    assert raised == []


def test_closing_the_loop_cancels_what_is_started_while_it_closes(qtbot, owner, raised):
    ended: list[str] = []

    async def last(again):
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("once more" if again else "first")
            if not again:
                tasks.spawn(last(again=True), owner)

    tasks.spawn(last(again=False), owner)
    qtbot.wait(1)
    tasks.close_loop()
    assert ended == ["first"]  # the other was cancelled before it began
    assert raised == []
