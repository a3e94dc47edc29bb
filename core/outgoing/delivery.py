"""One attempt: network trouble is an outcome here, not an exception."""

import json

import httpx

from core.outgoing.faults import describe_status
from core.outgoing.outbox import Owed, Target, Tried
from core.outgoing.request import build
from core.outgoing.retry import LONGEST_WAIT
from core.outgoing.retry_after import retry_at
from core.outgoing.transport import Failed, exchange

TIMEOUT = 15.0


async def attempt(
    transport: httpx.AsyncBaseTransport,
    owed: Owed,
    target: Target,
    body: bytes,
    *,
    secret: str,
    domain: str,
    now: int,
) -> Tried:
    """Send one delivery and return what is to be recorded. 2xx alone is success."""
    request = build(owed, target, body, secret=secret, domain=domain, now=now)
    sent = json.dumps([(name.decode().lower(), value.decode()) for name, value in request.headers.raw])
    try:
        answer = await exchange(transport, request, timeout=TIMEOUT)
    except Failed as failure:
        sentence = failure.fault.sentence
        return Tried(owed, now, False, None, sentence, failure.duration_ms, sent, "[]", b"")
    succeeded = 200 <= answer.status < 300
    error = None if succeeded else describe_status(answer.status, answer.reason).sentence
    got = json.dumps(answer.headers)
    took, later = answer.duration_ms, retry_at(answer.status, answer.headers, now=now, longest=LONGEST_WAIT)
    return Tried(owed, now, succeeded, answer.status, error, took, sent, got, answer.body, later)
