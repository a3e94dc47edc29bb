"""The same done to many jobs."""

import pytest

from core.bus import Change
from core.incoming import bulk, jobs
from core.incoming.jobs import JobFilter
from tests.core import made


@pytest.fixture
def failed(store):
    """Seven failed jobs, two of them of another type, and three that wait."""
    made.jobs(store, *[{}] * 5)
    made.jobs(store, {}, {}, job_type="PRODUCT_CREATE")
    made.jobs(store, {}, {}, {})
    store.sql("UPDATE job SET status = 'FAILED', message = 'why', scheduled = 0 WHERE id <= 7")
    return list(range(1, 8))


def states(store):
    return [(job.status, job.scheduled) for job in jobs.older(store, None, limit=99)][::-1]


FAILED = JobFilter(status="FAILED")


def test_a_preview_counts_by_type_and_changes_nothing(store, failed, monkeypatch):
    monkeypatch.setattr(bulk, "PAGE", 2)
    before = states(store)
    seen = list(bulk.previews(store, bulk.plan(store, bulk.RETRY, FAILED)))
    assert [each.count for each in seen] == [0, 2, 4, 6, 7]
    assert seen[-1].types == (("STOCK_UPDATE", 5), ("PRODUCT_CREATE", 2))
    assert states(store) == before


def test_all_that_a_filter_matches_is_tried_again_in_batches(store, failed, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 2)
    told: list[Change] = []
    store.bus.subscribe(told.append)
    wanted = bulk.plan(store, bulk.RETRY, JobFilter(status="FAILED", job_type="STOCK_UPDATE"))
    assert list(bulk.steps(store, wanted)) == [2, 4, 5]
    assert states(store)[:7] == [("PENDING", True)] * 5 + [("FAILED", False)] * 2
    assert told == [Change.JOBS] * 3
    assert jobs.get_job(store, 1).message == ""


def test_a_batch_ends_when_its_time_is_over_and_the_next_goes_on_from_there(store, failed, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    monkeypatch.setattr(bulk, "DOOR_SECONDS", -1)
    told: list[Change] = []
    store.bus.subscribe(told.append)
    assert list(bulk.steps(store, bulk.plan(store, bulk.RETRY, FAILED))) == [2, 4, 6, 7]
    assert states(store)[:7] == [("PENDING", True)] * 7
    assert told == [Change.JOBS] * 4


def test_a_selection_is_acted_on_as_far_as_it_fits(store, failed):
    assert bulk.run(store, bulk.plan(store, bulk.RETRY, [7, 8, 9, 999])) == 1
    assert bulk.run(store, bulk.plan(store, bulk.DELETE, [1, 8])) == 2
    assert [states(store)[at] for at in (0, 6, 7)] == [
        ("DELETED", False),
        ("PENDING", True),
        ("DELETED", False),
    ]


def test_what_comes_after_the_plan_is_no_part_of_it(store, failed):
    wanted = bulk.plan(store, bulk.DELETE, JobFilter())
    (late,) = made.jobs(store, {})
    assert bulk.run(store, wanted) == 10
    assert jobs.get_job(store, late).status == "PENDING"


def test_holding_and_scheduling_touch_only_what_differs_and_is_not_over(store, failed):
    bulk.run(store, bulk.plan(store, bulk.DELETE, [1]))
    assert bulk.look(store, bulk.plan(store, bulk.HOLD, JobFilter())).count == 3
    assert bulk.run(store, bulk.plan(store, bulk.SCHEDULE, JobFilter())) == 6
    assert bulk.run(store, bulk.plan(store, bulk.HOLD, JobFilter())) == 9


def test_what_went_on_between_preview_and_act_is_left_alone(store, failed):
    wanted = bulk.plan(store, bulk.RETRY, FAILED)
    pages = bulk.steps(store, wanted)
    jobs.delete(store, 3)
    assert list(pages) == [6]
    assert jobs.get_job(store, 3).status == "DELETED"


def test_a_plan_over_no_job_does_nothing(store):
    wanted = bulk.plan(store, bulk.RETRY, FAILED)
    assert (bulk.look(store, wanted), bulk.run(store, wanted)) == (bulk.Preview(), 0)
