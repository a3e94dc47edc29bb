"""A record ends up as if every job had run in the order in which they came, whenever each of them runs."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.incoming import handlers, reading, records
from core.incoming.keeping import Keeper

KEY = {"external_source": "erp", "external_id": "1"}


def run(store, job_id, job_type, fields):
    asked = reading.read(job_type, KEY | fields, plugin_id="erp", seller="")
    keeper = Keeper(store, job_id)
    done = handlers.apply(asked, existing=keeper.existing)
    keeper.keep(done)
    return done


def kept(store, jobs):
    """Run jobs, each with its number and the fields it sets (None: it deletes), and return the record."""
    for table in ("record", "record_change"):
        store.sql(f"DELETE FROM {table}")
    for job_id, fields in jobs:
        run(store, job_id, "PRODUCT_DELETE" if fields is None else "PRODUCT_UPDATE", fields or {})
    found = records.find(store, "product", "erp/1")
    return found and found.data


FIELDS = st.dictionaries(st.sampled_from(["name", "brand", "slug"]), st.sampled_from("xyz"))


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    from core.store.database import open_store

    store = open_store(tmp_path_factory.mktemp("late"))
    with store.connection():
        store.sql("PRAGMA synchronous = off")
        yield store


@given(st.lists(st.none() | FIELDS, max_size=6).map(lambda jobs: list(enumerate(jobs, 1))), st.randoms())
def test_in_whatever_order_jobs_run_the_record_is_the_same(shared, jobs, chance):
    late = list(jobs)
    chance.shuffle(late)
    assert kept(shared, late) == kept(shared, jobs)


@given(st.lists(st.none() | FIELDS, max_size=5).map(lambda jobs: list(enumerate(jobs, 1))), st.randoms())
def test_a_job_that_runs_twice_changes_nothing_the_second_time(shared, jobs, chance):
    again = [*jobs, *chance.sample(jobs, len(jobs))]
    assert kept(shared, again) == kept(shared, jobs)


def test_a_failed_job_that_is_tried_after_a_deletion_brings_nothing_back(store):
    run(store, 2, "PRODUCT_DELETE", {})
    done = run(store, 1, "PRODUCT_CREATE", {"name": "Rope"})
    assert (done.changes, done.events) == ((), ())
    assert done.message == "Nothing changed: a later job has said what product 1 is."
    assert records.history(store, "product", "erp/1") == []


def test_a_late_deletion_takes_away_only_what_was_said_before_it(store):
    run(store, 1, "PRODUCT_UPDATE", {"name": "Old", "brand": "Tern"})
    run(store, 3, "PRODUCT_UPDATE", {"name": "New"})
    done = run(store, 2, "PRODUCT_DELETE", {})
    assert records.get_record(store, 1).data == {**KEY, "name": "New"}
    assert done.events == ()
    assert done.message.startswith("Deleted what was known of product 1 before")
    assert [change.how for change in records.changed_by(store, 2)] == ["updated"]


def test_who_said_what_is_kept_also_where_it_changed_nothing(store):
    run(store, 1, "PRODUCT_UPDATE", {"name": "Rope"})
    run(store, 3, "PRODUCT_UPDATE", {"name": "Rope"})
    run(store, 2, "PRODUCT_UPDATE", {"name": "Line"})
    assert records.get_record(store, 1).data["name"] == "Rope"
    (set_by,) = store.sql("SELECT set_by FROM record").fetchone()
    assert json.loads(set_by)["name"] == 3
