"""What is known of one job, read together."""

import pytest

from core.errors import NotFound
from core.incoming import job_details, jobs
from core.incoming.job_details import details
from core.incoming.runner import run_batch
from core.log import event_log
from tests.core import made

STOCK = {"sku": "A", "warehouse_external_id": "W", "quantity": 7}


def test_a_job_that_ran_tells_all_that_came_of_it(store):
    hook = made.hook(store)
    (job,) = made.jobs(store, STOCK)
    run_batch(store)
    found = details(store, job)
    assert found.payload == event_log.payload(store, found.job.log_id)
    assert [(item.kind, item.key) for item in found.items] == [("stock", "A/W")]
    assert found.items[0].fields["quantity"] == 7
    assert [(run.number, run.status) for run in found.attempts] == [(1, "SUCCESS")]
    assert [change.how for change in found.changes] == ["created"]
    assert [(row.event_type, row.webhook_id) for row in found.events] == [("stock_updated", hook.id)]


@pytest.mark.parametrize(
    ("payload", "words"), [({"sku": "A"}, "“warehouse_external_id” is missing."), (b"\xff", "not UTF-8")]
)
def test_what_is_wrong_with_a_payload_is_told_in_place_of_its_fields(store, payload, words):
    (job,) = made.jobs(store, payload)
    found = details(store, job)
    assert found.items == ()
    assert words in found.faults[0]


def test_a_list_tells_its_good_items_and_its_faults(store):
    (job,) = made.jobs(store, [{"vin": "A"}, {}], job_type="VEHICLE_PAYLOAD")
    found = details(store, job)
    assert ([item.key for item in found.items], len(found.faults)) == (["A"], 1)


def test_a_payload_that_is_very_long_is_not_read_again(store, monkeypatch):
    monkeypatch.setattr(job_details, "MOST_READ", 10)
    (job,) = made.jobs(store, STOCK)
    assert details(store, job).items == ()
    assert "longer than" in details(store, job).faults[0]


def test_what_is_known_is_read_again_only_as_far_as_it_can_have_changed(store, monkeypatch):
    made.hook(store)
    (job,) = made.jobs(store, STOCK)
    run_batch(store)
    known = details(store, job)
    store.sql("UPDATE event_log SET status = 'DELIVERED' WHERE direction = 'EMITTED'")
    with monkeypatch.context() as patch:
        patch.setattr(event_log, "payload", None)
        again = details(store, job, known)
    assert again.changes == known.changes
    assert [row.status for row in again.events] == ["DELIVERED"]
    jobs.set_scheduled(store, [job], False)
    store.sql("UPDATE job SET status = 'FAILED' WHERE id = ?", (job,))
    assert details(store, job, again).job.status == "FAILED"


def test_a_job_that_is_not_there_is_not_found(store):
    with pytest.raises(NotFound):
        details(store, 7)
