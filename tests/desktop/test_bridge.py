import threading

from PySide6.QtCore import QThread

from core.bus import Bus, Change
from desktop.bridge import Bridge


def test_a_burst_from_many_threads_is_one_signal_on_this_thread(qtbot):
    bus = Bus()
    bridge = Bridge(bus)
    seen: list[tuple[Change, bool]] = []
    bridge.changed.connect(lambda change: seen.append((change, QThread.isMainThread())))

    def publish(kind):
        for _ in range(500):
            bus.publish(kind)

    kinds = (Change.LOG, Change.JOBS, Change.APPS)
    writers = [threading.Thread(target=publish, args=(kind,)) for kind in kinds]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(Change.LOG | Change.JOBS | Change.APPS, True)]
    bridge.close()


def test_what_comes_after_a_signal_is_told_by_the_next(qtbot):
    bus = Bus()
    bridge = Bridge(bus)
    for kind in (Change.LOG, Change.JOBS):
        with qtbot.waitSignal(bridge.changed) as told:
            bus.publish(kind)
        assert told.args == [kind]
    bridge.close()


def test_a_closed_bridge_listens_no_more(qtbot):
    bus = Bus()
    bridge = Bridge(bus)
    bridge.close()
    with qtbot.assertNotEmitted(bridge.changed, wait=120):
        bus.publish(Change.LOG)
