"""What the desk knows, and the history of it, after real jobs have run."""

import pytest

from core.errors import NotFound
from core.incoming import jobs, records
from core.incoming.differences import Difference
from core.incoming.records import RecordFilter
from core.incoming.runner import run_batch
from tests.core import made

ROPE = {"external_source": "erp", "external_id": "1", "name": "Rope", "base_price": "12.50"}


def run(store, *payloads, job_type="PRODUCT_CREATE"):
    ids = made.jobs(store, *payloads, job_type=job_type)
    while run_batch(store):
        pass
    return ids


def keys(found):
    return [record.key for record in found]


def test_records_are_listed_newest_first_and_page_by_page(store):
    run(store, *({**ROPE, "external_id": str(n)} for n in range(5)))
    assert keys(records.older(store, None, limit=2)) == ["erp/4", "erp/3"]
    assert keys(records.older(store, 4, limit=2)) == ["erp/2", "erp/1"]
    assert keys(records.newer(store, 3, limit=9)) == ["erp/4", "erp/3"]


@pytest.mark.parametrize(
    ("match", "found"),
    [
        (RecordFilter("seller"), ["tern"]),
        (RecordFilter(search="rope"), ["erp/1"]),
        (RecordFilter(search="ERP/1"), ["erp/1"]),
        (RecordFilter(search="Äußeres"), ["tern"]),
        (RecordFilter("product", "Äußeres"), []),
        (RecordFilter(search='s "T'), ["tern"]),
    ],
)
def test_records_are_found_by_kind_and_by_what_is_kept(store, match, found):
    run(store, ROPE)
    run(store, {"slug": "tern", "name": 'Äußeres "Tern"'}, job_type="SELLER_CREATE")
    assert keys(records.older(store, None, limit=9, match=match)) == found


def test_a_record_says_in_words_what_it_is(store):
    run(store, ROPE)
    run(store, {"sku": "A", "warehouse_external_id": "W", "quantity": 7}, job_type="STOCK_UPDATE")
    run(store, {"email": "a@b.c", "first_name": "Maren", "last_name": "Okafor"}, job_type="CUSTOMER_CREATE")
    words = [(record.summary, record.seller) for record in records.older(store, None, limit=9)]
    assert words == [("Maren Okafor", ""), ("Quantity 7", ""), ("Rope", "Ann")]


def test_the_history_tells_which_job_changed_what(store, clock):
    first = run(store, ROPE)[0]
    clock.now += 1_000
    second = run(store, {**ROPE, "base_price": "13.00", "brand": "Tern"}, job_type="PRODUCT_UPDATE")[0]
    third = run(store, ROPE | {"base_price": "13.00"}, job_type="PRODUCT_UPDATE")
    fourth = run(store, ROPE, job_type="PRODUCT_DELETE")[0]
    found = records.history(store, "product", "erp/1")
    assert [(change.how, change.job_id) for change in found] == [
        ("deleted", fourth),
        ("updated", second),
        ("created", first),
    ]
    assert found[1].fields == (
        Difference("base_price", "changed", "12.50", "13.00"),
        Difference("brand", "added", None, "Tern"),
    )
    assert (found[1].job_type, found[1].source, found[1].log_id) == ("PRODUCT_UPDATE", "Shop", second)
    assert {field.how for field in found[0].fields} == {"removed"}
    assert {field.how for field in found[2].fields} == {"added"}
    assert records.changed_by(store, second) == [found[1]]
    assert records.changed_by(store, third[0]) == []


def test_the_newest_of_the_history_comes_first_and_outlives_its_jobs(store):
    for price in range(5):
        run(store, ROPE | {"base_price": str(price)})
    store.sql("DELETE FROM job")
    newest = records.history(store, "product", "erp/1", limit=2)
    assert [each.fields[0].new for each in newest] == ["4", "3"]
    assert [(each.job_type, each.log_id) for each in newest] == [(None, None)] * 2


def test_what_a_job_did_before_it_failed_is_in_no_history(store, monkeypatch):
    made.hook(store)
    monkeypatch.setattr("core.outgoing.emit.MAX_PAYLOAD", 10)
    (job,) = run(store, ROPE)
    assert jobs.get_job(store, job).status == "FAILED"
    assert records.history(store, "product", "erp/1") == []


def test_a_job_tells_each_of_its_runs_and_the_deliveries_it_owed(store, clock):
    made.hook(store)
    (job,) = run(store, ROPE)
    (attempt,) = jobs.attempts(store, job)
    assert (attempt.number, attempt.at, attempt.status) == (1, clock.now, "SUCCESS")
    assert attempt.message == "Created product 1."
    assert list(attempt.log_ids) == made.owed(store)


def test_one_record_is_found_by_its_id_and_by_its_key(store):
    run(store, ROPE)
    record = records.get_record(store, 1)
    assert records.find(store, "product", "erp/1") == record
    assert records.find(store, "product", "erp/2") is None
    with pytest.raises(NotFound, match="no record 7"):
        records.get_record(store, 7)


def test_the_kinds_are_those_of_the_job_types():
    assert set(records.kinds()) == {
        *("seller", "product", "variant", "warehouse", "stock"),
        *("fulfillment", "customer", "order", "vehicle"),
    }
