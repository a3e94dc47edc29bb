"""Sending an event again with another payload, to another webhook or to another address.

It is a row of its own that knows which one it was made from. Another payload is another event, with an
id of its own; the same bytes are the same event, whoever gets them.
"""

from dataclasses import dataclass, replace

from core import settings
from core.catalogue import ANY
from core.errors import InvalidInput
from core.log import event_log
from core.log.event_log import LogRow
from core.masking import MASK
from core.outgoing.apps import App, get_app
from core.outgoing.emit import CHANGED, Taker, owe, prepare
from core.outgoing.outbox import Owed, Target
from core.outgoing.request import Request, build
from core.outgoing.silence import silences
from core.outgoing.target_url import check_target_url
from core.outgoing.webhooks import Webhook, get_webhook
from core.store.database import Store

MADE_LATER = "(made when it is sent)"
MOST_LINKS = 20


@dataclass(frozen=True, slots=True)
class Edit:
    """What shall be sent in place of a row's payload, and to whom; an empty URL is the webhook's own."""

    payload: bytes
    webhook_id: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be sent: checked, with the exact bytes. `url` is empty where it is the webhook's own."""

    row: LogRow
    webhook: Webhook
    body: bytes
    url: str
    is_same_event: bool

    @property
    def target_url(self) -> str:
        """Where it would go."""
        return self.url or self.webhook.target_url


@dataclass(frozen=True, slots=True)
class Links:
    """The row that a row was made from by editing, if any, and those made from it, the newest first."""

    original: int | None
    resent: tuple[int, ...]


NO_LINKS = Links(None, ())


def draft(store: Store, log_id: int, edit: Edit) -> Draft:
    """Return what would be sent. Raises NotFound, and InvalidInput with the field that is wrong."""
    row, webhook = event_log.get_row(store, log_id), get_webhook(store, edit.webhook_id)
    if row.direction == "RECEIVED":
        raise InvalidInput("What was received cannot be sent.", "Only deliveries can be edited and sent.")
    _check_takes(webhook, get_app(store, webhook.app_id), row.event_type)
    url = check_target_url(edit.url) if edit.url.strip() else ""
    is_own = url not in ("", webhook.target_url)
    same = edit.payload == event_log.payload(store, log_id)
    if same and not is_own and webhook.id == row.webhook_id:
        raise InvalidInput(
            "Nothing was changed.", "“Send again” repeats an event as it was.", code="unchanged"
        )
    body = edit.payload if same else prepare(row.event_type, edit.payload, now=store.clock())
    return Draft(row, webhook, body, url if is_own else "", same)


def would_send(store: Store, made: Draft) -> Request:
    """Return the request of a draft, for people: secrets masked, and signed only when it is sent."""
    webhook, row = made.webhook, made.row
    uid = row.uid if made.is_same_event and row.uid else MADE_LATER
    owed = Owed(row.id, webhook.id, uid, row.event_type, 0, 0, len(made.body), None)
    own = () if made.url else tuple((name, MASK) for name in webhook.header_names)
    if webhook.authorization and not made.url:
        own = (*own, ("authorization", MASK))
    target = Target(webhook.id, made.target_url, "nautical", None)
    domain, now = settings.load(store).marketplace_domain, store.clock()
    request = build(owed, target, made.body, secrets=(), headers=own, domain=domain, now=now)
    return request._replace(headers=tuple(_later(name, value, webhook) for name, value in request.headers))


def resend(store: Store, log_id: int, edit: Edit) -> int:
    """Owe what was edited, at once; return the id of its row. Raises what `draft` raises."""
    made = draft(store, log_id, edit)  # a large payload is checked before anything waits for it
    with store.write(CHANGED):
        webhook = get_webhook(store, edit.webhook_id)
        _check_takes(webhook, get_app(store, webhook.app_id), made.row.event_type)
        taker = Taker(webhook.id, webhook.app_id, made.target_url, "PENDING", None)
        kept = _payload_id(store, log_id) if made.is_same_event else None
        (new_id,) = owe(store, made.row.event_type, made.body, [taker], payload_id=kept).deliveries
        store.sql(
            "UPDATE event_log SET resent_from = ?, own_target = ?, uid = coalesce(?, uid) WHERE id = ?",
            (log_id, bool(made.url), made.row.uid if made.is_same_event else None, new_id),
        )
        return new_id


def links(store: Store, log_id: int) -> Links:
    """Return how a row hangs together with those that were edited."""
    found = store.sql("SELECT resent_from FROM event_log WHERE id = ?", (log_id,)).fetchone()
    rows = store.sql(
        "SELECT id FROM event_log WHERE resent_from = ? ORDER BY id DESC LIMIT ?", (log_id, MOST_LINKS)
    )
    return Links(found[0] if found else None, tuple(row[0] for row in rows))


def _check_takes(webhook: Webhook, app: App, event: str) -> None:
    """Raise InvalidInput unless a webhook gets this event; contract: "Who gets an event"."""
    if event not in webhook.events and ANY not in webhook.events:
        raise InvalidInput(
            f"“{webhook.name}” does not take {event}.", "Add the event to the webhook first.", field="webhook"
        )
    if why := silences(replace(webhook, events=(event,)), app):
        raise InvalidInput("This webhook gets nothing now.", why[0].sentence, field="webhook")


def _later(name: str, value: str, webhook: Webhook) -> tuple[str, str]:
    """Return a header of what would be sent; those that its moment and its key make are named only."""
    is_signed = name == "x-nautical-signature" and webhook.has_secret and webhook.scheme == "nautical"
    return name, MADE_LATER if is_signed or name == "webhook-timestamp" else value


def _payload_id(store: Store, log_id: int) -> int:
    (found,) = store.sql("SELECT payload_id FROM event_log WHERE id = ?", (log_id,)).fetchone()
    return int(found)
