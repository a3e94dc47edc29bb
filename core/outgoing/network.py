"""Whether this computer is on the network, told from how attempts end. Pure, with time as an argument.

Nothing is asked of the network itself: an attempt that finds no way out was none, and everything that
leaves this computer waits until a single delivery gets through again.
"""

import functools
from urllib.parse import urlsplit

from core.outgoing.addresses import literal
from core.outgoing.kinds import Kind

FIRST_WAIT, LONGEST_WAIT = 2_000, 30_000
"""Milliseconds until it is tried again; doubled each time."""
RECENTLY = 60_000
"""Milliseconds for which an answer proves that the network is there."""
NO_PROOF = frozenset((Kind.TIMEOUT, Kind.UNREACHABLE, Kind.PROXY, Kind.FORBIDDEN, Kind.OTHER))
"""What says nothing of the network: it may be the one host."""


class Network:
    """What is known of the network. Times are epoch milliseconds."""

    def __init__(self) -> None:
        self.offline_until: int | None = None
        """When it is tried again; None while it is there."""
        self._waits = 0
        self._reached_at: int | None = None
        self._not_found: set[str] = set()

    def heard(self, url: str, kind: str, now: int) -> bool:
        """Take in how an attempt ended; return whether it was one: False where there is no network."""
        if is_local(url) or kind in NO_PROOF:
            return True
        if kind not in (Kind.OFFLINE, Kind.HOST_NOT_FOUND):
            self._reach(now)
            return True
        if kind == Kind.HOST_NOT_FOUND:
            self._not_found.add(host_of(url))
        if self._is_one_host(kind, now):
            return True
        if self.offline_until is not None and now < self.offline_until:
            return False  # it was under way when the first one told
        self._waits += 1
        self.offline_until = now + min(FIRST_WAIT << min(self._waits - 1, 10), LONGEST_WAIT)
        return False

    def set_back(self, by: int) -> None:
        """Take in that the clock was set back by so many milliseconds: what was known holds for as long."""
        if self.offline_until is not None:
            self.offline_until -= by
        if self._reached_at is not None:
            self._reached_at -= by

    def _reach(self, now: int) -> None:
        self._reached_at, self.offline_until, self._waits = now, None, 0
        self._not_found.clear()

    def _is_one_host(self, kind: str, now: int) -> bool:
        """Tell whether only this host is not to be found, as others are or may be."""
        if self.offline_until is not None:
            return False
        if self._reached_at is not None and now - self._reached_at < RECENTLY:
            return True
        return kind == Kind.HOST_NOT_FOUND and len(self._not_found) < 2


@functools.lru_cache(maxsize=1_000)  # it is asked for every delivery
def is_local(url: str) -> bool:
    """Tell whether a target is on this computer, where no network is needed."""
    host = host_of(url)
    address = literal(host)
    return host == "localhost" or host.endswith(".localhost") or (address is not None and address.is_loopback)


def host_of(url: str) -> str:
    """Return the host of a target, without the full stop that a whole name may end with."""
    return (urlsplit(url).hostname or "").rstrip(".")
