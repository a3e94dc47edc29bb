"""What comes of jobs in the store; `handlers` is tested by itself."""

import json

import pytest

from core.bus import Change
from core.incoming import jobs, queue, runner
from core.incoming.job_types import tasks
from core.incoming.queue import Turn
from core.incoming.runner import run_batch
from core.log import event_log
from core.outgoing import emit
from tests.core import made
from tests.core.incoming.outcomes import events, outcomes, records, statuses, stock

pytestmark = pytest.mark.usefixtures("wide_door")


def test_a_job_changes_its_record_and_sets_off_its_event_at_once(store):
    made.hook(store)
    made.jobs(store, stock(7))
    told: list[Change] = []
    store.bus.subscribe(told.append)
    assert run_batch(store) == 1
    assert (statuses(store), events(store), len(made.owed(store))) == (["SUCCESS"], ["stock_updated"], 1)
    ((kind, data),) = records(store)
    assert (kind, data["quantity"]) == ("stock", 7)
    assert told == [runner.CHANGED]
    body = json.loads(event_log.payload(store, made.owed(store)[0]))
    assert body["nautical_event_type"] == "stock_updated"


def test_jobs_of_one_record_run_in_the_order_they_came(store):
    made.jobs(store, stock(1), stock(2, "B"), stock(3), stock(2))
    run_batch(store)
    assert [data["quantity"] for _, data in records(store)] == [2, 2]


def test_what_changes_nothing_sets_off_nothing(store):
    made.hook(store)
    made.jobs(store, stock(7), stock(7))
    run_batch(store)
    assert (statuses(store), events(store)) == (["SUCCESS"] * 2, ["stock_updated"])
    assert "Nothing changed" in outcomes(store)[1][1]


def test_what_was_done_is_not_done_again(store):
    made.hook(store)
    made.jobs(store, stock(7))
    assert [run_batch(store), run_batch(store)] == [1, 0]
    assert (events(store), jobs.get_job(store, 1).attempts) == (["stock_updated"], 1)


def test_a_held_job_waits_and_the_others_do_not(store):
    made.jobs(store, stock(1), stock(2))
    jobs.toggle(store, 1)
    assert run_batch(store) == 1
    assert statuses(store) == ["PENDING", "SUCCESS"]
    jobs.toggle(store, 1)
    assert run_batch(store) == 1


def test_with_the_switch_off_nothing_runs(store):
    made.jobs(store, stock(1))
    jobs.set_scheduling(store, False)
    assert (run_batch(store), statuses(store)) == (0, ["PENDING"])
    jobs.set_scheduling(store, True)
    assert run_batch(store) == 1


@pytest.mark.parametrize(
    "act", [jobs.toggle, jobs.delete, lambda store, _: jobs.set_scheduling(store, False)]
)
def test_a_job_stopped_at_the_last_moment_does_not_run(store, monkeypatch, act):
    made.jobs(store, stock(1))
    find = queue.next_jobs

    def late(*args, **options):
        found = find(*args, **options)
        act(store, 1)
        return found

    monkeypatch.setattr(queue, "next_jobs", late)
    assert (run_batch(store), records(store)) == (0, [])


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({"sku": "A", "quantity": 1}, "“warehouse_external_id” is missing"),
        ({**stock(1), "quantity": "many"}, "“quantity” must be a whole number"),
        (b"\xff", "not UTF-8"),
        (b'{"sku": 1, "sku": 2}', "given twice"),
        (b"[]", "must be an object"),
        (b"[" * 100 + b"]" * 100, "nested deeper"),
    ],
)
def test_a_payload_that_is_wrong_fails_its_job_and_says_where(store, payload, words):
    made.hook(store)
    made.jobs(store, payload, stock(1))
    assert run_batch(store) == 2
    (status, message), other = outcomes(store)
    assert (status, words in message, other[0]) == ("FAILED", True, "SUCCESS")
    assert events(store) == ["stock_updated"]


def test_a_failed_job_runs_again_when_it_is_asked_for(store):
    made.jobs(store, {"sku": "A"})
    for attempts in (1, 2):
        run_batch(store)
        assert (statuses(store), jobs.get_job(store, 1).attempts) == (["FAILED"], attempts)
        jobs.retry(store, 1)


def test_a_bug_in_one_job_undoes_that_one_and_stops_no_other(store, monkeypatch, caplog):
    made.hook(store)
    made.jobs(store, stock(1, "A"), stock(2, "B"), stock(3, "C"))
    prepare, calls = emit.prepare, []

    def stumble(*args, **options):
        calls.append(args)
        if len(calls) == 2:
            raise ValueError("a bug")
        return prepare(*args, **options)

    monkeypatch.setattr(emit, "prepare", stumble)
    run_batch(store)
    assert statuses(store) == ["SUCCESS", "FAILED", "SUCCESS"]
    assert "log file" in outcomes(store)[1][1]
    assert [data["quantity"] for _, data in records(store)] == [1, 3]
    assert (len(events(store)), "a bug" in caplog.text) == (2, True)


def test_an_event_that_would_be_too_large_fails_its_job_and_stops_no_other(store, monkeypatch):
    monkeypatch.setattr(emit, "MAX_PAYLOAD", 2_000)
    made.hook(store)
    big = {"external_id": "1", "name": "x" * 2_000}
    made.jobs(store, big, {"external_id": "2", "name": "y"}, job_type="PRODUCT_CREATE")
    run_batch(store)
    assert statuses(store) == ["FAILED", "SUCCESS"]
    assert "at most" in outcomes(store)[0][1]
    assert len(records(store)) == 1


def vehicles(*items):
    return {"vehicles": list(items)}


def test_a_list_with_a_bad_item_fails_and_keeps_the_others(store):
    made.jobs(store, vehicles({"vin": "A"}, {"make": "Ford"}, {"vin": "B"}), job_type="VEHICLE_PAYLOAD")
    run_batch(store)
    ((status, message),) = outcomes(store)
    assert (status, "“vin” is missing (vehicle 2 of 3)" in message) == ("FAILED", True)
    assert [data["vin"] for _, data in records(store)] == ["A", "B"]


def test_a_full_queue_of_one_plugin_holds_up_no_other(store):
    made.jobs(store, *[stock(n, f"S{n}") for n in range(400)], plugin="flood")
    (quiet,) = made.jobs(store, stock(1, "Q"), plugin="quiet")
    run_batch(store)
    assert jobs.get_job(store, quiet).status == "SUCCESS"
    assert statuses(store).count("SUCCESS") > 1


def test_plugins_take_turns_even_where_a_batch_holds_few_jobs(store, monkeypatch):
    monkeypatch.setattr(runner, "BATCH", 1)
    for plugin in ("a", "b", "c"):
        made.jobs(store, stock(1), stock(2), plugin=plugin)
    turn, order = Turn(), []
    while run_batch(store, turn=turn):
        order.append(turn.last)
    assert order == ["a", "b", "c"] * 2


def test_a_job_that_runs_late_leaves_what_a_later_one_has_said(store):
    made.jobs(store, stock(1), stock(2), stock(2))
    jobs.toggle(store, 1)
    run_batch(store)
    jobs.toggle(store, 1)
    run_batch(store)
    assert [data["quantity"] for _, data in records(store)] == [2]
    assert outcomes(store)[0] == ("SUCCESS", "Nothing changed: a later job has said what stock A, W is.")


def test_a_job_that_runs_late_does_not_bring_back_what_a_later_one_deleted(store):
    product = {"external_id": "1", "name": "Rope"}
    made.jobs(store, product, product, job_type="PRODUCT_CREATE")
    made.jobs(store, product, job_type="PRODUCT_DELETE")
    jobs.toggle(store, 1)
    run_batch(store)
    jobs.toggle(store, 1)
    run_batch(store)
    assert (statuses(store), records(store)) == (["SUCCESS"] * 3, [])


def test_an_event_is_not_sent_to_this_receiver(store):
    made.hook(store, "http://127.0.0.1:8765/plugins/shop/")
    other = made.hook(store, "http://shop.example/")
    made.jobs(store, stock(7))
    run_batch(store, is_own=lambda url: ":8765" in url)
    (row,) = [row for row in made.rows(store) if row.direction == "EMITTED"]
    assert row.webhook_id == other.id


def test_a_batch_is_bounded_in_jobs_bytes_and_time(store, monkeypatch):
    made.jobs(store, *[stock(number) for number in range(8)])
    monkeypatch.setattr(runner, "BATCH", 3)
    assert run_batch(store) == 3
    monkeypatch.setattr(runner, "BATCH_BYTES", 10)
    assert run_batch(store) == 1
    monkeypatch.setattr(runner, "BATCH_BYTES", 10_000)
    monkeypatch.setattr(runner, "DOOR_SECONDS", -1.0)
    assert run_batch(store) == 1
    assert statuses(store) == ["SUCCESS"] * 5 + ["PENDING"] * 3


def test_thousands_of_jobs_all_run_once_and_in_order(store):
    made.jobs(store, *[stock(number, f"S{number % 10}") for number in range(2_000)])
    made.hook(store)
    while run_batch(store):
        pass
    assert statuses(store) == ["SUCCESS"] * 2_000
    assert sorted(data["quantity"] for _, data in records(store)) == list(range(1_990, 2_000))
    assert len(events(store)) == 2_000


def test_every_kind_of_payload_that_a_sender_may_send_ends_a_job(store):
    for job_type in tasks():
        made.jobs(store, b"null", b"7", b"[]", b"{}", b'{"vehicles": [null]}', b'""', job_type=job_type)
    while run_batch(store):
        pass
    assert set(statuses(store)) == {"SUCCESS", "FAILED"}
    assert not [message for _, message in outcomes(store) if message == runner.BUG]


def test_what_may_run_is_found_at_once_however_many_are_held(store):
    before = made.steps(store, lambda: run_batch(store))
    jobs.set_scheduled(store, made.jobs(store, *[stock(1)] * 3_000), False)
    assert made.steps(store, lambda: run_batch(store)) < before + 10


@pytest.mark.parametrize("look", [queue.next_due, lambda store: queue.hold_back(store, queue.Turn(), [])])
def test_to_look_for_what_waits_takes_no_longer_however_many_jobs_are_pending(store, look):
    made.jobs(store, b"{}")
    before = made.steps(store, lambda: look(store))
    made.jobs(store, *[b"{}"] * 2_000)
    assert made.steps(store, lambda: look(store)) <= before + 2
