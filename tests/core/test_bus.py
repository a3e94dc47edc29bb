import threading

from core.bus import Bus, Change


def test_every_listener_is_called_until_it_leaves():
    bus, first, second = Bus(), list[Change](), list[Change]()
    forget = bus.subscribe(first.append)
    bus.subscribe(second.append)
    bus.publish(Change.LOG)
    forget()
    forget()
    bus.publish(Change.JOBS)
    assert (first, second) == ([Change.LOG], [Change.LOG, Change.JOBS])


def test_a_listener_that_fails_stops_no_other(caplog):
    bus, told = Bus(), list[Change]()

    def fail(_change):
        raise ValueError("a bug")

    bus.subscribe(fail)
    bus.subscribe(told.append)
    bus.publish(Change.LOG)
    assert (told, "a listener failed" in caplog.text) == ([Change.LOG], True)


def test_listeners_come_and_go_while_it_is_told():
    bus, told = Bus(), list[Change]()

    def once(change):
        told.append(change)
        forget()
        bus.subscribe(told.append)

    forget = bus.subscribe(once)
    bus.publish(Change.LOG)
    bus.publish(Change.JOBS)
    assert told == [Change.LOG, Change.JOBS]


def test_it_is_told_in_the_thread_that_changed_something():
    bus, threads = Bus(), list[str]()
    bus.subscribe(lambda change: threads.append(threading.current_thread().name))
    thread = threading.Thread(target=bus.publish, args=(Change.LOG,), name="writer")
    thread.start()
    thread.join()
    assert threads == ["writer"]
