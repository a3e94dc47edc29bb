"""Mappings from the command line."""

import json

import pytest

FIELDS = ("--field", "sku=item", "--field", "warehouse_external_id=place", "--field", "quantity=left")


@pytest.fixture
def desk(desk):
    desk.run("plugin", "create", "--name", "Shop", "--provider", "shopify", "--secret", "s", "--id", "shop")
    return desk


def test_a_mapping_is_made_shown_and_deleted(desk):
    made = desk.json("mapping", "set", "shop", "stock.moved", "--job-type", "stock_update", *FIELDS)
    assert (made["job_type"], made["is_own"], made["fields"]["quantity"]) == ("STOCK_UPDATE", True, "left")
    assert desk.json("mapping", "show", "shop", "stock.moved") == made
    assert "stock.moved" in [each["topic"] for each in desk.json("mapping", "list", "shop")]
    assert desk.json("mapping", "delete", "shop", "stock.moved")["deleted"]
    assert desk.refused("mapping", "show", "shop", "stock.moved")["code"] == "not_found"


def test_a_shipped_mapping_is_changed_in_one_field_and_set_back(desk):
    before = desk.json("mapping", "show", "shop", "products/create")
    changed = desk.json(
        "mapping", "set", "shop", "products/create", "--field", "brand='Ours'", "--field", "sku="
    )
    assert changed["fields"]["brand"] == "'Ours'"
    assert "sku" not in changed["fields"]
    assert changed["fields"]["external_id"] == before["fields"]["external_id"]
    assert "\nexternal_id " in desk.run("mapping", "show", "shop", "products/create").out
    desk.json("mapping", "delete", "shop", "products/create")
    assert desk.json("mapping", "show", "shop", "products/create") == before


@pytest.mark.parametrize(
    "options",
    [
        ("new/topic",),
        ("new/topic", "--job-type", "NOTHING"),
        ("new/topic", "--job-type", "STOCK_UPDATE", "--field", "sku"),
        ("new/topic", "--job-type", "STOCK_UPDATE", "--field", "colour=a"),
        ("new/topic", "--job-type", "STOCK_UPDATE", "--field", "sku=a b"),
        ("new/topic", "--job-type", "STOCK_UPDATE", "--keep-only"),
    ],
)
def test_a_mapping_that_cannot_work_is_bad_input(desk, options):
    desk.refused("mapping", "set", "shop", *options)


def test_a_topic_is_kept_only(desk):
    assert desk.json("mapping", "set", "shop", "orders/paid", "--keep-only")["keeps_only"]


def test_a_mapping_is_tried_on_a_payload(desk, tmp_path):
    body = tmp_path / "body.json"
    body.write_text(json.dumps({"id": 7, "title": "Cleat", "variants": []}))
    tried = desk.json("mapping", "try", "shop", "products/create", "--body", body)
    assert (tried["works"], tried["records"][0]["name"]) == (True, "Cleat")
    assert tried["message"] == "Create product 7"
    ran = desk.run("mapping", "try", "shop", "products/create", "--body", body, "--field", "name=nothing")
    assert (ran.status, "name: “name” is missing." in ran.out) == (1, True)


def test_without_a_payload_the_newest_one_that_came_is_tried(desk):
    assert desk.refused("mapping", "try", "shop", "products/create")["code"] == "not_found"
    desk.received(body=b'{"id": 8, "title": "Rope"}')
    assert desk.json("mapping", "try", "shop", "products/create")["records"][0]["external_id"] == "8"


def test_topics_that_came_without_a_mapping_are_listed_and_their_jobs_run_again(desk):
    job = desk.received(job_type="", status="FAILED", body=b'{"item": "A", "place": "W", "left": 1}')
    desk.sql("UPDATE job SET topic = 'stock.moved'")
    listed = {each["topic"]: each for each in desk.json("mapping", "list", "shop")}
    assert listed["stock.moved"] | {"topic": ""} == {
        "topic": "",
        "job_type": None,
        "keeps_only": False,
        "is_own": False,
        "seen": True,
        "failed_jobs": 1,
    }
    told = desk.run("mapping", "set", "shop", "stock.moved", "--job-type", "STOCK_UPDATE", *FIELDS).out
    assert "--retry" in told
    assert "run again" in desk.run("mapping", "set", "shop", "stock.moved", "--retry").out
    assert desk.json("jobs", "show", job)["status"] == "PENDING"
