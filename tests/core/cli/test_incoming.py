"""Plugins and jobs from the command line."""

import pytest

from core.incoming.runner import run_batch
from core.store.database import open_store

PLUGIN_KEYS = {"id", "name", "provider", "seller", "is_active", "has_secret", "url"}
JOB_KEYS = {
    *("id", "created_at", "updated_at", "source", "job_type", "seller", "status", "scheduled", "message"),
    *("log_id", "attempts", "topic"),
}


def test_a_plugin_is_made_active_and_changed(desk):
    made = desk.json(
        "plugin",
        "create",
        "--name",
        "Shop",
        "--provider",
        "nautical",
        "--secret",
        "s",
        "--id",
        "nautical.shop",
    )

    assert set(made) == PLUGIN_KEYS
    assert (made["id"], made["is_active"], made["has_secret"]) == ("nautical.shop", True, True)
    assert made["url"] == "http://127.0.0.1:8765/plugins/nautical.shop/"
    changed = desk.json("plugin", "update", "nautical.shop", "--seller", "Ann", "--inactive")
    assert (changed["seller"], changed["is_active"]) == ("Ann", False)
    assert desk.json("plugin", "show", "nautical.shop") == changed
    assert desk.json("plugin", "list") == [changed]
    assert desk.json("plugin", "delete", "nautical.shop") == {"id": "nautical.shop", "deleted": True}
    assert desk.refused("plugin", "show", "nautical.shop")["code"] == "not_found"


def test_a_plugin_can_start_inactive(desk):
    made = desk.json("plugin", "create", "--name", "Shop", "--provider", "none", "--inactive")

    assert not made["is_active"]


@pytest.mark.parametrize("provider", ["nautical", "standard"])
def test_a_plugin_without_a_secret_is_bad_input_unless_nothing_is_verified(desk, provider):
    desk.refused("plugin", "create", "--name", "Shop", "--provider", provider)

    assert desk.json("plugin", "create", "--name", "Shop", "--provider", "none")["has_secret"] is False


def test_jobs_are_listed_and_filtered(desk):
    desk.received("SELLER_CREATE", status="FAILED")
    desk.received("PRODUCT_CREATE")

    assert [set(job) for job in desk.json("jobs")] == [JOB_KEYS, JOB_KEYS]
    assert [job["id"] for job in desk.json("jobs")] == [2, 1]
    assert [job["id"] for job in desk.json("jobs", "--status", "failed")] == [1]
    assert [job["id"] for job in desk.json("jobs", "--type", "product_create")] == [2]
    assert desk.json("jobs", "--seller", "Bob") == []
    assert [job["id"] for job in desk.json("jobs", "--limit", 1)] == [2]


def test_a_job_is_held_and_scheduled_again(desk):
    job = desk.received()

    assert desk.json("jobs", "toggle", job)["scheduled"] is False
    assert "scheduled now" in desk.run("jobs", "toggle", job).out
    assert desk.json("jobs", "show", job)["scheduled"] is True


def test_a_failed_job_is_retried_and_another_is_not(desk):
    job = desk.received(status="FAILED")

    assert desk.json("jobs", "retry", job)["status"] == "PENDING"
    assert "not failed" in desk.refused("jobs", "retry", job)["message"]


def test_a_deleted_job_stays_as_deleted(desk):
    job = desk.received()

    assert desk.json("jobs", "delete", job)["status"] == "DELETED"
    assert desk.json("jobs", "show", job)["status"] == "DELETED"


def test_the_switch_over_all_jobs_is_told_and_turned(desk):
    assert desk.json("jobs", "scheduling") == {"scheduling": True}
    assert desk.json("jobs", "scheduling", "off") == {"scheduling": False}
    assert "off" in desk.run("jobs", "scheduling").out


def test_all_that_failed_is_retried_within_the_filters_after_a_look(desk):
    for job_type in ("PRODUCT_CREATE", "PRODUCT_CREATE", "SELLER_CREATE"):
        desk.received(job_type, status="FAILED")

    look = desk.json("jobs", "retry", "--failed", "--dry-run")
    assert look == {"dry_run": True, "retried": 3, "types": {"PRODUCT_CREATE": 2, "SELLER_CREATE": 1}}
    assert len(desk.json("jobs", "--status", "FAILED")) == 3
    assert desk.json("jobs", "--type", "seller_create", "retry", "--failed")["retried"] == 1
    told = desk.run("jobs", "retry", "--failed", "--seller", "Ann").out
    assert told == "Running 2 failed jobs again.\n2 PRODUCT_CREATE\n"
    assert desk.json("jobs", "--status", "FAILED") == []


def test_all_that_failed_is_deleted_within_the_filters_after_a_look(desk):
    for status in ("FAILED", "FAILED", "PENDING"):
        desk.received(status=status)

    assert desk.json("jobs", "delete", "--failed", "--seller", "Bob")["deleted"] == 0
    assert desk.run("jobs", "delete", "--failed", "--dry-run").out.startswith("Would delete 2 failed jobs.")
    assert desk.json("jobs", "delete", "--failed")["deleted"] == 2
    assert [job["status"] for job in desk.json("jobs")] == ["PENDING", "DELETED", "DELETED"]


@pytest.mark.parametrize("action", ["retry", "delete"])
@pytest.mark.parametrize("words", [[], ["1", "--failed"]])
def test_one_job_is_named_or_all_that_failed_are_meant(desk, action, words):
    assert desk.refused("jobs", action, *words)["code"] == "usage"


@pytest.fixture
def known(desk):
    """A product that two jobs have made, and a seller."""
    body = b'{"external_source": "erp", "external_id": "1", "name": "Rope", "base_price": %s}'
    for price in (b"12.5", b"13.0"):
        desk.received("PRODUCT_CREATE", body=body % price)
    desk.received("SELLER_CREATE", body=b'{"slug": "tern", "name": "Tern\\u001b"}')
    store = open_store(desk.folder)
    with store.connection():
        while run_batch(store):
            pass


def test_records_are_listed_and_filtered(desk, known):
    assert [(row["kind"], row["key"]) for row in desk.json("records", "list")] == [
        ("seller", "tern"),
        ("product", "erp/1"),
    ]
    (row,) = desk.json("records", "list", "--kind", "product", "--search", "rope")
    assert row["data"]["base_price"] == "13.0"
    assert desk.json("records", "list", "--kind", "order") == []
    assert "\x1b" not in desk.run("records", "list").out


def test_a_record_is_shown_with_its_history(desk, known):
    shown = desk.json("records", "show", 1)
    assert [(each["how"], each["job_id"]) for each in shown["history"]] == [("updated", 2), ("created", 1)]
    assert shown["history"][0]["fields"] == [
        {"name": "base_price", "how": "changed", "old": "12.5", "new": "13.0"}
    ]
    told = desk.run("records", "show", 1).out
    assert "updated by job 2 PRODUCT_CREATE\n  base_price: 12.5 -> 13.0" in told
    assert desk.refused("records", "show", 9)["code"] == "not_found"


def test_a_job_is_shown_with_its_runs(desk, known):
    (run,) = desk.json("jobs", "show", 1)["runs"]
    assert (run["number"], run["status"], run["message"]) == (1, "SUCCESS", "Created product 1.")
    assert "SUCCESS. Created product 1." in desk.run("jobs", "show", 1).out


def test_each_bad_item_of_a_list_is_told(desk):
    desk.received("VEHICLE_PAYLOAD", body=b'[{"vin": "A"}, {}, {"make": "Ford"}]')
    store = open_store(desk.folder)
    with store.connection():
        run_batch(store)

    shown = desk.json("jobs", "show", 1)
    assert shown["status"] == "FAILED"
    assert shown["faults"] == ["“vin” is missing (vehicle 2 of 3).", "“vin” is missing (vehicle 3 of 3)."]
    assert [row["key"] for row in desk.json("records", "list")] == ["A"]


def test_a_plugin_says_what_its_provider_was_told(desk):
    made = desk.json(
        *("plugin", "create", "--name", "Acme", "--provider", "hmac", "--secret", "k"),
        *("--header", "X-Acme-Sign", "--algorithm", "sha512"),
    )
    assert (made["header"], made["algorithm"], made["topic_header"]) == ("x-acme-sign", "sha512", "")
    changed = desk.json("plugin", "update", "acme", "--topic-header", "x-acme-topic")
    assert changed == {**made, "topic_header": "x-acme-topic"}
    assert desk.json("plugin", "show", "acme") == changed


def test_an_option_that_a_provider_lacks_or_needs_is_bad_input(desk):
    base = ("plugin", "create", "--name", "Shop", "--secret", "k", "--provider")
    assert "public url" in desk.refused(*base, "shopify", "--public-url", "https://a.example")["message"]
    assert "host" in desk.refused(*base, "saleor-jws")["message"]
    made = desk.json(*base[:4], "--provider", "saleor-jws", "--host", "shop.saleor.cloud")
    assert (made["host"], made["has_secret"]) == ("shop.saleor.cloud", False)
