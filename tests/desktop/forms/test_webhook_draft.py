from dataclasses import replace

from core.outgoing.webhooks import Webhook
from desktop.forms.webhook_draft import Draft, draft_of, faults_of, may_become_url, missing_words

GOOD = Draft("Feed", "https://shop.example/hook", ("order_created",))


def test_a_good_draft_has_no_faults():
    assert faults_of(GOOD) == {}


def test_an_empty_draft_lacks_three_fields_in_the_order_of_the_form():
    faults = faults_of(Draft())
    assert list(faults) == ["name", "events", "target_url"]
    assert missing_words(faults) == "Enter a name, an event and the Target URL to save."


def test_one_missing_field_is_named_alone():
    assert missing_words({"events": "x"}) == "Enter an event to save."
    assert missing_words({}) == ""


def test_the_fault_of_the_target_url_is_said_in_its_own_words():
    wrong = Draft("Feed", "ftp://shop.example", ("order_created",))
    words = "A Target URL starts with https:// or http://. Webhooks are not sent over ftp."
    assert faults_of(wrong) == {"target_url": words}


def test_a_secret_is_judged_by_its_scheme():
    chosen = replace(GOOD, secret="not base64!")
    assert faults_of(chosen) == {}
    assert list(faults_of(replace(chosen, scheme="standard"))) == ["secret"]
    kept = replace(GOOD, secret=None, scheme="standard")
    assert faults_of(kept) == {}
    long = replace(GOOD, secret="x" * 256)
    assert faults_of(long) == {"secret": "A secret key has at most 255 characters."}


def test_the_beginning_of_an_address_is_not_wrong_yet():
    assert all(may_become_url(text) for text in ("", "h", "http", "https:/", "https://", "http://", "HTTPS"))
    assert not any(may_become_url(text) for text in ("f", "ftp://", "httpx", "https://shop", "www."))


def test_the_draft_of_a_webhook_has_its_events_in_the_catalogues_order():
    events = ("order_updated", "order_created")
    webhook = Webhook(1, 1, "Feed", "https://shop.example/", events, True, "nautical", True, 0, 0)
    assert draft_of(webhook) == Draft(
        "Feed", "https://shop.example/", ("order_created", "order_updated"), None, True
    )


def test_any_event_stands_alone():
    events = ("order_updated", "any_events")
    webhook = Webhook(1, 1, "Feed", "https://shop.example/", events, True, "nautical", True, 0, 0)
    assert draft_of(webhook).events == ("any_events",)
