"""Plugins and jobs from the command line."""

import pytest

PLUGIN_KEYS = {"id", "name", "provider", "seller", "is_active", "has_secret", "url"}
JOB_KEYS = {
    *("id", "created_at", "updated_at", "source", "job_type", "seller", "status", "scheduled", "message"),
    *("log_id", "attempts"),
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
