"""`POST /events/<event>`: lets other programs on this machine emit; contract: "The receiver"."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.catalogue import catalogue
from core.errors import DeskError, InvalidInput
from core.incoming.guards import COME_AGAIN
from core.outgoing import emit, tokens
from core.outgoing.apps import get_app
from core.store.database import Store
from core.store.records import IdempotencyRecord

log = logging.getLogger(__name__)

REMEMBERED = 24 * 60 * 60 * 1000
"""How long an idempotency key gives the first answer again, in milliseconds."""
MAX_KEY = 255
MAX_OWED = 100_000
"""How much may be owed before programs are asked to wait."""
RETRY_AFTER = 30


@dataclass(frozen=True, slots=True)
class Reply:
    """What the program gets: a status, a JSON object, and seconds to wait where it must."""

    status: int
    content: Mapping[str, Any]
    retry_after: int | None = None


def take(store: Store, event: str, headers: Mapping[str, str], body: bytes) -> Reply:
    """Emit an event for the app whose token the request bears; a 202 means that it is on disk."""
    try:
        with store.connection():
            return _take(store, event, headers, body)
    except DeskError as error:
        log.warning("cannot store an event: %s", error)
        words = _words("cannot_write", "It could not be stored now. Send it again later.")
        return Reply(503, words, retry_after=COME_AGAIN)


def _take(store: Store, event: str, headers: Mapping[str, str], body: bytes) -> Reply:
    app_id = tokens.app_of(store, _bearer(headers))
    if app_id is None:
        return _error(401, "bad_token", "The request needs authorization: Bearer and a valid app token.")
    known, app = catalogue().events.get(event), get_app(store, app_id)
    if known is None:
        return _error(404, "no_such_event", f"There is no event {event}.")
    if not app.is_active:
        return _error(403, "app_inactive", "The app is inactive.")
    if known.permission not in app.permissions:
        return _error(403, "no_permission", f"The app has not the permission {known.permission}.")
    key = headers.get("idempotency-key", "")
    if len(key) > MAX_KEY:
        return _error(400, "bad_key", f"An idempotency-key has at most {MAX_KEY} characters.")
    try:
        return _emit_once(store, app_id, event, body, key)
    except InvalidInput as error:
        return _error(413 if len(body) > emit.MAX_PAYLOAD else 400, error.code, str(error))


def _emit_once(store: Store, app_id: int, event: str, body: bytes, key: str) -> Reply:
    prepared = emit.prepare(event, body, now=store.clock())
    with store.write(emit.CHANGED):
        if key and (known := _answer_before(store, app_id, key)):
            return Reply(202, json.loads(known))
        if _owed(store) >= MAX_OWED:
            return Reply(429, _words("too_much_owed", "Too much is owed. Send it again later."), RETRY_AFTER)
        made = emit.owe(store, event, prepared, emit.takers(store, event))
        answer = {"uid": made.uid, "deliveries": list(made.deliveries)}
        if key:
            _remember(store, app_id, key, json.dumps(answer))
    return Reply(202, answer)


def _answer_before(store: Store, app_id: int, key: str) -> str | None:
    record = IdempotencyRecord
    fresh = record.at > store.clock() - REMEMBERED
    row = store.one(
        record.select(record.answer).where((record.app_id == app_id) & (record.key == key) & fresh)
    )
    return row[0] if row else None


def _remember(store: Store, app_id: int, key: str, answer: str) -> None:
    now = store.clock()
    store.run(IdempotencyRecord.delete().where(IdempotencyRecord.at <= now - REMEMBERED))
    row = IdempotencyRecord.insert(app_id=app_id, key=key, at=now, answer=answer)
    store.run(row.on_conflict_replace())


def _owed(store: Store) -> int:
    """Count what is owed, no further than the bound."""
    count: tuple[int] = store.sql(
        "SELECT count(*) FROM (SELECT 1 FROM outbox LIMIT ?)", (MAX_OWED,)
    ).fetchone()
    return count[0]


def _bearer(headers: Mapping[str, str]) -> str:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _words(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}


def _error(status: int, code: str, message: str) -> Reply:
    return Reply(status, _words(code, message))
