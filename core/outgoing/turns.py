"""Which delivery goes next: fair between webhooks, and within each one's own limits."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping

from core.outgoing import outbox
from core.outgoing.network import Network, is_local
from core.outgoing.outbox import Owed, Target, Tried
from core.outgoing.pace import AT_ONCE_EACH, Pace, hangs, slows
from core.store.database import Store

AT_ONCE = 256
BYTES_AT_ONCE = 64 * 1024 * 1024
BYTES_AT_ONCE_EACH = 16 * 1024 * 1024
PAGE = 64
LOOKS = 16
"""Webhooks that `next_at_hand` looks at."""


class Turns:
    """What is due, read a page per webhook, and what is in flight. It belongs to the sender's thread.

    Nothing is claimed in the store: what is in flight is known here alone.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.targets: Mapping[int, Target] = {}
        self.flying: dict[int, set[int]] = defaultdict(set)
        """By webhook: the log ids under way."""
        self._flying_bytes: dict[int, int] = defaultdict(int)
        self._unrecorded: dict[int, set[int]] = defaultdict(set)
        """By webhook: the log ids of attempts that the store does not know of yet."""
        self._busy = 0
        self._bytes = 0
        self._turn: deque[int] = deque()
        self._pages: dict[int, deque[Owed]] = {}
        self._read_to: dict[int, tuple[int, int]] = {}
        """By webhook: the time and the log id of the last one of its page."""
        self._dry: dict[int, int | None] = {}
        self._paces: dict[int, Pace] = {}
        self._closed: dict[int, int] = {}
        self._stuck: set[int] = set()
        """Webhooks that wait for the store: in order, or probed, their last delivery failed."""
        self.network = Network()

    def retarget(self, targets: Mapping[int, Target]) -> None:
        """Send to these webhooks from now on."""
        if targets != self.targets:
            self._pages.clear()  # what was read may have been held or given up since
            self._read_to.clear()
            for target in targets.values():
                self._limit(target)
        self.targets = targets
        self._turn.extend(set(targets) - set(self._turn))

    def pause(self, paused: Mapping[int, int | None]) -> None:
        """Pause webhooks until a time, in epoch milliseconds; None goes on."""
        for webhook_id, until in paused.items():
            pace = self._paces.get(webhook_id)
            if pace is None and until is not None:
                pace = self._paces[webhook_id] = Pace()
            if pace is not None:
                pace.pause(until)

    def pause_only(self, paused: Mapping[int, int]) -> None:
        """Pause these webhooks and no other: others were resumed."""
        self.pause({webhook_id: paused.get(webhook_id) for webhook_id in {*self._paces, *paused}})

    def set_back(self, by: int) -> None:
        """Take in that the clock was set back by so many milliseconds: nothing waits longer for that."""
        self._dry.clear()
        self.network.set_back(by)
        for pace in self._paces.values():
            pace.set_back(by)

    def look_again(self) -> None:
        """Forget which webhooks had nothing due. What was read stays: what is emitted comes behind it."""
        self._dry.clear()

    def recorded(self, batch: Iterable[Tried]) -> None:
        """Take in that the store knows how these attempts ended."""
        for each in batch:
            webhook_id = each.owed.webhook_id
            unrecorded = self._unrecorded[webhook_id]
            unrecorded.discard(each.owed.log_id)
            if not each.succeeded:
                self._dry.pop(webhook_id, None)  # it has a next time now
            if not unrecorded:  # else it may be the failure that it waits for
                self._stuck.discard(webhook_id)

    def next_owed(self) -> Iterator[Owed]:
        """Yield what may be sent now: one delivery a webhook in turn, while there is room.

        What is yielded counts as under way until `landed`.
        """
        self._closed.clear()
        tired = 0  # webhooks in a row that had nothing or no room
        while tired < len(self._turn) and self._has_room():
            webhook_id = self._turn[0]
            self._turn.rotate(-1)
            if webhook_id not in self.targets:
                self._forget(webhook_id)
                continue
            owed = self._take(webhook_id)
            tired = 0 if owed else tired + 1
            if owed:
                self._took(owed)
                yield owed

    def next_at_hand(self) -> Owed | None:
        """Return what `next_owed` would yield, if that was read already; None where the store is to be asked.

        As few webhooks are looked at as each of many answers can afford.
        """
        for _ in range(min(LOOKS, len(self._turn)) if self._has_room() else 0):
            webhook_id = self._turn[0]
            page = self._pages.get(webhook_id)
            may_have = webhook_id in self.targets and (page or webhook_id not in self._dry)
            if may_have and self._is_open(webhook_id):
                if not page:
                    return None
                self._turn.rotate(-1)
                owed = page.popleft()
                self._took(owed)
                return owed
            self._turn.rotate(-1)
        return None

    def landed(self, owed: Owed, tried: Tried | None) -> bool:
        """Take in that a delivery is not under way any more, and how the attempt ended if it did.

        Return whether there was an attempt, which is to be recorded: False where it only showed that there
        is no network.
        """
        webhook_id = owed.webhook_id
        target = self.targets.get(webhook_id)
        url = owed.own_url or (target.url if target else "")
        counts = tried is not None and (not url or self.network.heard(url, tried.kind, self._store.clock()))
        if counts:
            self._unrecorded[webhook_id].add(owed.log_id)
        if tried is not None and counts and not owed.own_url:
            self._pace(webhook_id, tried)
            if not tried.succeeded and self._is_alone(webhook_id):
                self._stuck.add(webhook_id)
        if not counts or webhook_id in self._stuck:
            self._drop_page(webhook_id)  # its turn comes again, before what was read behind it
        self.flying[webhook_id].remove(owed.log_id)
        self._flying_bytes[webhook_id] -= owed.size
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
            self._dry.clear()
        return wait

    def _has_room(self) -> bool:
        return self._busy < AT_ONCE and (self._bytes < BYTES_AT_ONCE or not self._busy)

    def _take(self, webhook_id: int) -> Owed | None:
        if not self._is_open(webhook_id):
            return None
        page = self._pages.get(webhook_id)
        if not page:
            page = self._pages[webhook_id] = self._read_page(webhook_id)
        return page.popleft() if page else None

    def _is_open(self, webhook_id: int) -> bool:
        """Tell whether a webhook may have one more under way."""
        flying = len(self.flying[webhook_id])
        return self._is_fair(webhook_id, flying) and self._may(webhook_id, flying)

    def _is_fair(self, webhook_id: int, flying: int) -> bool:
        """Tell whether a webhook may have one more under way: never more than is left for all others.

        So places stay free however many endpoints hang at once.
        """
        places, room = AT_ONCE - self._busy, BYTES_AT_ONCE - self._bytes
        if flying >= AT_ONCE_EACH or flying >= places:
            return False
        return not flying or self._flying_bytes[webhook_id] < min(BYTES_AT_ONCE_EACH, room)

    def _may(self, webhook_id: int, flying: int) -> bool:
        if webhook_id in self._stuck:
            return False
        pace, until = self._paces.get(webhook_id), None
        if self.network.offline_until is not None and not is_local(self.targets[webhook_id].url):
            if self._is_probing():
                return False
            until = self.network.offline_until
        if pace is not None:
            until = max(until or 0, pace.closed_until(self._store.clock()) or 0)
        if until and until > self._store.clock():
            self._closed[webhook_id] = until
            return False
        return pace is None or pace.has_room(flying)

    def _is_probing(self) -> bool:
        """Tell whether something is under way that will show whether there is a network."""
        under_way = (webhook_id for webhook_id, flying in self.flying.items() if flying)
        known = (self.targets[webhook_id] for webhook_id in under_way if webhook_id in self.targets)
        return any(not is_local(target.url) for target in known)

    def _is_alone(self, webhook_id: int) -> bool:
        """Tell whether a webhook's next delivery waits for what the store makes of the one before."""
        target, pace = self.targets.get(webhook_id), self._paces.get(webhook_id)
        return bool((target and target.in_order) or (pace and pace.paused_until is not None))

    def _pace(self, webhook_id: int, tried: Tried) -> None:
        """Let an answer slow its webhook down, or speed it up again."""
        pace = self._paces.get(webhook_id)
        if pace is None and not tried.succeeded and (slows(tried) or hangs(tried)):
            pace = self._paces[webhook_id] = Pace()
        if pace is not None:
            pace.answered(tried, now=self._store.clock(), flying=len(self.flying[webhook_id]))
            if pace.is_easy():
                del self._paces[webhook_id]

    def _limit(self, target: Target) -> None:
        """Keep to a webhook's own limits, where it has some or had."""
        most = 1 if target.in_order else target.at_once or AT_ONCE_EACH
        pace = self._paces.get(target.webhook_id)
        if pace is None and (most < AT_ONCE_EACH or target.per_second):
            pace = self._paces[target.webhook_id] = Pace()
        if pace is not None:
            pace.limit(most, target.per_second)

    def _read_page(self, webhook_id: int) -> deque[Owed]:
        if webhook_id in self._dry:
            return deque()
        now = self._store.clock()
        apart = self.flying[webhook_id] | self._unrecorded[webhook_id]
        if self.targets[webhook_id].in_order:
            page, later = outbox.due_in_order(self._store, webhook_id, now=now, limit=PAGE, apart_from=apart)
        else:
            page = self._read_due(webhook_id, now, apart)
            later = None if page else outbox.next_due_at(self._store, webhook_id, after=now)
        if not page:
            self._dry[webhook_id] = later
        return deque(page)

    def _read_due(self, webhook_id: int, now: int, apart: set[int]) -> list[Owed]:
        """Read on behind the page before, and from the start again once that was the last one."""
        after = self._read_to.pop(webhook_id, outbox.START)
        page = outbox.due(self._store, webhook_id, now=now, limit=PAGE, apart_from=apart, after=after)
        if not page and after != outbox.START:
            page = outbox.due(self._store, webhook_id, now=now, limit=PAGE, apart_from=apart)
        if page:
            self._read_to[webhook_id] = page[-1].due_at, page[-1].log_id
        return page

    def _took(self, owed: Owed) -> None:
        self.flying[owed.webhook_id].add(owed.log_id)
        self._flying_bytes[owed.webhook_id] += owed.size
        if pace := self._paces.get(owed.webhook_id):
            pace.took(self._store.clock())
        self._busy += 1
        self._bytes += owed.size

    def _forget(self, webhook_id: int) -> None:
        self._turn.remove(webhook_id)
        self._drop_page(webhook_id)
        self._dry.pop(webhook_id, None)
        self._paces.pop(webhook_id, None)
        self._stuck.discard(webhook_id)

    def _drop_page(self, webhook_id: int) -> None:
        self._pages.pop(webhook_id, None)
        self._read_to.pop(webhook_id, None)
