"""Trying a mapping on what was received."""

import json

import pytest

from core.incoming.job_types import KEPT
from core.incoming.mapping.topic_mapping import TopicMapping
from core.incoming.mapping.trial import MAX_TRIED, SAMPLES, samples, try_mapping
from core.incoming.plugins import create_plugin
from tests.core import made

FIELDS = {"sku": "item", "warehouse_external_id": "place", "quantity": "left"}
MAPPING = TopicMapping("moved", "STOCK_UPDATE", FIELDS)
GOOD = {"item": 77, "place": "W", "left": "5"}


def trial(payload, **changes):
    mapping = TopicMapping(**{"topic": "moved", "job_type": "STOCK_UPDATE", "fields": FIELDS, **changes})
    return try_mapping(mapping, json.dumps(payload).encode(), plugin_id="shop")


def test_a_mapping_that_fits_shows_the_fields_and_the_record():
    tried = trial(GOOD)
    assert tried.records == ({"sku": "77", "warehouse_external_id": "W", "quantity": 5},)
    assert (tried.works, tried.message) == (True, "Update stock 77, W")


def test_what_is_wrong_is_told_by_field_beside_what_is_right():
    tried = trial({**GOOD, "left": "many"})
    assert tried.records == ({"sku": "77", "warehouse_external_id": "W"},)
    assert (tried.works, list(tried.problems)) == (False, ["quantity"])


def test_several_records_are_counted():
    tried = trial({"counts": [GOOD, {**GOOD, "item": 78}]}, items="counts")
    assert (tried.count, tried.message) == (2, "Update stock 77, W, and 1 more")
    assert list(trial(GOOD, items="counts").problems) == ["items"]


@pytest.mark.parametrize("body", [b"no", b'{"a": "' + b"x" * MAX_TRIED + b'"}'])
def test_a_payload_that_cannot_be_tried_is_told_as_a_whole(body):
    tried = try_mapping(MAPPING, body, plugin_id="shop")
    assert tried.error
    assert not tried.works


def test_an_empty_key_is_found_too():
    assert list(trial({**GOOD, "place": " "}).problems) == ["warehouse_external_id"]


def test_a_type_that_keeps_nothing_says_so():
    assert trial(GOOD, job_type="APP_UNINSTALLED", fields={}).message == "Nothing is kept for this job type."
    assert trial(GOOD, job_type="", fields={}).message == KEPT


def test_samples_are_those_of_the_topic_or_else_any(store):
    create_plugin(store, id="shop", name="Shop", provider="none")
    made.jobs(store, *[b"{}"] * (SAMPLES + 2))
    assert [each.log_id for each in samples(store, "shop", "moved")][:2] == [32, 31]
    store.sql("UPDATE job SET topic = 'moved' WHERE id = 3")
    assert [(each.log_id, each.topic, each.size) for each in samples(store, "shop", "moved")] == [
        (3, "moved", 2)
    ]
    assert samples(store, "other", "moved") == []
