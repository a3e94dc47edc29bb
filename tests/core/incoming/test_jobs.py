import pytest

from core.bus import Change
from core.errors import InvalidInput, NotFound
from core.incoming import jobs
from core.incoming.jobs import JobFilter
from tests.core import made


def put(store, job_id, **values):
    for name, value in values.items():
        store.sql(f"UPDATE job SET {name} = ? WHERE id = ?", (value, job_id))


def ids(found):
    return [job.id for job in found]


def test_pages_go_down_and_up_by_id_newest_first(store):
    made.jobs(store, *[{}] * 5)
    assert ids(jobs.older(store, None, limit=2)) == [5, 4]
    assert ids(jobs.older(store, 4, limit=2)) == [3, 2]
    assert ids(jobs.older(store, 1, limit=2)) == []
    assert ids(jobs.newer(store, 1, limit=2)) == [3, 2]
    assert ids(jobs.newer(store, 5, limit=2)) == []
    assert ids(jobs.by_ids(store, [1, 9, 3])) == [3, 1]
    assert jobs.by_ids(store, []) == []


def test_a_filter_holds_for_every_page(store):
    made.jobs(store, *[{}] * 3)
    made.jobs(store, *[{}] * 3, job_type="PRODUCT_CREATE")
    put(store, 2, status="FAILED", seller="Bob")
    put(store, 5, status="FAILED")

    def match(**values):
        return ids(jobs.older(store, None, limit=9, match=JobFilter(**values)))

    assert match(status="FAILED") == [5, 2]
    assert match(status="FAILED", seller="Bob") == [2]
    assert match(job_type="PRODUCT_CREATE") == [6, 5, 4]
    assert match(job_type="PRODUCT_CREATE", status="SUCCESS") == []
    assert ids(jobs.newer(store, 2, limit=9, match=JobFilter(status="FAILED"))) == [5]


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("sku", [2]),
        ("SKU", [2]),
        (" “sku” ", [2]),
        ("100%", [1]),
        ("_", []),
        ("%", [1]),
        ("o'neil", [3]),
        ("Ärmel", [3]),
        ("3", [3]),
        ("9" * 30, []),
        ("", [3, 2, 1]),
        ("  ", [3, 2, 1]),
    ],
)
def test_a_search_looks_in_ids_and_messages_for_just_this_text(store, term, found):
    made.jobs(store, {}, {}, {})
    put(store, 1, message="Done to 100% now.")
    put(store, 2, message="“sku” is missing.")
    put(store, 3, message="Updated O'Neil, Ärmel.")
    assert ids(jobs.older(store, None, limit=9, match=JobFilter(search=term))) == found


def test_a_job_tells_all_there_is_to_tell(store, clock):
    (job_id,) = made.jobs(store, {})
    job = jobs.get_job(store, job_id)
    assert (job.source, job.seller, job.job_type, job.status) == ("Shop", "Ann", "STOCK_UPDATE", "PENDING")
    assert (job.scheduled, job.created_at, job.message, job.attempts, job.log_id) == (
        True,
        clock.now,
        "",
        0,
        1,
    )


def test_a_received_row_leads_to_its_job(store):
    made.jobs(store, {}, {})
    assert jobs.of_transaction(store, 2) == jobs.get_job(store, 2)
    assert jobs.of_transaction(store, 9) is None


def test_a_toggled_job_is_held_and_scheduled_again(store, clock):
    (job_id,) = made.jobs(store, {})
    clock.now += 5
    held = jobs.toggle(store, job_id)
    assert (held.scheduled, held.status, held.updated_at) == (False, "PENDING", clock.now)
    assert jobs.toggle(store, job_id).scheduled


@pytest.mark.parametrize("status", ["SUCCESS", "DELETED"])
def test_a_job_that_is_over_is_neither_held_nor_tried_again(store, status):
    (job_id,) = made.jobs(store, {})
    put(store, job_id, status=status)
    for act in (jobs.toggle, jobs.retry):
        with pytest.raises(InvalidInput, match=status):
            act(store, job_id)
    assert jobs.set_scheduled(store, [job_id], False) == 0


def test_only_a_failed_job_is_tried_again(store):
    (job_id,) = made.jobs(store, {})
    with pytest.raises(InvalidInput, match="PENDING"):
        jobs.retry(store, job_id)
    put(store, job_id, status="FAILED", message="why", scheduled=0, attempts=1)
    job = jobs.retry(store, job_id)
    assert (job.status, job.message, job.scheduled, job.attempts) == ("PENDING", "", True, 1)


@pytest.mark.parametrize("status", ["PENDING", "FAILED"])
def test_a_deleted_job_never_runs_and_stays_to_be_seen(store, status):
    (job_id,) = made.jobs(store, {})
    put(store, job_id, status=status)
    job = jobs.delete(store, job_id)
    assert (job.status, job.scheduled) == ("DELETED", False)
    assert store.sql("SELECT count(*) FROM payload").fetchone() == (1,)


def test_what_is_done_cannot_be_deleted(store):
    (job_id,) = made.jobs(store, {})
    put(store, job_id, status="SUCCESS")
    with pytest.raises(InvalidInput, match="is done"):
        jobs.delete(store, job_id)


@pytest.mark.parametrize("act", [jobs.get_job, jobs.toggle, jobs.retry, jobs.delete])
def test_a_job_that_is_not_there_is_not_found(store, act):
    with pytest.raises(NotFound, match="no job 7"):
        act(store, 7)


def test_any_number_of_jobs_is_held_at_once(store):
    made.jobs(store, *[{}] * 5)
    told: list[Change] = []
    store.bus.subscribe(told.append)
    assert jobs.set_scheduled(store, range(1, 70_000), False) == 5
    assert jobs.set_scheduled(store, [2, 4], True) == 2
    assert jobs.set_scheduled(store, [], True) == 0
    assert [job.scheduled for job in jobs.older(store, None, limit=9)] == [False, True, False, True, False]
    assert set(told) == {Change.JOBS}


def test_the_switch_over_all_is_a_setting(store):
    assert jobs.scheduling(store)
    jobs.set_scheduling(store, False)
    assert not jobs.scheduling(store)


def test_sellers_are_told_once_in_their_order(store):
    made.jobs(store, *[{}] * 4)
    put(store, 1, seller="Zoë")
    put(store, 2, seller="")
    assert jobs.sellers(store) == ["Ann", "Zoë"]
