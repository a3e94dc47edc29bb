"""What a record is known by, and the ids that events give it."""

import base64

import pytest

from core.incoming.values import BadPayload
from tests.core.incoming.kept import PLUGIN, sample, without


@pytest.mark.parametrize(
    ("job_type", "key"),
    [
        ("SELLER_CREATE", "brightwater-supply-co"),
        ("PRODUCT_CREATE", "nautical.fulfillment.shopify/8146205"),
        ("STOCK_CREATE", "BW-CLT-08/LOC-88"),
        ("FULFILLMENT_CREATE", "1042-A"),
        ("CUSTOMER_CREATE", "maren.okafor@example.com"),
        ("VEHICLE_PAYLOAD", "1FTFW1E50PFA00001"),
        ("ORDER_CREATE", "nautical.fulfillment.shopify/SO-7731"),
    ],
)
def test_records_are_known_by_their_key_fields(records, job_type, key):
    (change,) = records.run(job_type, sample(job_type)).changes

    assert change.key == key


@pytest.mark.parametrize("edit", [{"external_source": None}, {"external_source": ""}, {}])
def test_a_missing_external_source_is_the_plugins_id(records, edit):
    payload = without("PRODUCT_CREATE", "external_source") | edit

    (change,) = records.run("PRODUCT_CREATE", payload).changes

    assert change.key == f"{PLUGIN}/8146205"
    assert change.data["external_source"] == PLUGIN


def test_keys_with_slashes_never_meet(records):
    records.run("STOCK_CREATE", {"sku": "A/B", "warehouse_external_id": "C", "quantity": 1})
    records.run("STOCK_CREATE", {"sku": "A", "warehouse_external_id": "B/C", "quantity": 2})

    assert len(records.rows) == 2


def test_an_id_may_be_a_number_and_is_kept_as_text(records):
    (change,) = records.run("PRODUCT_CREATE", {"external_id": 8146205, "name": "Cleat"}).changes

    assert change.data["external_id"] == "8146205"


def test_customers_are_known_by_their_address_in_any_case(records):
    records.run("CUSTOMER_CREATE", {"email": "Maren@Example.com", "first_name": "Maren"})

    done = records.run("CUSTOMER_CREATE", {"email": "maren@example.com", "first_name": "Mara"})

    assert [each.event for each in done.events] == ["customer_updated"]


def test_a_shipment_notice_completes_the_fulfillment_of_its_order(records):
    records.run("FULFILLMENT_CREATE", sample("FULFILLMENT_CREATE"))

    done = records.run("ITEM_SHIP_NOTIFY", {**sample("ITEM_SHIP_NOTIFY"), "carrier": "Purolator"})

    assert [each.event for each in done.events] == ["fulfillment_updated"]
    assert done.events[0].body["tracking_company"] == "Purolator"
    assert done.events[0].body["created"] == "2026-03-18T14:22:07.481203+00:00"
    assert "carrier" not in records.only()


def test_a_fulfillment_is_found_by_the_id_that_its_event_gave_it(records):
    (event,) = records.run("FULFILLMENT_CREATE", sample("FULFILLMENT_CREATE")).events

    done = records.run("FULFILLMENT_UPDATE", {"fulfillment_id": event.body["id"], "tracking_number": "Z-9"})

    assert done.message == "Updated fulfillment 1042-A."
    assert records.only()["tracking_number"] == "Z-9"


@pytest.mark.parametrize("odd", ["733", "not base64!", "é", base64.b64encode(b"Order:7").decode(), "/w=="])
def test_a_strangers_fulfillment_id_is_a_key_itself(records, odd):
    (change,) = records.run("FULFILLMENT_UPDATE", {"fulfillment_id": odd, "tracking_number": "1"}).changes

    assert change.key == odd.replace("/", "%2F")


def test_ids_are_stable_and_agree_between_events(records):
    (warehouse,) = records.run("WAREHOUSE_CREATE", sample("WAREHOUSE_CREATE")).events
    (product,) = records.run("PRODUCT_CREATE", sample("PRODUCT_CREATE")).events
    (stock,) = records.run("STOCK_CREATE", sample("STOCK_CREATE")).events

    assert stock.body["warehouse"]["id"] == warehouse.body["id"]
    assert stock.body["product_variant"]["id"] == product.body["variants"][0]["id"]
    assert base64.b64decode(warehouse.body["id"]) == b"Warehouse:nautical.fulfillment.shopify/LOC-88"


@pytest.mark.parametrize("key", ["", "  ", "x" * 256, "\ud800"])
def test_a_key_that_names_nothing_is_refused(records, key):
    with pytest.raises(BadPayload, match="“sku”"):
        records.run("STOCK_CREATE", {"sku": key, "warehouse_external_id": "W", "quantity": 1})
