"""Health on a running sender: pausing, probing, resuming, disabling, and a computer without a network."""

import socket
from functools import partial

import pytest

from core.bus import Change
from core.errors import NotFound
from core.outgoing import breaker, health, held
from core.outgoing.emit import emit
from core.outgoing.kinds import Kind
from core.outgoing.outbox import Owed, Tried
from core.outgoing.resolver import CheckedResolver
from core.outgoing.sending import Sending
from core.outgoing.webhooks import delete_webhook, get_webhook, update_webhook
from tests.core import made
from tests.core.outgoing.sending import attempted, flying, is_now, running_sender
from tests.waiting import eventually


@pytest.fixture
def sender(store):
    with running_sender(store) as sender:
        yield sender


@pytest.fixture
def lines(monkeypatch):
    """Names that lead to this machine, while the switch is on; off, no name server answers."""
    on = {"line": True}

    async def resolve(self, host, port=0, family=socket.AF_INET):
        if not on["line"]:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        found = {"hostname": host, "host": "127.0.0.1", "port": port, "family": socket.AF_INET}
        return [{**found, "proto": 0, "flags": 0}]

    monkeypatch.setattr(CheckedResolver, "resolve", resolve)
    return on


def paused(store, hook, clock, *, pauses=1, failing_ms=0):
    """Put a webhook into its pause, as the sender would after many failures."""
    at, until = clock.now - breaker.PAUSE_AFTER_MS, clock.now + breaker.FIRST_PAUSE
    values = (hook.id, 10, "5xx", "500 Internal Server Error", at, clock.now, failing_ms, pauses, until)
    with store.write(Change.WEBHOOKS):
        store.sql("INSERT INTO webhook_health VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def has_failed(store, hook, failures):
    return health.of(store, hook.id).failures == failures


def test_a_webhook_that_keeps_failing_pauses_and_what_it_is_owed_waits(store, sender, sink, clock):
    sink.answers = [500] * 10
    hook = made.hook(store, sink.url)
    made.many(store, hook, 9)
    sender.wake()
    eventually(lambda: health.of(store, hook.id).failures == 9)
    store.sql("UPDATE outbox SET due_at = due_at + 3600000")
    clock.now += breaker.PAUSE_AFTER_MS
    emit(store, "product_created")
    eventually(lambda: health.of(store, hook.id).state == "paused")
    emit(store, "product_created", count=3)
    eventually(lambda: sender._looking is None)
    found = health.of(store, hook.id)
    assert (found.kind, found.reason, found.failures) == (Kind.SERVER_ERROR, "500 Internal Server Error", 10)
    assert found.first_failure_at == clock.now - breaker.PAUSE_AFTER_MS
    assert found.next_try_at == clock.now + breaker.FIRST_PAUSE
    assert len(sink.requests) == 10
    assert len(made.owed(store)) == 13


def test_it_is_probed_with_one_delivery_and_resumes_by_itself(store, sink, clock):
    hook = made.hook(store, sink.url)
    paused(store, hook, clock)
    made.many(store, hook, 20)
    under_way = []
    with running_sender(store) as sender:
        sink.before_answer = lambda got: under_way.append(flying(sender, hook.id))
        eventually(lambda: sender.state().running)
        assert sink.requests == []
        clock.now += breaker.FIRST_PAUSE
        sender.wake()
        eventually(lambda: not made.owed(store))
    assert (under_way[0], len(under_way)) == (1, 20)
    assert health.of(store, hook.id).state == "well"


def test_a_probe_that_fails_is_the_only_one_and_the_pause_grows(store, sink, clock):
    sink.answers = [503]
    hook = made.hook(store, sink.url)
    paused(store, hook, clock)
    made.many(store, hook, 5)
    clock.now += breaker.FIRST_PAUSE
    with running_sender(store):
        eventually(lambda: health.of(store, hook.id).failures == 11)
    assert health.of(store, hook.id).next_try_at == clock.now + 2 * breaker.FIRST_PAUSE
    assert len(sink.requests) == 1


def test_a_clock_that_is_set_back_lengthens_no_pause(store, sink, clock):
    hook = made.hook(store, sink.url)
    paused(store, hook, clock)
    emit(store, "product_created")
    store.sql("UPDATE outbox SET due_at = 0")
    with running_sender(store) as sender:
        eventually(lambda: sender.state().running)
        clock.now -= 9 * 3_600_000
        sender.wake()
        eventually(lambda: (health.of(store, hook.id).next_try_at or 0) < clock.now + 2 * breaker.FIRST_PAUSE)
        assert sink.requests == []
        clock.now += breaker.FIRST_PAUSE
        sender.wake()
        is_now(store, "DELIVERED")


def test_the_user_may_end_the_pause(store, sender, sink, clock):
    hook = made.hook(store, sink.url)
    paused(store, hook, clock)
    emit(store, "product_created")
    eventually(lambda: sender.state().running and sender._looking is None)
    assert sink.requests == []
    health.resume(store, hook.id)
    is_now(store, "DELIVERED")


def test_saving_the_same_target_again_ends_no_pause(store, clock):
    hook = made.hook(store)
    paused(store, hook, clock)
    update_webhook(store, hook.id, target_url=hook.target_url, name="New")
    assert health.of(store, hook.id).state == "paused"


def test_another_target_starts_afresh(store, sender, sink, clock):
    hook = made.hook(store, "http://127.0.0.1:9/")
    paused(store, hook, clock)
    update_webhook(store, hook.id, target_url=sink.url)
    emit(store, "product_created")
    is_now(store, "DELIVERED")


def test_a_warning_is_in_the_log_once(store, clock, caplog):
    hook = made.hook(store)
    breakers = health.Breakers(store)
    paused(store, hook, clock, failing_ms=2 * breaker.DAY - 1_000)
    owed = Owed(1, hook.id, "evt_1", "product_created", 0, 1, 2, b"{}")
    for _ in range(3):
        clock.now += 2_000
        breakers.record([Tried(owed, clock.now, False, 500, "500 Oh", 5, "[]", "[]", b"")])
    assert caplog.text.count("It has only failed for 2 days. After 5 days it is disabled") == 1
    assert "The last time: 500 Oh" in caplog.text


def test_one_that_only_failed_for_five_days_is_disabled_and_keeps_what_it_is_owed(store, sink, clock, caplog):
    sink.answers = [500]
    hook = made.hook(store, sink.url)
    paused(store, hook, clock, failing_ms=breaker.DISABLE_AFTER)
    made.many(store, hook, 2)
    assert "4 days" in health.of(store, hook.id).warning
    clock.now += breaker.FIRST_PAUSE
    with running_sender(store):
        is_now(store, "HELD", "HELD")
    webhook, found = get_webhook(store, hook.id), health.of(store, hook.id)
    assert (webhook.is_active, found.state, found.warning) == (False, "disabled", "")
    assert found.disabled_at == clock.now
    assert found.reason == "It only failed for five days. The last time: 500 Internal Server Error."
    assert {error for _, error in made.states(store)} == {held.DISABLED}
    assert "webhook 1 was disabled: It only failed for five days." in caplog.text
    update_webhook(store, hook.id, is_active=True)
    assert health.of(store, hook.id).failures == 0


def test_time_in_which_the_program_did_not_run_does_not_count(store, sink, clock):
    sink.answers = [500, 500, 500]
    hook = made.hook(store, sink.url)
    for failures in (1, 2):
        with running_sender(store):
            emit(store, "product_created")
            eventually(partial(has_failed, store, hook, failures))
        clock.now += 30 * breaker.DAY
        store.sql("UPDATE outbox SET due_at = due_at + 999999999999")
    (trouble,) = store.sql("SELECT failures, failing_ms FROM webhook_health").fetchall()
    assert trouble == (2, 0)
    assert health.of(store, hook.id).warning == ""


def test_the_last_day_is_counted_with_its_answer_times(store, sender, sink, clock):
    sink.answers = [200, 200, 500]
    hook = made.hook(store, sink.url)
    assert health.of(store, hook.id).state == "unknown"
    made.many(store, hook, 3)
    sender.wake()
    eventually(lambda: len(store.sql("SELECT 1 FROM attempt").fetchall()) == 3)
    store.sql("UPDATE attempt SET duration_ms = id * 100")
    found = health.of(store, hook.id)
    assert (found.attempts, found.succeeded, found.p50_ms, found.p95_ms) == (3, 2, 200, 300)
    clock.now += health.DAY + 1
    assert health.of(store, hook.id).attempts == 0


def test_in_order_the_next_try_is_that_of_the_delivery_that_the_others_wait_for(store, clock):
    hook = made.hook(store, sending=Sending(in_order=True))
    made.many(store, hook, 3)
    store.sql("UPDATE outbox SET due_at = ? WHERE log_id = 1", (clock.now + 5_000,))
    assert health.of(store, hook.id).next_try_at == clock.now + 5_000


def test_the_health_of_nothing_is_not_found(store):
    hook = made.hook(store)
    delete_webhook(store, hook.id)
    with pytest.raises(NotFound):
        health.of(store, hook.id)


@pytest.mark.parametrize(
    ("values", "share", "expected"), [([], 0.5, None), ([7], 0.95, 7), (list(range(1, 101)), 0.95, 95)]
)
def test_percentiles_are_of_the_nearest_rank(values, share, expected):
    assert health.percentile(values, share) == expected


def test_without_a_network_no_attempt_is_burnt_and_it_says_so(store, sender, sink, clock, lines, caplog):
    lines["line"] = False
    hook = made.hook(store, sink.url.replace("127.0.0.1", "shop.example"))
    emit(store, "product_created", count=3)
    eventually(lambda: sender.state().title == "This computer is offline.")
    assert (sender.state().running, bool(sender.state().advice)) == (False, True)
    eventually(lambda: "This computer is offline." in caplog.text)
    eventually(lambda: not sender._sends)
    assert [(row.status, row.attempts, row.error) for row in made.rows(store)] == [("PENDING", 0, None)] * 3
    assert health.of(store, hook.id).failures == 0
    lines["line"] = True
    clock.now += 2_000
    sender.wake()
    is_now(store, *["DELIVERED"] * 3)
    eventually(lambda: sender.state().running)
    assert [row.attempts for row in made.rows(store)] == [1, 1, 1]


def test_without_a_network_this_computer_is_still_sent_to(store, sender, sink, lines):
    lines["line"] = False
    made.hook(store, "http://shop.example/", events=["product_created"])
    made.hook(store, sink.url, events=["order_created"])
    emit(store, "product_created")
    eventually(lambda: sender.state().title)
    emit(store, "order_created")
    is_now(store, "PENDING", "DELIVERED")
    assert sender.state().title


def test_while_others_answer_a_name_that_is_not_found_is_a_failed_attempt(store, sender, sink, lines):
    made.hook(store, sink.url.replace("127.0.0.1", "shop.example"))
    emit(store, "product_created")
    is_now(store, "DELIVERED")
    lines["line"] = False
    made.hook(store, "http://other.example/", events=["order_created"])
    emit(store, "order_created")
    attempted(store, 1, made.rows(store)[-1].id)
