from typing import Any

import pytest

from core.log.event_log import Attempt, get_row
from core.outgoing.apps import create_app
from core.outgoing.emit import emit
from core.outgoing.rotation import end_rotation, rotate_secret
from core.outgoing.signature_check import check_signature
from core.outgoing.webhooks import create_webhook, delete_webhook, update_webhook
from core.signing import nautical, standard

BODY = b'{"id": 7}'


@pytest.fixture
def webhook(store):
    app = create_app(store, name="Sync", permissions=["MANAGE_ORDERS"], is_active=True)
    target: Any = {"target_url": "http://127.0.0.1:9/", "events": ["order_created"]}
    return create_webhook(store, app_id=app.id, name="Feed", secret="first", is_active=True, **target)


def checked(store, headers):
    [log_id] = emit(store, "order_created", BODY).deliveries
    attempt = Attempt(1, 0, 200, None, 5, tuple(headers.items()), (), b"")
    return check_signature(store, get_row(store, log_id), attempt, BODY)


def test_what_was_signed_with_the_key_of_now_matches(store, webhook):
    check = checked(store, {"x-nautical-signature": nautical.sign("first", BODY)})
    assert (check.matches, check.scheme, check.webhook_name) == (True, "nautical", "Feed")


def test_what_was_signed_with_an_earlier_key_does_not_match(store, webhook):
    update_webhook(store, webhook.id, secret="second")
    check = checked(store, {"x-nautical-signature": nautical.sign("first", BODY)})
    assert not check.matches
    assert check.computed == nautical.sign("second", BODY)


def test_standard_webhooks_are_checked_over_id_time_and_bytes(store, webhook):
    secret = standard.generate_secret()
    update_webhook(store, webhook.id, scheme="standard", secret=secret)
    headers = {"webhook-id": "evt_1", "webhook-timestamp": "1795000000", "x-nautical-signature": ""}
    signature = standard.sign([secret], "evt_1", 1_795_000_000, BODY)
    assert checked(store, headers | {"webhook-signature": signature}).matches
    assert not checked(store, headers | {"webhook-signature": signature, "webhook-id": "evt_2"}).matches


def test_what_was_signed_with_both_keys_matches_during_the_rotation_and_after_it(store, webhook):
    first, second = standard.generate_secret(), standard.generate_secret()
    update_webhook(store, webhook.id, scheme="standard", secret=first)
    headers = {"webhook-id": "evt_1", "webhook-timestamp": "1795000000"}
    at = ("evt_1", 1_795_000_000, BODY)
    only_first, both = standard.sign([first], *at), standard.sign([second, first], *at)
    rotate_secret(store, webhook.id, secret=second)
    for sent in (only_first, both):
        assert checked(store, headers | {"webhook-signature": sent}).matches
    end_rotation(store, webhook.id)
    assert checked(store, headers | {"webhook-signature": both}).matches
    assert not checked(store, headers | {"webhook-signature": only_first}).matches


def test_what_cannot_be_checked_says_why(store, webhook):
    headers = {"x-nautical-signature": nautical.sign("first", BODY)}
    update_webhook(store, webhook.id, scheme="standard", secret=standard.generate_secret())
    update_webhook(store, webhook.id, scheme="nautical", secret="")
    check = checked(store, headers)
    assert (check.computed, check.reason) == (None, "The webhook has no secret key any more.")


def test_a_deleted_webhook_has_taken_its_key_along(store, webhook):
    [log_id] = emit(store, "order_created", BODY).deliveries
    delete_webhook(store, webhook.id)
    attempt = Attempt(1, 0, 200, None, 5, (("x-nautical-signature", "ab"),), (), b"")
    check = check_signature(store, get_row(store, log_id), attempt, BODY)
    assert (check.computed, check.sent, check.reason) == (
        None,
        "ab",
        "The webhook was deleted, and its key with it.",
    )


def test_what_was_not_signed_has_no_scheme(store, webhook):
    assert checked(store, {"x-nautical-signature": ""}).scheme == ""
