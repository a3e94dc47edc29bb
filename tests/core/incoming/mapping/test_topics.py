"""From a provider's topic to a job: when it comes in, when it runs, and when it is tried again."""

import json

import pytest

from core.bus import Change
from core.incoming import jobs
from core.incoming.guards import Request, own_hosts
from core.incoming.intake import take_all
from core.incoming.job_types import KEEP_ONLY
from core.incoming.mapping.mappings import delete_mapping, seen_topics, set_mapping
from core.incoming.mapping.topic_mapping import TopicMapping
from core.incoming.plugins import create_plugin
from core.incoming.runner import run_batch
from core.signing import nautical
from tests.core import made

OWN = own_hosts("127.0.0.1", 8765)
MOVED = {"item": 77, "place": "W", "left": "5"}
FIELDS = {"sku": "item", "warehouse_external_id": "place", "quantity": "left"}
MAPPING = TopicMapping("stock.moved", "STOCK_UPDATE", FIELDS)


@pytest.fixture
def store(store):
    create_plugin(store, id="shop", name="Shop", provider="nautical", secret="s3cret", seller="Ann")
    return store


def take(store, topic, payload, job_type=""):
    body = json.dumps(payload).encode()
    headers = {"content-type": "application/json", "x-nautical-signature": nautical.sign("s3cret", body)}
    headers |= {"x-nautical-event": topic} if topic else {}
    assert [
        each.status for each in take_all(store, [Request("shop", job_type, headers, body)], own_hosts=OWN)
    ] == [204]
    return newest(store)


def newest(store):
    return jobs.older(store, None, limit=1)[0]


def run(store):
    run_batch(store)
    return newest(store)


def records(store):
    return [json.loads(data) for (data,) in store.sql("SELECT data FROM record ORDER BY id")]


def test_a_mapped_topic_gives_the_job_its_type_and_its_fields(store):
    set_mapping(store, "shop", MAPPING)
    job = take(store, "Stock.Moved", MOVED)
    assert (job.job_type, job.status, job.topic) == ("STOCK_UPDATE", "PENDING", "Stock.Moved")
    assert run(store).status == "SUCCESS"
    (record,) = records(store)
    assert (record["sku"], record["quantity"]) == ("77", 5)


def test_what_nothing_maps_is_kept_and_its_job_says_what_to_add(store):
    job = take(store, "parcel.lost", MOVED)
    assert (job.status, job.job_type, job.topic) == ("FAILED", "", "parcel.lost")
    assert "“parcel.lost”" in job.message
    assert "Add a mapping" in job.message
    (row,) = made.rows(store)
    assert (row.status, row.event_type) == ("ACCEPTED", "parcel.lost")


def test_adding_the_mapping_and_trying_again_works(store):
    job = take(store, "stock.moved", MOVED)
    jobs.retry(store, job.id)
    assert (run(store).status, newest(store).message) == ("FAILED", job.message)
    set_mapping(store, "shop", MAPPING)
    jobs.retry(store, job.id)
    assert (run(store).status, newest(store).job_type) == ("SUCCESS", "STOCK_UPDATE")
    assert len(records(store)) == 1


def test_a_corrected_mapping_holds_for_a_job_that_is_tried_again(store):
    set_mapping(store, "shop", TopicMapping("stock.moved", "STOCK_UPDATE", {**FIELDS, "quantity": "rest"}))
    job = take(store, "stock.moved", MOVED)
    assert run(store).status == "FAILED"
    assert (
        "“quantity” is missing. The mapping of stock.moved looks for it with: rest" in newest(store).message
    )
    set_mapping(store, "shop", TopicMapping("stock.moved", "STOCK_CREATE", FIELDS))
    jobs.retry(store, job.id)
    assert (run(store).status, newest(store).job_type) == ("SUCCESS", "STOCK_CREATE")


def test_the_path_names_the_job_type_and_the_mapping_of_its_topic_still_finds_the_fields(store):
    set_mapping(store, "shop", MAPPING)
    assert take(store, "stock.moved", MOVED, "stock_create").job_type == "STOCK_CREATE"
    assert run(store).status == "SUCCESS"
    assert records(store)[0]["quantity"] == 5


def test_a_path_of_another_kind_of_record_takes_our_own_form(store):
    set_mapping(store, "shop", MAPPING)
    take(store, "stock.moved", {"external_id": 1, "name": "Cleat"}, "product_create")
    assert (run(store).status, records(store)[0]["name"]) == ("SUCCESS", "Cleat")


def test_a_body_that_names_a_job_type_is_in_our_own_form(store):
    set_mapping(store, "shop", MAPPING)
    ours = {"sku": "A", "warehouse_external_id": "W", "quantity": 9, "job_type": "stock_create"}
    assert take(store, "stock.moved", ours).job_type == "STOCK_UPDATE"
    assert (run(store).status, records(store)[0]["quantity"]) == ("SUCCESS", 9)
    assert take(store, "parcel.lost", ours).job_type == "STOCK_CREATE"


@pytest.mark.parametrize("path", ["product_create", ""])
def test_a_body_with_our_own_names_is_in_our_own_form_whatever_the_event_header_says(store, path):
    take(store, "product_created", {"external_id": 1, "name": "Cleat", "brand": "Brightwater"}, path)
    assert (run(store).job_type, records(store)[0]["brand"]) == ("PRODUCT_CREATE", "Brightwater")


def test_the_marketplaces_own_event_is_mapped_where_the_path_names_its_job_too(store):
    event = {"id": "UHJvZHVjdDo0NTE=", "name": "Cleat", "external_id": "7", "variants": []}
    take(store, "product_created", event, "product_create")
    assert (run(store).status, records(store)[0]["external_id"]) == ("SUCCESS", "7")


def test_a_mapping_of_the_merchants_own_holds_for_a_body_with_our_names(store):
    fields = {"external_id": "external_id", "name": "label"}
    set_mapping(store, "shop", TopicMapping("product_created", "PRODUCT_CREATE", fields))
    take(store, "product_created", {"external_id": 1, "name": "Cleat", "label": "Ours"})
    assert run(store).status == "SUCCESS"
    assert records(store)[0]["name"] == "Ours"


def test_a_topic_may_be_the_name_of_a_job_type(store):
    ours = {"sku": "A", "warehouse_external_id": "W", "quantity": 9}
    assert take(store, "stock_update", ours).job_type == "STOCK_UPDATE"
    assert run(store).status == "SUCCESS"


def test_a_topic_can_be_kept_without_anything_to_do(store):
    job = take(store, "ping", {})
    set_mapping(store, "shop", TopicMapping("ping", KEEP_ONLY, {}))
    kept = take(store, "ping", {})
    assert (kept.status, kept.job_type) == ("SUCCESS", "")
    jobs.retry(store, job.id)
    run_batch(store)
    assert (jobs.get_job(store, job.id).status, records(store)) == ("SUCCESS", [])


def test_several_records_of_one_payload_are_each_mapped(store):
    set_mapping(store, "shop", TopicMapping("counted", "STOCK_UPDATE", FIELDS, items="counts"))
    take(store, "counted", {"counts": [MOVED, {**MOVED, "item": 78}]})
    assert run(store).message == "Stocks: 2 created."
    assert [each["sku"] for each in records(store)] == ["77", "78"]


def test_of_several_records_the_good_ones_are_kept_and_the_others_told(store):
    set_mapping(store, "shop", TopicMapping("counted", "STOCK_UPDATE", FIELDS, items="counts"))
    take(store, "counted", {"counts": [{**MOVED, "left": "many"}, MOVED]})
    job = run(store)
    assert (job.status, len(records(store))) == ("FAILED", 1)
    assert "1 of 2 stocks could not be kept. “quantity” must be a whole number, not text" in job.message


def test_a_list_that_is_none_fails_in_words(store):
    set_mapping(store, "shop", TopicMapping("counted", "STOCK_UPDATE", FIELDS, items="counts"))
    take(store, "counted", {"counts": 5})
    assert run(store).message == "“counts” must give a list, not a number."


def test_an_expression_that_does_not_fit_fails_and_names_its_field(store):
    set_mapping(
        store, "shop", TopicMapping("stock.moved", "STOCK_UPDATE", {**FIELDS, "quantity": "length(left)"})
    )
    take(store, "stock.moved", {**MOVED, "left": 5})
    assert run(store).status == "FAILED"
    assert "Its expression is length(left)" in newest(store).message


def test_a_mapping_of_another_plugin_is_none(store):
    create_plugin(store, id="other", name="Other", provider="nautical", secret="x")
    set_mapping(store, "other", MAPPING)
    assert take(store, "stock.moved", MOVED).status == "FAILED"


def test_a_topic_that_fits_no_table_is_left_out(store):
    for topic in ("x" * 300, "a\tb"):
        assert take(store, topic, {}).topic == ""


def test_the_topics_that_came_are_told_with_their_failed_jobs(store, clock):
    start = clock.now
    for topic in ("b", "a", "b"):
        take(store, topic, {})
        clock.now += 1_000
    set_mapping(store, "shop", TopicMapping("c", KEEP_ONLY, {}))
    take(store, "c", {})
    seen = seen_topics(store, "shop")
    told = [(each.topic, each.failed, each.last_at - start) for each in seen]
    assert told == [("a", 1, 1_000), ("b", 2, 2_000), ("c", 0, 3_000)]


def test_finding_the_topics_takes_no_longer_for_more_of_the_same(store):
    take(store, "a", {})
    before = made.steps(store, lambda: seen_topics(store, "shop"))
    with store.write(Change.JOBS):
        store.sql("UPDATE job SET status = 'SUCCESS'")
    for _ in range(300):
        take(store, "a", {})
    with store.write(Change.JOBS):
        store.sql("UPDATE job SET status = 'SUCCESS'")
    assert made.steps(store, lambda: seen_topics(store, "shop")) < before + 100


def test_a_mapping_that_is_gone_makes_the_job_fail_when_it_runs(store):
    set_mapping(store, "shop", MAPPING)
    take(store, "stock.moved", MOVED)
    delete_mapping(store, "shop", "stock.moved")
    assert (run(store).status, records(store)) == ("FAILED", [])
