"""One attempt: network trouble is an outcome here, not an exception."""

import functools
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from core.outgoing import outbox
from core.outgoing.credentials import Credentials
from core.outgoing.echo import without_echo
from core.outgoing.faults import UNKNOWN, Fault, describe_status
from core.outgoing.headers import Headers
from core.outgoing.lane import Ready
from core.outgoing.outbox import Owed, Target, Tried
from core.outgoing.request import Request, build
from core.outgoing.retry import LONGEST_WAIT
from core.outgoing.retry_after import retry_at
from core.outgoing.transport import Answer, Failed, exchange
from core.outgoing.transports import Transports
from core.settings import Settings
from core.store.database import Store

log = logging.getLogger(__name__)


class Courier:
    """Makes attempts, each with what its webhook and the settings say; it belongs to the sender's loop."""

    def __init__(self, store: Store, *, refuse_private: bool) -> None:
        self._store = store
        self._transports = Transports(refuse_private=refuse_private)
        self._credentials = Credentials(store.vault)
        self._domain = ""

    def use(self, targets: Mapping[int, Target], chosen: Settings) -> None:
        """Send to these webhooks, and as these settings say, from now on. Raises KeyUnreadable."""
        self._credentials.open(targets.values())
        self._domain = chosen.marketplace_domain
        self._transports.use_proxy(chosen.proxy)

    def prepare(self, deliveries: Iterable[Owed], target: Target) -> Iterator[Ready]:
        """Build requests ahead; those with a large body, or that cannot be built, are left to `attempt`."""
        now = self._store.clock()
        for owed in deliveries:
            try:
                request = None if owed.body is None else self._request(owed, target, now)
            except Exception:  # it is built again, and fails, on its own
                request = None
            yield Ready(owed, request, now // 1000)

    async def attempt(self, ready: Ready, target: Target) -> Tried:
        """Send one delivery and return what is to be recorded. 2xx alone is success.

        One that cannot be sent at all has failed, and must not stop the others.
        """
        owed, now, sent = ready.owed, self._store.clock(), "[]"
        try:
            request = ready.request
            if request is None or ready.second != now // 1000:
                request = self._request(owed, target, now)
            sent = request.recorded
            transport = self._transports.trusting(target.authorities)
            answer = await exchange(transport, request, timeout=target.timeout_s)
            if headers := self._credentials.headers(target):
                answer = without_echo(answer, headers)
            return _answered(answer, owed, target, sent, now)
        except Failed as failure:
            return _failed(failure.fault, owed, target, sent, now, failure)
        except Exception:
            log.exception("delivery %s could not be attempted", owed.log_id)
            return _failed(UNKNOWN, owed, target, sent, now)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._transports.aclose()

    def _request(self, owed: Owed, target: Target, now: int) -> Request:
        body = owed.body if owed.body is not None else outbox.body_of(self._store, owed.payload_id)
        headers = self._credentials.headers(target)
        if owed.own_url:  # of another host: the webhook's own headers and credentials stay here
            target, headers = replace(target, url=owed.own_url), ()
        secrets = self._credentials.signing(target, now)
        return build(owed, target, body, secrets=secrets, headers=headers, domain=self._domain, now=now)


def _failed(
    fault: Fault, owed: Owed, target: Target, sent: str, now: int, failure: Failed | None = None
) -> Tried:
    took, connect = (failure.duration_ms, failure.connect_ms) if failure else (0, 0)
    said = (fault.sentence, took, sent, "[]", b"", None, target.retry, fault.kind, connect, target.url)
    return Tried(owed, now, False, None, *said)


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
        _json(answer.headers),
        answer.body,
        None if succeeded else retry_at(answer.status, answer.headers, now=now, longest=LONGEST_WAIT),
        target.retry,
        fault.kind if fault else "",
        answer.connect_ms,
        target.url,
    )


@functools.lru_cache(maxsize=16)  # an endpoint says the same for a second; they may be large
def _json(headers: Headers) -> str:
    return json.dumps(headers)
