"""A webhook's authorisation and own headers, as its form holds them, and what is wrong with them. Pure."""

from dataclasses import dataclass
from itertools import accumulate

from core.outgoing.headers import basic, bearer, check_headers
from core.outgoing.webhooks import Webhook
from desktop.forms.fault import fault
from desktop.words import count

NONE, BASIC, BEARER = "", "basic", "bearer"
KIND_WORDS = {NONE: "no authorisation", BASIC: "basic authorisation", BEARER: "a bearer token"}
MISSING = {BASIC: "Enter a user and a password, as user:password.", BEARER: "Enter the token."}
KEPT_VALUE = "kept"  # stands in for a value that was checked when it was saved

HeaderDraft = tuple[str, str | None]
"""A name, and its value; None for the one that is saved."""


@dataclass(frozen=True, slots=True)
class AccessDraft:
    """The fields as they are. Credentials of None are the saved ones."""

    kind: str = NONE
    credentials: str | None = None
    headers: tuple[HeaderDraft, ...] = ()


NOTHING = AccessDraft()


def access_draft_of(webhook: Webhook | None) -> AccessDraft:
    """Return the fields of a webhook that was just opened; empty ones for a new webhook."""
    if webhook is None:
        return NOTHING
    return AccessDraft(webhook.authorization, None, tuple((name, None) for name in webhook.header_names))


def authorization_of(draft: AccessDraft) -> str | None:
    """Return what `update_webhook` takes as authorisation. Raises InvalidInput."""
    if draft.kind == NONE:
        return ""
    if draft.credentials is None:
        return None
    return basic(draft.credentials) if draft.kind == BASIC else bearer(draft.credentials)


def access_faults(draft: AccessDraft) -> dict[str, str]:
    """Return what is wrong, in words, by field: authorization, headers; in their order."""
    found = {}
    if words := _authorization_fault(draft):
        found["authorization"] = words
    if words := headers_fault(draft.headers):
        found["headers"] = words
    return found


def _authorization_fault(draft: AccessDraft) -> str:
    if draft.kind and draft.credentials == "":
        return MISSING[draft.kind]
    return fault(authorization_of, draft)


def headers_fault(headers: tuple[HeaderDraft, ...]) -> str:
    """Return what is wrong with headers, or nothing."""
    return fault(check_headers, [(name, KEPT_VALUE if value is None else value) for name, value in headers])


def wrong_header(headers: tuple[HeaderDraft, ...]) -> int | None:
    """Return the place of the first header that is wrong, None if none is."""
    upto = accumulate(headers, lambda before, one: (*before, one), initial=tuple[HeaderDraft, ...]())
    return next((at - 1 for at, some in enumerate(upto) if headers_fault(some)), None)


def access_summary(webhook: Webhook | None) -> str:
    """Return in one line what is sent beside the payload: "a bearer token, 2 headers of its own"."""
    if webhook is None or not (webhook.authorization or webhook.header_names):
        return "nothing but the desk's own headers"
    parts = [KIND_WORDS[webhook.authorization]] if webhook.authorization else []
    number = len(webhook.header_names)
    parts += [f"{count(number, 'header', 'headers')} of its own"] if number else []
    return ", ".join(parts)
