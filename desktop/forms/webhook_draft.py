"""What the form of a webhook holds while it is edited, and what is wrong with it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.catalogue import ANY, catalogue
from core.outgoing.apps import check_name
from core.outgoing.target_url import check_target_url
from core.outgoing.webhook_secrets import check_secret
from core.outgoing.webhooks import Webhook
from desktop.forms.access_draft import NOTHING, AccessDraft, access_draft_of, access_faults
from desktop.forms.delivery_draft import USUAL, DeliveryDraft, delivery_draft_of, delivery_faults
from desktop.forms.fault import fault

SCHEMES = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields as they are. A secret of None is the saved one, an empty one removes it."""

    name: str = ""
    target_url: str = ""
    events: tuple[str, ...] = ()
    secret: str | None = None
    is_active: bool = False
    scheme: str = "nautical"
    delivery: DeliveryDraft = USUAL
    access: AccessDraft = NOTHING


def draft_of(webhook: Webhook | None) -> Draft:
    """Return the fields of a webhook that was just opened; empty ones for a new webhook."""
    if webhook is None:
        return Draft()
    known = catalogue().events
    events = (ANY,) if ANY in webhook.events else tuple(name for name in known if name in webhook.events)
    return Draft(
        *(webhook.name, webhook.target_url, events, None, webhook.is_active, webhook.scheme),
        *(delivery_draft_of(webhook.sending), access_draft_of(webhook)),
    )


def faults_of(draft: Draft) -> dict[str, str]:
    """Return what is wrong, in words, by field: name, events, target_url, secret; in their order.

    Those of `delivery_faults` and of `access_faults` follow.
    """
    found = {
        "name": fault(check_name, draft.name),
        "events": "" if draft.events else "Choose at least one event.",
        "target_url": fault(check_target_url, draft.target_url),
        "secret": "" if draft.secret is None else fault(check_secret, draft.secret, draft.scheme),
        **delivery_faults(draft.delivery),
        **access_faults(draft.access),
    }
    return {field: words for field, words in found.items() if words}


def may_become_url(text: str) -> bool:
    """Return whether typing on could make a Target URL of this: it is only the beginning of one."""
    return any(scheme.startswith(text.strip().lower()) for scheme in SCHEMES)


def missing_words(faults: Mapping[str, str]) -> str:
    """Return what is still to be done before a form can be saved, without calling it wrong yet."""
    wanted = {
        "name": "a name",
        "events": "an event",
        "target_url": "the Target URL",
        "secret": "a secret key",
        "authorization": "the credentials",
    }
    parts = [words for field, words in wanted.items() if field in faults]
    *rest, last = parts or [""]
    return f"Enter {', '.join(rest)}{' and ' if rest else ''}{last} to save." if parts else ""
