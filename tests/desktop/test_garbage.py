import gc
import linecache
import weakref

from PySide6.QtCore import QObject

from desktop import garbage
from desktop.garbage import GarbageCollector


class Loop:
    """Refers to itself, so that only the collector can end it."""

    def __init__(self):
        self.me = self


def test_the_young_are_collected_by_the_windows_timer_and_not_by_whoever_allocates(qtbot, monkeypatch):
    monkeypatch.setattr(garbage, "EVERY_MS", 10)
    owner = QObject()
    GarbageCollector(owner)
    assert not gc.isenabled()
    gone = weakref.ref(Loop())
    qtbot.waitUntil(lambda: gone() is None)


def test_sources_that_were_read_while_modules_were_imported_do_not_stay(qtbot, monkeypatch):
    monkeypatch.setattr(garbage, "EVERY_MS", 10)
    owner = QObject()
    GarbageCollector(owner)
    assert linecache.getlines(__file__)
    qtbot.waitUntil(lambda: __file__ not in linecache.cache)


def test_the_oldest_are_collected_while_the_window_is_idle_and_at_last_where_it_never_is(qtbot, monkeypatch):
    generations: list[int] = []
    monkeypatch.setattr("desktop.garbage.gc.collect", generations.append)
    used, now = [0.0], [0.0]
    monkeypatch.setattr("desktop.garbage.time.thread_time", lambda: used[0])
    monkeypatch.setattr("desktop.garbage.time.monotonic", lambda: now[0])
    owner = QObject()
    collector = GarbageCollector(owner)

    def after(seconds, *, of_work):
        now[0] += seconds
        used[0] += of_work
        collector._collect()
        return generations[-1]

    assert after(2, of_work=0.0) == 1  # too early
    assert after(60, of_work=1.5) == 1  # busy
    assert after(2, of_work=0.001) == 2
    assert after(2, of_work=0.001) == 1  # just done
    assert [after(60, of_work=1.5) for _ in range(5)] == [1, 1, 1, 1, 2]
    monkeypatch.undo()
