"""The catalogue holds what the article and the schemas name, and says how sure it is."""

import json

import pytest

from core.catalogue import ANY, catalogue, sample_payload
from core.errors import InvalidInput

AREAS = (
    "Seller",
    "Microsite",
    "Product",
    "Product Variant",
    "Inventory",
    "Invoice",
    "Checkout",
    "Payment",
    "Customer",
    "Marketplace Order",
    "Seller Order",
    "Fulfillment",
    "Payout",
)


def test_the_areas_stand_in_the_articles_order():
    assert catalogue().areas == AREAS


def test_events_are_listed_in_the_order_of_their_areas_and_no_area_is_empty():
    placed = [event.area for event in catalogue().events.values()]

    assert placed == sorted(placed, key=AREAS.index)
    assert set(placed) == set(AREAS)


def test_any_events_is_a_subscription_and_no_event():
    assert ANY == "any_events"
    assert ANY not in catalogue().events


def test_every_event_needs_a_permission_that_exists():
    known = catalogue().permissions

    assert not [event.name for event in catalogue().events.values() if event.permission not in known]


@pytest.mark.parametrize("name", sorted(catalogue().events))
def test_every_event_has_a_label_a_sample_and_says_where_they_come_from(name):
    event = catalogue().events[name]

    assert event.label
    assert event.label[0].isupper()
    assert event.sample
    assert set(event.sources) == {"label", "area", "permission", "sample"}
    assert all(source.startswith(("documented", "inferred")) for source in event.sources.values())


def test_samples_leave_the_type_and_the_time_to_emitting():
    markers = {"nautical_event_type", "nautical_event_timestamp"}

    assert not [event.name for event in catalogue().events.values() if markers & set(event.sample)]


def test_what_came_after_the_article_is_there_and_marked():
    later = {name for name, event in catalogue().events.items() if not event.in_docs_era}

    assert {"fulfillment_updated", "license_key_issued", "entitlement_granted"} <= later
    assert not any(catalogue().events[name].documented for name in later)


def test_labels_speak_the_articles_words():
    labels = {name: event.label for name, event in catalogue().events.items()}

    assert labels["nautical_order_created"] == "Marketplace order created"
    assert labels["digital_content_url_created"] == "Digital content URL created"


def test_job_types_stand_in_capitals_by_area_with_a_sample_each():
    types = catalogue().job_types

    assert [name for name in types if name != name.upper()] == []
    assert {job_type.area for job_type in types.values()} == set(catalogue().job_areas)
    assert all(job_type.sample for job_type in types.values())
    assert not types["APP_UNINSTALLED"].in_docs_era


def test_a_sample_payload_is_the_sample_as_json_text():
    body = sample_payload("stock_created")

    assert json.loads(body) == catalogue().events["stock_created"].sample
    assert b"\n" in body


def test_a_sample_of_an_unknown_event_is_bad_input():
    with pytest.raises(InvalidInput) as caught:
        sample_payload("product_exploded")

    assert caught.value.field == "event"
    assert "product_exploded" in caught.value.title


def test_the_catalogue_is_read_once():
    assert catalogue() is catalogue()
