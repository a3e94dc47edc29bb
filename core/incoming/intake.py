"""Takes received requests: verifies them, stores everything that comes together at once, then answers.

One commit for all that came together is what makes a durable answer cheap: each waits for one
fsync, not for its own. It runs in the receiver's thread, on the connection of that thread.
"""

import asyncio
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from core import settings
from core.bus import Change
from core.errors import DeskError
from core.incoming import guards, refusals
from core.incoming.guards import COME_AGAIN, Answer, Origin, Request
from core.incoming.key_sets import KeySets
from core.incoming.origins import KEY_SET_PROVIDER, origins, with_keys
from core.incoming.rates import Rates
from core.incoming.receipts import Judged, keep, redacted, redacting, takes_long
from core.loops import in_turns
from core.redaction import Redaction, load_redaction
from core.settings import Settings
from core.signing.saleor_jws import UNKNOWN_KEY
from core.store.database import Store

log = logging.getLogger(__name__)

CANNOT_WRITE = Answer(
    503, "cannot_write", "It could not be stored now. Send it again later.", retry_after=COME_AGAIN
)
KEYS_WANTED = Answer(503, "keys_wanted", "It can be verified in a moment. Send it again later.")
KEYS_OUT_OF_REACH = Answer(503, "keys_out_of_reach", "The keys that verify it cannot be fetched now.")
STUMBLED = Answer(503, "failed", "It could not be taken now. Send it again later.")
MOST_AT_ONCE = 256
"""Requests that are stored in one commit, which takes some milliseconds then."""
DAY = 24 * 60 * 60 * 1000


class Intake:
    """Collects the requests that come together; lives as long as the receiver's thread."""

    def __init__(self, store: Store, *, own_hosts: frozenset[str]) -> None:
        self._store = store
        self._own_hosts = own_hosts
        self._waiting: list[tuple[Request, asyncio.Future[Answer]]] = []
        self._memory = Memory()
        self._one_large = asyncio.Lock()
        self._bad = refusals.BadSignatures()
        self._telling: asyncio.TimerHandle | None = None
        self._counting: asyncio.TimerHandle | None = None
        self._trouble = ""

    async def take(self, request: Request) -> Answer:
        """Return the answer for a request; a 204 means that it is on disk."""
        answer = await self._next_turn(request)
        if answer is KEYS_WANTED:
            await self._memory.key_sets.fetch()
            answer = await self._next_turn(request)
        return await self._keep_large(answer) if isinstance(answer, Large) else answer

    async def _next_turn(self, request: Request) -> Answer:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((request, answer))
        if len(self._waiting) == 1:
            loop.call_soon(self._gather, loop, 0)
        return await answer

    async def _keep_large(self, large: "Large") -> Answer:
        """Take out what is never stored, in turns with all that comes meanwhile, and store the rest."""
        async with self._one_large:  # or each would make the turns longer
            judged = await in_turns(redacting(large.judged, large.hidden))
        (answer,) = self._tried(lambda: [keep_redacted(self._store, judged)], [judged.request])
        self._tell_of(judged.request, answer)
        return answer

    def _gather(self, loop: asyncio.AbstractEventLoop, seen: int) -> None:
        """Store what waits once a turn of the loop has brought no more: what comes along costs no commit."""
        if seen < len(self._waiting) < MOST_AT_ONCE:
            loop.call_soon(self._gather, loop, len(self._waiting))
        else:
            self._flush()

    def _flush(self) -> None:
        batch, self._waiting = self._waiting, []
        answers = self._answers([request for request, _ in batch])
        for (request, future), answer in zip(batch, answers, strict=True):
            self._tell_of(request, answer)
            if not future.done():  # its connection may have gone
                future.set_result(answer)
        if self._memory.counts and self._counting is None:
            self._counting = asyncio.get_running_loop().call_later(refusals.SECOND / 1000, self._count)

    def _answers(self, requests: list[Request]) -> list[Answer]:
        def take() -> list[Answer]:
            return take_all(self._store, requests, own_hosts=self._own_hosts, memory=self._memory)

        return self._tried(take, requests)

    def _tried(self, take: Callable[[], list[Answer]], requests: list[Request]) -> list[Answer]:
        """Return the answers that `take` gives, or those to requests that could not be stored."""
        try:
            answers = take()
            self._trouble = ""
            return answers
        except DeskError as error:
            if str(error) != self._trouble:  # once, not for each that comes meanwhile
                self._trouble = str(error)
                log.warning("cannot store what comes in: %s", error)
        except Exception:  # the thread must live on, and the senders must try again
            log.exception("cannot store what comes in")
        return [request.refusal or CANNOT_WRITE for request in requests]

    def _count(self) -> None:
        """Write down what was refused and only counted."""
        self._counting = None
        self._answers([])

    def _tell_of(self, request: Request, answer: Answer) -> None:
        if answer.status == 401:
            self._tell((request.plugin_id,))

    def _tell(self, plugin_ids: tuple[str, ...] = ()) -> None:
        """Say in the log that signatures were bad, now or, if that was just said, in a minute."""
        more = self._bad.note(plugin_ids, self._store.clock())
        if more and (self._telling is None or not plugin_ids):
            self._telling = asyncio.get_running_loop().call_later(refusals.MINUTE / 1000, self._tell)


@dataclass(frozen=True, slots=True)
class Memory:
    """What the receiver knows of earlier requests; all of it may be lost."""

    rates: Rates = field(default_factory=Rates)
    key_sets: KeySets = field(default_factory=KeySets)
    counts: refusals.Counts = field(default_factory=refusals.Counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Large(Answer):
    """No answer yet: the request is not stored, as what is never stored takes too long to be taken out."""

    judged: Judged
    hidden: Redaction


def take_all(
    store: Store, requests: list[Request], *, own_hosts: frozenset[str], memory: Memory | None = None
) -> list[Answer]:
    """Verify and store requests in one transaction; return their answers, in order.

    KEYS_WANTED is the answer to what can be verified once the memory's key sets are fetched, and a Large one
    that to what is left to `keep_redacted`. Raises DeskError when nothing could be stored.
    """
    now, wanted, memory = store.clock(), settings.load(store), memory or Memory()
    names = own_hosts and own_hosts.union(wanted.public_names.split())
    found = origins(store, {request.plugin_id for request in requests})
    found = {plugin_id: with_keys(origin, memory.key_sets) for plugin_id, origin in found.items()}
    judged = [_judge(request, found.get(request.plugin_id), names, now) for request in requests]
    judged = [_by_known_key(memory.key_sets, each, now) for each in judged]
    judged = [_within(memory.rates, each, wanted, now) for each in judged]
    hidden = load_redaction(store)
    given = [_put_off(each, hidden) for each in judged]
    kept = [redacted(each, hidden) for each in given if isinstance(each, Judged) and each.is_kept]
    memory.counts.add(_refused(judged, requests, found.keys()), now)
    if kept or memory.counts.are_due(now):
        with store.write(_changed(kept)):
            keep(store, kept, now, since=now - wanted.repeat_days * DAY)
            memory.counts.write(store, now)
        memory.counts.clear()
    return [_answer(each) for each in given]


def keep_redacted(store: Store, judged: Judged) -> Answer:
    """Store a request that was Large, and return its answer. Raises DeskError."""
    now = store.clock()
    with store.write(_changed([judged])):
        keep(store, [judged], now, since=now - settings.load(store).repeat_days * DAY)
    return _answer(judged)


def _put_off(judged: Judged | Answer, hidden: Redaction) -> Judged | Answer:
    if isinstance(judged, Answer) or not takes_long(judged, hidden):
        return judged
    return Large(CANNOT_WRITE.status, judged=judged, hidden=hidden)


def _changed(kept: list[Judged]) -> Change:
    return Change.LOG | (Change.JOBS if any(each.accepted for each in kept) else Change.NONE)


def _refused(
    judged: list[Judged | Answer], requests: list[Request], plugin_ids: Collection[str]
) -> list[tuple[str, str]]:
    """Return the plugin and the reason of each that was refused; the plugin is empty if there is none."""
    found = []
    for each, request in zip(judged, requests, strict=True):
        answer = _answer(each)
        if 400 <= answer.status < 500:
            found.append((request.plugin_id if request.plugin_id in plugin_ids else "", answer.code))
    return found


def _judge(
    request: Request, origin: Origin | Answer | None, own_hosts: frozenset[str], now: int
) -> Judged | Answer:
    if origin is None or isinstance(origin, Answer):
        return request.refusal or origin or guards.NO_PLUGIN
    try:
        verdict = request.refusal or guards.judge(request, origin, own_hosts=own_hosts, now=now)
    except Exception:  # a bug with one request must not refuse those that came with it
        log.exception("a request to %s could not be judged", request.plugin_id)
        return STUMBLED
    if isinstance(verdict, Answer):
        return Judged(request, origin, None, verdict)
    return Judged(request, origin, verdict)


def _by_known_key(key_sets: KeySets, judged: Judged | Answer, now: int) -> Judged | Answer:
    """Put off what another key set may verify, and what is verified by one that is old."""
    if isinstance(judged, Answer) or judged.origin.provider != KEY_SET_PROVIDER:
        return judged
    host = judged.origin.options.host
    is_unknown = judged.refusal is not None and judged.refusal.code == UNKNOWN_KEY
    if (is_unknown or key_sets.is_old(host, now)) and key_sets.want(host, now):
        return KEYS_WANTED
    return KEYS_OUT_OF_REACH if is_unknown and not key_sets.text(host) else judged


def _within(rates: Rates, judged: Judged | Answer, wanted: Settings, now: int) -> Judged | Answer:
    """Refuse what is one too many. What was not verified takes nothing from what the sender may send."""
    if isinstance(judged, Answer) or judged.refusal:
        return judged
    refusal = rates.refusal(judged.origin.plugin_id, wanted, now)
    return replace(judged, accepted=None, refusal=refusal) if refusal else judged


def _answer(judged: Judged | Answer) -> Answer:
    return judged if isinstance(judged, Answer) else judged.refusal or guards.TAKEN
