import threading

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
