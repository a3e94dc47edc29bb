from dataclasses import replace

import pytest

from core.catalogue import ANY, catalogue
from core.outgoing.apps import App
from core.outgoing.silence import missing_permissions, silences
from core.outgoing.webhooks import Webhook

ORDER = "order_created"
NEEDED = catalogue().events[ORDER].permission


APP = App(1, "Storefront <sync>", is_active=True, permissions=(NEEDED,), created_at=0, webhook_count=1)
WEBHOOK = Webhook(
    7, 1, "Feed", "https://shop.example/", (ORDER,), True, "nautical", False, created_at=0, activated_at=0
)


def app(**changes):
    return replace(APP, **changes)


def webhook(**changes):
    return replace(WEBHOOK, **changes)


def test_a_webhook_that_gets_all_it_asks_for_has_no_reason():
    assert silences(webhook(), app()) == []


def test_an_inactive_webhook_says_so_and_how_to_mend_it():
    [why] = silences(webhook(is_active=False), app())
    assert (why.kind, why.sentence, why.act) == (
        "webhook_inactive",
        "This webhook is not active.",
        "Activate webhook",
    )


def test_an_inactive_app_is_named():
    [why] = silences(webhook(), app(is_active=False))
    assert (why.kind, why.act) == ("app_inactive", "Activate app")
    assert "“Storefront <sync>”" in why.sentence


def test_a_missing_permission_is_named_with_its_event():
    [why] = silences(webhook(), app(permissions=()))
    label = catalogue().permissions[NEEDED].label
    assert (why.kind, why.act, why.permission) == ("permission_missing", "Give this permission", NEEDED)
    assert why.sentence == f"The app needs “{label}” for order_created."


def test_events_that_need_the_same_permission_are_told_once():
    same = tuple(name for name, event in catalogue().events.items() if event.permission == NEEDED)[:3]
    [why] = silences(webhook(events=same), app(permissions=()))
    assert why.sentence.endswith(f"for {same[0]} and 2 more.")


def test_every_reason_is_told_at_once():
    reasons = silences(webhook(is_active=False), app(is_active=False, permissions=()))
    assert [why.kind for why in reasons] == ["app_inactive", "webhook_inactive", "permission_missing"]


@pytest.mark.parametrize(("permissions", "count"), [((), 1), ((NEEDED,), 0)])
def test_any_event_is_silent_only_without_any_permission(permissions, count):
    reasons = silences(webhook(events=(ANY,)), app(permissions=permissions))
    assert [(why.act, why.permission) for why in reasons] == [("Choose permissions", None)] * count


def test_an_event_that_left_the_catalogue_needs_nothing():
    assert missing_permissions(("gone_event",), ()) == {}


@pytest.mark.parametrize("event", sorted(catalogue().events))
def test_the_permission_of_each_event_has_a_name_to_show(event):
    assert silences(webhook(events=(event,)), app(permissions=()))[0].permission in catalogue().permissions
