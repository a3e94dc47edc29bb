"""The mappings that come with the desk, on payloads in the shape that each provider sends."""

import json
from pathlib import Path

import pytest

from core.catalogue import catalogue
from core.incoming import handlers, reading
from core.incoming.event_body import event_body
from core.incoming.handlers import Known
from core.incoming.job_types import KEEP_ONLY, tasks
from core.incoming.mapping.filling import fill
from core.incoming.mapping.shipped import shipped
from core.incoming.mapping.topic_mapping import check_mapping
from core.incoming.values import BadPayload, Several, parse
from resources import FOLDER

PAYLOADS = {
    path.stem: json.loads(path.read_bytes()) for path in (Path(__file__).parent / "payloads").glob("*.json")
}
PROVIDERS = sorted(path.stem for path in (FOLDER / "mappings").glob("*.json"))
SHIPPED = [(provider, mapping) for provider in PROVIDERS for mapping in shipped(provider).values()]
SAMPLES = [(provider, topic) for provider, topics in PAYLOADS.items() for topic in topics]


def filled(provider, topic):
    """Return what the mapping makes of the provider's sample, as it is stored and read."""
    body = json.dumps(PAYLOADS[provider][topic]).encode()
    return fill(shipped(provider)[topic.casefold()], parse(body))


def apply(provider, topic):
    job_type = shipped(provider)[topic.casefold()].job_type
    asked = reading.read(job_type, filled(provider, topic), plugin_id="shop", seller="Ann")
    return handlers.apply(asked, existing=lambda kind, key: Known(None))


@pytest.mark.parametrize(("provider", "mapping"), SHIPPED, ids=lambda each: getattr(each, "topic", each))
def test_every_mapping_is_one_that_a_merchant_could_have_made(provider, mapping):
    assert check_mapping(mapping) == mapping


def test_a_provider_without_a_file_maps_nothing():
    assert shipped("hmac") == {}


@pytest.mark.parametrize(("provider", "topic"), SAMPLES)
def test_a_payload_of_every_provider_becomes_a_job_that_succeeds(provider, topic):
    done = apply(provider, topic)
    task = tasks()[shipped(provider)[topic.casefold()].job_type]
    assert bool(done.changes) == (task.action not in ("delete", "none"))


@pytest.mark.parametrize("provider", PAYLOADS)
def test_each_mapping_that_finds_fields_has_a_sample_or_is_like_one_that_has(provider):
    with_sample = {
        dict(shipped(provider)[topic.casefold()].fields).get("external_id") for topic in PAYLOADS[provider]
    }
    for mapping in shipped(provider).values():
        if mapping.job_type != KEEP_ONLY and "external_id" in mapping.fields:
            assert mapping.fields["external_id"] in with_sample, mapping.topic


def test_a_product_of_shopify_keeps_its_ids_and_prices_digit_for_digit():
    product = filled("shopify", "products/create")
    assert (product["external_id"], product["base_price"]) == ("788032119674292922", "34.50")
    assert (product["is_published"], product["track_inventory"], product["weight"]) == (True, True, "0.6")
    assert product["variants"][0] == {
        "external_id": "642667041472713922",
        "sku": "BW-CLT-08",
        "name": "8 in",
        "price": "34.50",
        "track_inventory": True,
    }
    assert product["variants"][1]["track_inventory"] is False


def test_an_order_of_shopify_is_mapped_whole():
    order = filled("shopify", "orders/create")
    assert (order["status"], order["user_email"]) == ("unfulfilled", "maren.okafor@example.com")
    assert order["shipping_address"]["country_area"] == "NS"
    assert order["lines"] == [{"sku": "BW-CLT-08", "quantity": 2, "unit_price": "34.50"}]
    assert "billing_address" not in order
    assert "customer_note" not in order


def test_a_stock_of_shopify_that_is_used_up_is_none_and_one_that_is_not_counted_is_not():
    mapping = shipped("shopify")["inventory_levels/update"]
    level = {"inventory_item_id": 1, "location_id": 2}
    assert fill(mapping, {**level, "available": 0})["quantity"] == 0
    with pytest.raises(BadPayload, match="“quantity” is missing"):
        fill(mapping, {**level, "available": None})


def test_a_price_that_woocommerce_leaves_empty_is_the_other_one():
    assert filled("woocommerce", "product.created")["base_price"] == "34.50"
    assert filled("woocommerce", "order.created")["lines"][0]["unit_price"] == "34.5"


def test_each_count_of_square_is_a_stock_of_its_own():
    counts = filled("square", "inventory.count.updated")
    assert isinstance(counts, Several)
    assert [(each["sku"][0], each["quantity"]) for each in counts] == [("F", 90), ("Z", 0)]


def test_a_change_of_stock_at_bigcommerce_is_not_taken_for_what_is_left():
    stock = [each for topic, each in shipped("bigcommerce").items() if "inventory" in topic]
    assert len(stock) == 4
    assert {each.job_type for each in stock} == {KEEP_ONLY}


def test_saleor_sends_a_list_or_what_a_subscription_asks_for():
    listed, asked = filled("saleor", "product_created"), filled("saleor", "product_updated")
    assert listed == asked
    assert (listed["base_price"], listed["currency"]) == ("34.500", "CAD")
    assert shipped("saleor-jws") == shipped("saleor")


@pytest.mark.parametrize("event", shipped("nautical"))
def test_the_catalogues_samples_of_the_marketplaces_own_events_are_mapped(event):
    mapping, sample = shipped("nautical")[event], catalogue().events[event].sample
    asked = reading.read(mapping.job_type, fill(mapping, sample), plugin_id="desk", seller="")
    assert len(asked.items) == 1


@pytest.mark.parametrize(
    "event", ["product_created", "warehouse_created", "customer_created", "seller_created"]
)
def test_what_goes_round_between_two_desks_keeps_its_key(event):
    mapping = shipped("nautical")[event]
    payload = {**catalogue().events[event].sample, "external_id": "8146205", "external_source": "shop"}
    first = reading.read(mapping.job_type, fill(mapping, payload), plugin_id="one", seller="").items[0]
    data = {**first.defaults, **first.fields}
    again = fill(mapping, event_body(event, first.kind, first.key, data))
    assert reading.read(mapping.job_type, again, plugin_id="two", seller="").items[0].key == first.key


def test_an_update_takes_the_fields_of_the_topic_that_it_is_like():
    topics = shipped("shopify")
    assert topics["products/update"].fields == topics["products/create"].fields
    assert "quantity" not in topics["inventory_levels/disconnect"].fields


def test_topics_without_a_job_are_kept():
    assert shipped("shopify")["customers/redact"].job_type == KEEP_ONLY
    assert not isinstance(filled("shopify", "orders/create"), Several)
