"""Apps, webhooks, emitting, holding and sending again, as scripts see them."""

import io
import json
import sys

import pytest

from core.bus import Change
from core.outgoing.disabling import disable
from core.store.database import open_store
from tests.core.outgoing.wire import Authority

APP_KEYS = {"id", "name", "is_active", "permissions", "created_at"}
WEBHOOK_KEYS = {
    "id",
    "app_id",
    "name",
    "target_url",
    "events",
    "is_active",
    "scheme",
    "has_secret",
    "created_at",
}


@pytest.fixture
def stdin(monkeypatch):
    def put(body):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body)))

    return put


def test_an_app_is_made_inactive_and_changed(desk):
    made = desk.json("app", "create", "Feed")

    assert set(made) == APP_KEYS
    assert (made["id"], made["is_active"], made["permissions"]) == (1, False, [])
    changed = desk.json("app", "update", 1, "--name", "New", "--permission", "MANAGE_PRODUCTS", "--active")
    assert (changed["name"], changed["is_active"], changed["permissions"]) == (
        "New",
        True,
        ["MANAGE_PRODUCTS"],
    )
    assert desk.json("app", "update", 1, "--inactive", "--permission", "")["permissions"] == []
    assert desk.json("app", "show", 1)["name"] == "New"
    assert [app["id"] for app in desk.json("app", "list")] == [1]


def test_an_app_that_is_activated_tells_what_was_held_meanwhile(desk):
    desk.webhook()
    desk.run("app", "update", 1, "--inactive")
    desk.json("emit", "product_created", "--count", 2)

    assert "held" not in desk.run("app", "show", 1).out
    told = "2 deliveries are held for webhook 1: held release --webhook 1, or held discard --webhook 1"
    assert told in desk.run("app", "update", 1, "--active").out
    assert told in desk.run("app", "show", 1).out


def test_a_deleted_app_is_gone(desk):
    desk.json("app", "create", "Feed")

    assert desk.json("app", "delete", 1) == {"id": 1, "deleted": True}
    assert desk.refused("app", "show", 1)["code"] == "not_found"


def test_an_unknown_permission_is_bad_input(desk):
    assert "FLY" in desk.refused("app", "create", "Feed", "--permission", "FLY")["message"]
    assert desk.json("app", "list") == []


def test_a_webhook_is_made_shown_and_changed(desk):
    made = desk.webhook("--secret", "s3cret")

    assert set(made) >= WEBHOOK_KEYS
    assert made["has_secret"]
    assert "secret" not in desk.json("webhook", "show", 1)
    assert desk.json("webhook", "show", 1, "--reveal")["secret"] == "s3cret"
    assert desk.refused("webhook", "update", 1, "--app", 9)["code"] == "not_found"
    changed = desk.json("webhook", "update", 1, "--event", "any_events", "--secret", "", "--inactive")
    assert (changed["events"], changed["has_secret"], changed["is_active"]) == (["any_events"], False, False)
    assert len(desk.json("webhook", "list")) == 1
    assert desk.json("webhook", "delete", 1) == {"id": 1, "deleted": True}


def test_how_a_webhook_is_sent_to_is_given_shown_and_changed(desk):
    limits = ("--timeout", 5, "--at-once", 2, "--per-second", 10, "--in-order", "--retry", "short")
    made = desk.webhook(*limits, "--header", "X-Shop: 7", "--header", "x-key:k", "--basic", "ann:s3cret")

    expected = {"timeout_s": 5, "at_once": 2, "per_second": 10, "in_order": True, "retry": "short"}
    assert made.items() >= expected.items()
    assert (made["headers"], made["authorization"]) == (["x-shop", "x-key"], "basic")
    assert "s3cret" not in desk.run("webhook", "show", 1).out
    revealed = desk.json("webhook", "show", 1, "--reveal")
    assert revealed["header_values"] == {"x-shop": "7", "x-key": "k"}
    assert revealed["credentials"] == "ann:s3cret"
    assert desk.json("webhook", "update", 1, "--name", "New").items() >= expected.items()
    removed = ("--header", "", "--bearer", "", "--at-once", 0, "--any-order", "--retry", "standard")
    changed = desk.json("webhook", "update", 1, *removed)
    assert (changed["headers"], changed["authorization"], changed["at_once"]) == ([], None, None)
    assert (changed["in_order"], changed["retry"], changed["per_second"]) == (False, "standard", 10)


def test_a_ca_file_is_read_once_and_shown(desk, tmp_path):
    file = Authority(tmp_path).file
    made = desk.webhook("--ca-file", file)
    file.unlink()

    assert [each["subject"] for each in made["authorities"]] == ["Test authority"]
    assert desk.json("webhook", "update", 1, "--name", "New")["authorities"] == made["authorities"]
    assert "subject: Test authority" in desk.run("webhook", "show", 1).out
    assert desk.json("webhook", "update", 1, "--no-ca-file")["authorities"] == []


def test_a_ca_file_that_cannot_be_used_is_bad_input(desk, tmp_path):
    empty, wrong = tmp_path / "empty", tmp_path / "wrong"
    empty.write_bytes(b"")
    wrong.write_bytes(b"\x30\x82")
    desk.webhook()

    assert "cannot be read" in desk.refused("webhook", "update", 1, "--ca-file", tmp_path / "gone")["message"]
    assert "is empty" in desk.refused("webhook", "update", 1, "--ca-file", empty)["message"]
    assert "cannot be read" in desk.refused("webhook", "update", 1, "--ca-file", wrong)["message"]


@pytest.mark.parametrize(
    "option",
    [
        ("--timeout", "0"),
        ("--timeout", "ten"),
        ("--at-once", "33"),
        ("--per-second", "-1"),
        ("--retry", "never"),
        ("--header", "no colon"),
        ("--header", "host: other.example"),
        ("--basic", "nocolon"),
        ("--bearer", "two words"),
        ("--basic", "a:b", "--bearer", "c"),
        ("--in-order", "--any-order"),
    ],
)
def test_a_way_to_send_that_cannot_be_is_bad_input(desk, option):
    desk.webhook()

    assert desk.refused("webhook", "update", 1, *option)["message"]
    assert desk.json("webhook", "show", 1)["timeout_s"] == 15


def test_the_health_of_a_webhook_is_shown_and_its_pause_ended(desk):
    desk.webhook()

    found = desk.json("webhook", "health", 1)
    assert (found["webhook_id"], found["state"], found["p95_ms"], found["next_try_at"]) == (
        1,
        "unknown",
        None,
        None,
    )
    store = open_store(desk.folder)
    with store.write(Change.NONE):
        store.sql("INSERT INTO webhook_health VALUES (1, 10, 'refused', 'Connection refused', 1, 2, 3, 1, 4)")
    found = desk.json("webhook", "health", 1)
    assert (found["state"], found["kind"], found["failures"]) == ("paused", "refused", 10)
    assert found["first_failure_at"] == "1970-01-01T00:00:00.001Z"
    assert desk.json("webhook", "health", 1, "--resume")["state"] == "unknown"
    assert desk.refused("webhook", "health", 7)["code"] == "not_found"


def test_a_webhook_that_was_disabled_tells_since_when(desk):
    desk.webhook()
    store = open_store(desk.folder, clock=lambda: 1_000)
    with store.write(Change.NONE):
        disable(store, 1, "Its endpoint answered 410 Gone.")
    found = desk.json("webhook", "health", 1)
    assert (found["state"], found["disabled_at"]) == ("disabled", "1970-01-01T00:00:01.000Z")


def test_scheme_standard_makes_a_secret(desk):
    desk.webhook("--scheme", "standard")

    assert desk.json("webhook", "show", 1, "--reveal")["secret"].startswith("whsec_")


@pytest.mark.parametrize(
    ("option", "value"),
    [("--url", "ftp://x"), ("--event", "product_exploded"), ("--app", "7"), ("--name", " ")],
)
def test_a_webhook_that_cannot_be_is_bad_input(desk, option, value):
    desk.json("app", "create", "Feed")
    options = {"--app": "1", "--name": "Hook", "--url": "http://127.0.0.1:9/", "--event": "product_created"}

    error = desk.refused(
        "webhook", "create", *[part for pair in (options | {option: value}).items() for part in pair]
    )

    assert error["message"]
    assert desk.json("webhook", "list") == []


def test_people_are_told_why_a_webhook_gets_nothing(desk):
    desk.webhook(event="order_created")

    assert "Manage orders" in desk.run("webhook", "show", 1).out


def test_emitting_the_sample_owes_it_to_the_webhooks_that_take_it(desk):
    desk.webhook()

    made = desk.json("emit", "product_created")

    assert set(made) == {"uid", "deliveries"}
    assert desk.json("logs", "show", made["deliveries"][0])["uid"] == made["uid"]
    assert desk.json("emit", "product_updated")["deliveries"] == []


def test_a_payload_comes_from_a_file_or_from_standard_input(desk, tmp_path, stdin):
    desk.webhook()
    (tmp_path / "body.json").write_bytes(b'{"price": 1.10}')
    stdin(b'{"price": 2.20}')

    of_file = desk.json("emit", "product_created", "--payload", tmp_path / "body.json")
    of_stdin = desk.json("emit", "product_created", "--payload", "-")

    bodies = [desk.json("logs", "payload", each["deliveries"][0])["payload"] for each in (of_file, of_stdin)]
    assert bodies[0].startswith('{"price": 1.10')
    assert bodies[1].startswith('{"price": 2.20')


def test_many_events_are_counted(desk):
    desk.webhook()

    made = desk.json("emit", "product_created", "--count", 3)

    assert set(made) == {"count", "first_uid"}
    assert len(desk.json("logs")) == made["count"] == 3


@pytest.mark.parametrize("body", [b"[1]", b"{", b"\xff"])
def test_a_payload_that_is_no_object_is_refused_and_nothing_is_stored(desk, stdin, body):
    desk.webhook()
    stdin(body)

    desk.refused("emit", "product_created", "--payload", "-")

    assert desk.json("logs") == []


def test_a_file_that_is_not_there_is_bad_input(desk, tmp_path):
    error = desk.refused("emit", "product_created", "--payload", tmp_path / "none.json")

    assert "none.json" in error["message"]


def test_an_unknown_event_is_bad_input(desk):
    assert "product_exploded" in desk.refused("emit", "product_exploded")["message"]


def test_what_is_held_is_counted_released_and_discarded(desk):
    desk.webhook()
    desk.json("webhook", "update", 1, "--inactive")
    desk.json("emit", "product_created", "--count", 2)

    assert desk.json("held") == [{"webhook_id": 1, "name": "Hook", "held": 2}]
    assert "2 deliveries are held" in desk.run("webhook", "update", 1, "--active").out
    released = desk.json("held", "release", "--webhook", 1, "--rate", 1_000)
    assert released == {"webhook_id": 1, "released": 2}
    assert desk.json("held", "--webhook", 1) == [{"webhook_id": 1, "name": "Hook", "held": 0}]
    desk.json("webhook", "update", 1, "--inactive")
    assert desk.json("held", "discard", "--webhook", 1) == {"webhook_id": 1, "discarded": 2}
    assert {row["status"] for row in desk.json("logs")} == {"FAILED"}
    assert desk.refused("held", "release", "--webhook", 9)["code"] == "not_found"


@pytest.fixture
def failed(desk):
    """Two deliveries that were given up."""
    desk.webhook()
    desk.json("webhook", "update", 1, "--inactive")
    desk.json("emit", "product_created", "--count", 2)
    desk.json("held", "discard", "--webhook", 1)
    desk.json("webhook", "update", 1, "--active")
    return desk


def test_what_failed_is_sent_again(failed):
    done = failed.json("replay", "--failed", "--webhook", 1)

    assert sorted(done["queued"]) == [1, 2]
    assert {row["status"] for row in failed.json("logs")} == {"PENDING"}


def test_a_rate_is_a_number_above_nothing(failed):
    assert failed.json("replay", 1, 2, "--rate", 100)["queued"] == [1, 2]
    assert failed.run("replay", 1, "--rate", 0).status == 2


def test_a_dry_run_changes_nothing(failed):
    done = failed.json("replay", "--failed", "--dry-run")

    assert (done["dry_run"], sorted(done["queued"])) == (True, [1, 2])
    assert {row["status"] for row in failed.json("logs")} == {"FAILED"}


def test_the_filters_of_the_log_choose_what_is_sent_again(failed):
    assert failed.json("replay", "--failed", "--event", "order_created")["queued"] == []
    assert failed.json("replay", "--failed", "--since", "1h", "--dry-run")["queued"] != []


def test_what_did_not_fail_is_sent_again_where_all_that_matches_is_meant(failed):
    failed.json("emit", "product_created")

    assert sorted(failed.json("replay", "--all", "--webhook", 1, "--dry-run")["queued"]) == [1, 2, 3]
    assert failed.json("replay", "--all", "--status", "pending", "--dry-run")["queued"] == [3]
    assert failed.json("replay", "--all", "--event", "order_created")["queued"] == []


def test_rows_are_sent_again_by_id(failed):
    assert failed.json("replay", 2)["queued"] == [2]
    assert failed.refused("replay", 99)["code"] == "not_found"


def test_what_cannot_be_sent_again_is_told_with_its_reason_and_is_failed_work(failed):
    failed.json("webhook", "delete", 1)

    ran = failed.run("replay", 1, "--json")

    assert ran.status == 1
    assert "deleted" in json.loads(ran.out)["skipped"][0]["reason"]
    assert "deleted" in json.loads(ran.err)["error"]["message"]
