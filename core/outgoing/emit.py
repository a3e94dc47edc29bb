"""Recording events and owing them to webhooks."""

import json
import secrets
from collections.abc import Callable
from dataclasses import astuple, dataclass, replace

from core.bus import Change
from core.catalogue import ANY, catalogue
from core.clock import iso
from core.errors import InvalidInput
from core.json_text import check_object, missing_members, with_members
from core.outgoing.apps import get_app
from core.outgoing.held import APP_INACTIVE, WEBHOOK_INACTIVE
from core.outgoing.silence import silences
from core.outgoing.webhooks import get_webhook
from core.store.database import Store

MAX_PAYLOAD = 20 * 1024 * 1024
BATCH = 500  # log rows a transaction
TYPE, TIMESTAMP = "nautical_event_type", "nautical_event_timestamp"
CHANGED = Change.LOG | Change.OUTBOX

Skip = Callable[[str], bool]
"""Tells by a webhook's target URL that it must not get an event."""


def nobody(url: str) -> bool:  # noqa: ARG001  # a Skip that looks at nothing
    """Skip no webhook."""
    return False


@dataclass(frozen=True, slots=True)
class Emitted:
    """What an emit recorded: the (first) event's uid, the log ids of its deliveries, and how many events."""

    uid: str
    deliveries: tuple[int, ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class Taker:
    """A webhook that gets an event, and how its row starts: PENDING, or HELD with the reason."""

    webhook_id: int
    app_id: int
    target_url: str
    status: str
    error: str | None


def emit(store: Store, event: str, payload: bytes | None = None, *, count: int = 1) -> Emitted:
    """Record an event and owe it to every webhook that takes it; with `count`, that many events.

    Without a payload the catalogue's sample is used. The event and all its deliveries are written
    in one transaction, so that a crash leaves either all of them or none; each of several events is
    whole in itself. Nothing is sent here. Raises InvalidInput, and then nothing is stored.
    """
    if not 1 <= count <= 1_000_000:
        raise InvalidInput("The count is a number from 1 to 1,000,000.", field="count")
    body, left = prepare(event, payload, now=store.clock()), count
    first: Emitted | None = None
    while left:
        with store.write(CHANGED):
            found = takers(store, event)
            batch = min(left, max(1, BATCH // max(1, len(found))))
            made = owe(store, event, body, found, count=batch)
            first = first or made
            left -= batch
    assert first is not None  # count is at least 1
    return replace(first, count=count)


def send_test(store: Store, webhook_id: int) -> int:
    """Owe one webhook the sample of the first event that it may get; return the log id.

    Raises InvalidInput when the webhook would get nothing, with the reason.
    """
    with store.write(CHANGED):
        webhook = get_webhook(store, webhook_id)
        app = get_app(store, webhook.app_id)
        chosen = _first_permitted(webhook.events, app.permissions)
        if silences(replace(webhook, events=(chosen,)), app):
            raise InvalidInput("This webhook gets nothing now.", silences(webhook, app)[0].sentence)
        body = prepare(chosen, None, now=store.clock())
        taker = Taker(webhook.id, webhook.app_id, webhook.target_url, "PENDING", None)
        return owe(store, chosen, body, [taker]).deliveries[0]


def prepare(event: str, payload: bytes | None, *, now: int) -> bytes:
    """Return the exact bytes that will be sent: the payload with its type and time. Raises InvalidInput."""
    known = catalogue().events.get(event)
    if known is None:
        raise InvalidInput(
            f"There is no event {event}.", "`catalogue events` shows those there are.", field="event"
        )
    if payload is None:
        sample = {name: value for name, value in known.sample.items() if name not in (TYPE, TIMESTAMP)}
        payload = json.dumps(sample, indent=2, ensure_ascii=False).encode()
    if len(payload) > MAX_PAYLOAD:
        raise InvalidInput(
            "A payload has at most 20 MiB.", f"This one has {len(payload):,} bytes.", field="payload"
        )
    try:
        check_object(payload)
    except InvalidInput as error:
        raise InvalidInput(error.title, error.advice, field="payload") from None
    values = {TYPE: event, TIMESTAMP: iso(now)}
    return with_members(payload, {name: values[name] for name in missing_members(payload, (TYPE, TIMESTAMP))})


def takers(store: Store, event: str, *, skip: Skip = nobody) -> list[Taker]:
    """Return who gets an event now; contract: "Who gets an event". Call inside a transaction."""
    permission = catalogue().events[event].permission
    rows = store.sql(
        "SELECT DISTINCT w.id, w.app_id, w.target_url, w.is_active, a.is_active, a.permissions"
        " FROM webhook_event e JOIN webhook w ON w.id = e.webhook_id JOIN app a ON a.id = w.app_id"
        " WHERE e.event IN (?, ?) AND w.activated_at IS NOT NULL AND a.activated_at IS NOT NULL"
        " ORDER BY w.id",
        (event, ANY),
    )
    return [
        Taker(webhook_id, app_id, url, *_start(webhook_active, app_active))
        for webhook_id, app_id, url, webhook_active, app_active, permissions in rows
        if permission in json.loads(permissions) and not skip(url)
    ]


def owe(
    store: Store,
    event: str,
    body: bytes,
    to: list[Taker],
    *,
    count: int = 1,
    payload_id: int | None = None,
) -> Emitted:
    """Write an event's rows for its takers, or those of many; call inside a transaction.

    Returns the first event. Without takers nothing is kept; `payload_id` is that of a payload which is.
    """
    now = store.clock()
    chance = secrets.token_hex(8 * count)
    uids = [f"evt_{now:012x}{chance[at : at + 16]}" for at in range(0, len(chance), 16)]
    if not to:
        return Emitted(uids[0], ())
    payload_id = _keep(store, body) if payload_id is None else payload_id
    first = store.next_id("event_log")
    who = json.dumps([astuple(taker) for taker in to])
    store.sql(_LOG, (first, len(to), now, event, payload_id, len(body), json.dumps(uids), who))
    store.sql(_OUTBOX, (first,))
    return Emitted(uids[0], tuple(range(first, first + len(to))))


_LOG = (  # every event for every taker, without a step of the interpreter for each
    "INSERT INTO event_log (id, uid, direction, date, status, event_type, target_url, webhook_id, app_id,"
    " error, next_attempt_at, payload_id, size) SELECT ?1 + ?2 * e.key + t.key, e.value, 'EMITTED', ?3,"
    " t.value ->> 3, ?4, t.value ->> 2, t.value ->> 0, t.value ->> 1, t.value ->> 4,"
    " CASE t.value ->> 3 WHEN 'PENDING' THEN ?3 END, ?5, ?6 FROM json_each(?7) e CROSS JOIN json_each(?8) t"
)
_OUTBOX = (
    "INSERT INTO outbox (log_id, webhook_id, due_at) SELECT id, webhook_id, next_attempt_at FROM event_log"
    " WHERE id >= ? AND next_attempt_at IS NOT NULL"
)


def _keep(store: Store, body: bytes) -> int:
    return int(store.sql("INSERT INTO payload (body) VALUES (?)", (body,)).lastrowid or 0)


def _start(webhook_active: bool, app_active: bool) -> tuple[str, str | None]:
    if webhook_active and app_active:
        return "PENDING", None
    return "HELD", APP_INACTIVE if webhook_active else WEBHOOK_INACTIVE


def _first_permitted(events: tuple[str, ...], permissions: tuple[str, ...]) -> str:
    known = catalogue().events
    wanted = tuple(known) if ANY in events else events
    return next((event for event in wanted if known[event].permission in permissions), wanted[0])
