import threading

import pytest

from core.errors import StoreError
from core.worker import Worker


class Once(Worker):
    """Looks once, and is told to end just before it does."""

    def __init__(self):
        super().__init__("once")
        self.looks = threading.Semaphore(0)
        self.told = threading.Event()

    def run(self):
        self.told.wait()
        self.clear()
        self.looks.release()
        self.woken.wait()


def test_one_that_is_told_to_end_while_it_looks_does_not_fall_asleep():
    worker = Once()
    worker.start()
    worker.stopping.set()
    worker.woken.set()
    worker.told.set()
    worker.stop()
    assert not worker.is_alive()
    assert worker.looks.acquire(blocking=False)


def test_one_that_is_woken_looks_again():
    worker = Once()
    worker.told.set()
    worker.start()
    assert worker.looks.acquire(timeout=10)
    assert worker.is_alive()
    worker.wake()
    worker.join(10)
    assert not worker.is_alive()


class Trying(Worker):
    """Fails as long as there are errors left."""

    def __init__(self, errors):
        super().__init__("trying")
        self.errors = errors
        self.done = threading.Event()

    def run(self):
        self.keep_at(self.work, "the tide could not be read", 0.001)

    def work(self):
        if self.errors:
            raise self.errors.pop(0)
        self.done.set()
        self.stopping.wait()


@pytest.mark.parametrize("error", [StoreError("The disk is full."), ZeroDivisionError("a bug")])
def test_one_that_fails_says_so_and_goes_on(error, caplog):
    worker = Trying([error] * 3)
    worker.start()
    assert worker.done.wait(10)
    worker.stop()
    assert len(caplog.records) == 3
    assert caplog.messages[0].startswith("the tide could not be read")
    assert str(error) in caplog.text
