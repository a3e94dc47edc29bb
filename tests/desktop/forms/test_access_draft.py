from dataclasses import replace

import pytest

from core.outgoing.headers import basic, bearer
from core.outgoing.webhooks import Webhook
from desktop.forms.access_draft import (
    BASIC,
    BEARER,
    AccessDraft,
    access_draft_of,
    access_faults,
    access_summary,
    authorization_of,
    wrong_header,
)

BARE = Webhook(1, 1, "Feed", "https://shop.example/", (), True, "nautical", True, 0, 0)
FULL = replace(BARE, header_names=("x-shop", "x-key"), authorization=BEARER)


def test_what_is_opened_untouched_keeps_what_is_saved():
    draft = access_draft_of(FULL)
    assert draft == AccessDraft(BEARER, None, (("x-shop", None), ("x-key", None)))
    assert authorization_of(draft) is None
    assert access_faults(draft) == {}


@pytest.mark.parametrize(
    ("draft", "made"),
    [
        (AccessDraft(), ""),
        (AccessDraft(BASIC, "ann:pw"), basic("ann:pw")),
        (AccessDraft(BEARER, "t0ken"), bearer("t0ken")),
    ],
)
def test_each_choice_makes_its_authorisation(draft, made):
    assert authorization_of(draft) == made


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (AccessDraft(BASIC, ""), "Enter a user and a password, as user:password."),
        (AccessDraft(BASIC, "ann"), "Basic authorisation is a user and a password. Write user:password."),
        (AccessDraft(BEARER, ""), "Enter the token."),
        (AccessDraft(BEARER, "two words"), "A token has no spaces or accents."),
    ],
)
def test_wrong_credentials_are_said_in_words(draft, words):
    assert access_faults(draft)["authorization"].startswith(words)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("Host", "a", "The header host is set by the desk. Choose another name."),
        ("x-shop", "7", "The header x-shop is there twice. Join its values with a comma."),
        ("x-new", "", "The header x-new has no value."),
        ("Authorization", "x", "Authorization has fields of its own. Choose basic or bearer there."),
    ],
)
def test_the_header_that_is_wrong_is_found(name, value, words):
    headers = (("x-shop", None), (name, value), ("x-key", None))
    assert access_faults(AccessDraft(headers=headers)) == {"headers": words}
    assert wrong_header(headers) == 1


def test_the_summary_tells_what_is_there():
    assert access_summary(None) == access_summary(BARE) == "nothing but the desk's own headers"
    assert access_summary(FULL) == "a bearer token, 2 headers of its own"
    assert access_summary(replace(BARE, header_names=("a",))) == "1 header of its own"
