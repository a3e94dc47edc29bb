"""One attempt: network trouble is an outcome here, not an exception."""

import json
from collections.abc import Sequence

from core.outgoing.faults import describe_status
from core.outgoing.headers import Headers
from core.outgoing.outbox import Owed, Target, Tried
from core.outgoing.request import build
from core.outgoing.retry import LONGEST_WAIT
from core.outgoing.retry_after import retry_at
from core.outgoing.routes import Routes
from core.outgoing.transport import Answer, Failed, exchange


async def attempt(
    transport: Routes,
    owed: Owed,
    target: Target,
    body: bytes,
    *,
    secrets: Sequence[str],
    headers: Headers = (),
    domain: str,
    now: int,
) -> Tried:
    """Send one delivery and return what is to be recorded. 2xx alone is success.

    `headers` are the webhook's own; those that carry credentials are masked in what is recorded.
    """
    request = build(owed, target, body, secrets=secrets, headers=headers, domain=domain, now=now)
    sent = request.recorded
    try:
        answer = await exchange(transport, request, timeout=target.timeout_s)
    except Failed as failure:
        fault, took = failure.fault, failure.duration_ms
        parts = (fault.sentence, took, sent, "[]", b"", None, target.retry, fault.kind, failure.connect_ms)
        return Tried(owed, now, False, None, *parts)
    return _answered(answer, owed, target, sent, now)


def _answered(answer: Answer, owed: Owed, target: Target, sent: str, now: int) -> Tried:
    succeeded = 200 <= answer.status < 300
    fault = None if succeeded else describe_status(answer.status, answer.reason)
    return Tried(
        owed,
        now,
        succeeded,
        answer.status,
        fault.sentence if fault else None,
        answer.duration_ms,
        sent,
        json.dumps(answer.headers),
        answer.body,
        retry_at(answer.status, answer.headers, now=now, longest=LONGEST_WAIT),
        target.retry,
        fault.kind if fault else "",
        answer.connect_ms,
    )
