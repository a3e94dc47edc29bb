"""Which delivery goes next: fair between webhooks, and within each one's own limits."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from core.outgoing import outbox
from core.outgoing.lane import Lane, Prepare, Ready, as_they_are
from core.outgoing.network import Network
from core.outgoing.outbox import START, Owed, Target, Tried
from core.outgoing.pace import AT_ONCE_EACH
from core.store.database import Store

AT_ONCE = 256
BYTES_AT_ONCE = 64 * 1024 * 1024
BYTES_AT_ONCE_EACH = 16 * 1024 * 1024
PAGE = 64
LOOKS = 16
"""Webhooks that are looked at for each answer: as few as each of many can afford."""


class Turns:
    """What is due, read a page per webhook, and what is in flight. It belongs to the sender's thread.

    Nothing is claimed in the store: what is in flight is known here alone.
    """

    def __init__(self, store: Store, prepare: Prepare = as_they_are) -> None:
        self._store = store
        self._prepare = prepare
        self.targets: Mapping[int, Target] = {}
        self.network = Network()
        self.lanes: dict[int, Lane] = {}
        """By webhook; one that is not sent to any more stays while something of it is under way."""
        self._turn: deque[Lane] = deque()
        """The webhooks that may have something due, the next one first."""
        self._dry: dict[Lane, int | None] = {}
        """Those that have nothing due, and when they will."""
        self._closed: dict[Lane, int] = {}
        """Those that may not be sent to, and until when."""
        self._busy = 0
        self._bytes = 0

    def retarget(self, targets: Mapping[int, Target]) -> None:
        """Send to these webhooks from now on; requests that were built ahead are built anew."""
        if targets == self.targets:
            for lane in self.lanes.values():
                lane.unready()
            return
        self.targets = targets
        for webhook_id in {*self.lanes, *targets}:
            self.lanes.setdefault(webhook_id, Lane()).use(targets.get(webhook_id))
        kept = {key: lane for key, lane in self.lanes.items() if lane.target or lane.apart}
        self._dry = {lane: at for lane, at in self._dry.items() if lane.target}
        turn = [lane for lane in self._turn if lane.target]
        known = {*turn, *self._dry}
        self._turn = deque([*turn, *(each for each in kept.values() if each.target and each not in known)])
        self.lanes = kept

    def pause(self, paused: Mapping[int, int | None]) -> None:
        """Pause webhooks until a time, in epoch milliseconds; None goes on."""
        for webhook_id, until in paused.items():
            if webhook_id in self.targets:
                self.lanes[webhook_id].pause(until)

    def pause_only(self, paused: Mapping[int, int]) -> None:
        """Pause these webhooks and no other: others were resumed."""
        self.pause({webhook_id: paused.get(webhook_id) for webhook_id in self.targets})

    def set_back(self, by: int) -> None:
        """Take in that the clock was set back by so many milliseconds: nothing waits longer for that."""
        self.look_again()
        self.network.set_back(by)
        for lane in self.lanes.values():
            if lane.pace is not None:
                lane.pace.set_back(by)

    def look_again(self) -> None:
        """Forget which webhooks had nothing due. What was read stays: what is emitted comes behind it."""
        self._turn.extend(self._dry)
        self._dry.clear()

    def recorded(self, batch: Iterable[Tried]) -> None:
        """Take in that the store knows how these attempts ended."""
        for each in batch:
            lane = self.lanes[each.owed.webhook_id]
            lane.recorded(each.owed.log_id)
            if not each.succeeded and lane in self._dry:  # it has a next time now
                del self._dry[lane]
                self._turn.append(lane)

    def next_owed(self) -> Iterator[Ready]:
        """Yield what may be sent now: one delivery a webhook in turn, while there is room.

        What is yielded counts as under way until `landed`. Raises StoreError.
        """
        self._closed.clear()
        while ready := self._next(len(self._turn)):
            yield ready

    def next_at_hand(self) -> Ready | None:
        """Return what `next_owed` would yield, or None where that takes long to find. Raises StoreError."""
        return self._next(min(LOOKS, len(self._turn)))

    def landed(self, owed: Owed, tried: Tried | None) -> bool:
        """Take in that a delivery is not under way any more, and how the attempt ended if it did.

        Return whether there was an attempt, which is to be recorded: False where it only showed that there
        is no network.
        """
        lane = self.lanes[owed.webhook_id]
        counts = tried is not None and (_is_plain(lane, owed, tried) or self._learn(lane, owed, tried))
        if not counts:
            lane.apart.discard(owed.log_id)
        if not counts or lane.is_stuck:
            lane.drop_page()  # its turn comes again, before what was read behind it
        lane.flying -= 1
        lane.bytes -= owed.size
        self._busy -= 1
        self._bytes -= owed.size
        return counts

    def seconds_to_next(self) -> float | None:
        """Return how long until something is due to a webhook that may get it; None for "when woken"."""
        due = [at for at in self._dry.values() if at is not None]
        times = [*due, *self._closed.values()]
        if not times:
            return None
        wait = max(0, min(times) - self._store.clock()) / 1000
        if wait == 0:
            self.look_again()
        return wait

    def _next(self, looks: int) -> Ready | None:
        """Return the next delivery of the first of so many webhooks that has one and may get it."""
        if self._busy >= AT_ONCE or (self._busy and self._bytes >= BYTES_AT_ONCE):
            return None
        for _ in range(looks):
            lane = self._turn[0]
            if not self._is_open(lane):
                self._turn.rotate(-1)
            elif lane.ready or lane.page or self._read(lane):
                self._turn.rotate(-1)
                return self._take(lane)
        return None

    def _take(self, lane: Lane) -> Ready:
        if not lane.ready:
            lane.make_ready(self._prepare)
        ready = lane.ready.popleft()
        owed = ready.owed
        lane.apart.add(owed.log_id)
        lane.flying += 1
        lane.bytes += owed.size
        if lane.pace is not None:
            lane.pace.took(self._store.clock())
        self._busy += 1
        self._bytes += owed.size
        return ready

    def _is_open(self, lane: Lane) -> bool:
        """Tell whether a webhook may have one more under way: never more than is left for all others.

        So places stay free however many endpoints hang at once.
        """
        flying = lane.flying
        if flying >= AT_ONCE_EACH or flying >= AT_ONCE - self._busy:
            return False
        if flying and lane.bytes >= min(BYTES_AT_ONCE_EACH, BYTES_AT_ONCE - self._bytes):
            return False
        if lane.pace is None and not lane.is_stuck and self.network.offline_until is None:
            return True
        return self._may(lane)

    def _may(self, lane: Lane) -> bool:
        if lane.is_stuck:
            return False
        until = 0
        if self.network.offline_until is not None and not lane.is_local:
            if self._is_probing():
                return False
            until = self.network.offline_until
        now = self._store.clock()
        if lane.pace is not None:
            until = max(until, lane.pace.closed_until(now) or 0)
        if until > now:
            self._closed[lane] = until
            return False
        return lane.pace is None or lane.pace.has_room(lane.flying)

    def _is_probing(self) -> bool:
        """Tell whether something is under way that will show whether there is a network."""
        return any(lane.flying and lane.target and not lane.is_local for lane in self.lanes.values())

    def _learn(self, lane: Lane, owed: Owed, tried: Tried) -> bool:
        """Take in what an attempt says of the network and of its webhook; return whether it was one."""
        url, now = owed.own_url or (lane.target.url if lane.target else ""), self._store.clock()
        if url and not self.network.heard(url, tried.kind, now):
            return False
        if lane.target and not owed.own_url:
            lane.answered(tried, now)
        return True

    def _read(self, lane: Lane) -> bool:
        """Read what is due next; a webhook that has nothing loses its turn until it may have."""
        assert lane.target is not None, "only those have a turn that may be sent to"
        with self._store.connection():  # open already: it gives words to what fails
            read = _read_in_order if lane.target.in_order else _read_due
            page, later = read(self._store, lane, lane.target.webhook_id, self._store.clock())
        lane.page.extend(page)
        if not page:
            self._turn.remove(lane)
            self._dry[lane] = later
        return bool(page)


def _is_plain(lane: Lane, owed: Owed, tried: Tried) -> bool:
    """Tell whether an attempt says nothing new: as every delivery has one, that is told first."""
    return tried.succeeded and lane.is_local and lane.pace is None and owed.own_url is None


def _read_in_order(store: Store, lane: Lane, webhook_id: int, now: int) -> tuple[list[Owed], int | None]:
    return outbox.due_in_order(store, webhook_id, now=now, limit=PAGE, apart_from=lane.apart)


def _read_due(store: Store, lane: Lane, webhook_id: int, now: int) -> tuple[list[Owed], int | None]:
    """Read on behind the page before, and from the start again once that was the last one."""
    after, lane.read_to = lane.read_to, START
    page = outbox.due(store, webhook_id, now=now, limit=PAGE, apart_from=lane.apart, after=after)
    if not page and after != START:
        page = outbox.due(store, webhook_id, now=now, limit=PAGE, apart_from=lane.apart)
    if not page:
        return [], outbox.next_due_at(store, webhook_id, after=now)
    lane.read_to = page[-1].due_at, page[-1].log_id
    return page, None
