"""One webhook as the sender sees it: what was read of what it is owed, what is under way, what stops it."""

from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from core.outgoing.network import is_local
from core.outgoing.outbox import START, Owed, Target, Tried
from core.outgoing.pace import AT_ONCE_EACH, Pace, hangs, slows

if TYPE_CHECKING:
    from core.outgoing.request import Request


class Ready(NamedTuple):
    """A delivery whose turn comes next, with its request where that was built ahead.

    Requests that are built and signed in a row take half the time of those that are built one by one
    between exchanges: what they need stays in the processor's cache.
    """

    owed: Owed
    request: "Request | None" = None
    second: int = 0
    """The second, since the epoch, that the request names: once it is over, another is to be built."""


Prepare = Callable[[list[Owed], Target], Iterable[Ready]]
"""Makes deliveries ready, in their order."""


def as_they_are(deliveries: list[Owed], target: Target) -> Iterable[Ready]:  # noqa: ARG001  # a Prepare
    """Build nothing ahead."""
    return map(Ready, deliveries)


class Lane:
    """The deliveries to one webhook. It belongs to the sender's thread."""

    def __init__(self) -> None:
        self.target: Target | None = None
        """None while nothing may be sent to the webhook."""
        self.is_local = False
        self.page: deque[Owed] = deque()
        self.ready: deque[Ready] = deque()
        """The first ones of the page."""
        self.read_to = START
        """The time and the log id of the last one of the page."""
        self.apart: set[int] = set()
        """The log ids that must not be read again: under way, or tried as the store does not know yet."""
        self.flying = 0
        """How many are under way, and of how many bytes."""
        self.bytes = 0
        self.pace: Pace | None = None
        self.is_stuck = False
        """Whether it waits for the store: in order, or probed, its last delivery failed."""

    def use(self, target: Target | None) -> None:
        """Send as the webhook now says. What was read may have been held since: it is forgotten."""
        self.target = target
        self.drop_page()
        if target is None:
            self.pace, self.is_stuck = None, False
            return
        self.is_local = is_local(target.url)
        most = 1 if target.in_order else target.at_once or AT_ONCE_EACH
        if self.pace is None and (most < AT_ONCE_EACH or target.per_second):
            self.pace = Pace()
        if self.pace is not None:
            self.pace.limit(most, target.per_second)

    def drop_page(self) -> None:
        """Read what is owed from its start again."""
        self.page.clear()
        self.ready.clear()
        self.read_to = START

    def make_ready(self, prepare: Prepare) -> None:
        """Make as many of the page ready as are under way: those go within the time of an answer."""
        assert self.target is not None, "only then anything is read"
        count = min(len(self.page), max(1, self.flying))
        self.ready.extend(prepare([self.page.popleft() for _ in range(count)], self.target))

    def unready(self) -> None:
        """Put back what is ready: it would be built otherwise now."""
        self.page.extendleft(each.owed for each in reversed(self.ready))
        self.ready.clear()

    def pause(self, until: int | None) -> None:
        """Pause until a time, in epoch milliseconds; None goes on."""
        if self.pace is None and until is not None:
            self.pace = Pace()
        if self.pace is not None:
            self.pace.pause(until)

    def answered(self, tried: Tried, now: int) -> None:
        """Let an answer slow the webhook down, or speed it up again, or stop it until it is recorded."""
        if self.pace is None and not tried.succeeded and (slows(tried) or hangs(tried)):
            self.pace = Pace()
        if self.pace is not None:
            self.pace.answered(tried, now=now, flying=self.flying)
            if self.pace.is_easy():
                self.pace = None
        if not tried.succeeded and self._is_alone():
            self.is_stuck = True

    def recorded(self, log_id: int) -> None:
        """Take in that the store knows how an attempt ended."""
        self.apart.discard(log_id)
        if len(self.apart) == self.flying:  # else it may be the failure that it waits for
            self.is_stuck = False

    def _is_alone(self) -> bool:
        """Tell whether the next delivery waits for what the store makes of the one before."""
        in_order = self.target is not None and self.target.in_order
        return in_order or (self.pace is not None and self.pace.paused_until is not None)
