"""Reads the body of a request within its bounds; one that came compressed is inflated.

What is verified and kept is the inflated body: a content coding is put on and taken off by HTTP (RFC 9110,
8.4), beneath the sender's code that signed the payload, and only what is kept can be verified again.
"""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from core.incoming.guards import Answer

STEP = 1_000_000
"""Bytes that are inflated before other requests have their turn."""
UNCOUNTED = 64 * 1024
"""Bytes of each body that are always taken: so many connections can hold so much anyway."""
MOST_AT_ONCE = 128 * 1_000_000
"""Bytes that all bodies under way may hold together beyond those."""
MAX_DROPPED = 100 * 1_000_000
"""Bytes of a refused body that are taken in; who sends more than that may miss the answer."""
CODINGS = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "identity": "", "": ""}

CROWDED = Answer(
    429, "too_much_at_once", "Too much is being received at once. Send it again later.", retry_after=1
)
BROKEN_CODING = Answer(400, "bad_encoding", "The body is not what its content-encoding says.")

Receive = Callable[[], Awaitable[dict[str, Any]]]


class Room:
    """The memory that all bodies under way share."""

    def __init__(self, left: int = MOST_AT_ONCE) -> None:
        self._left = left

    def share(self) -> "Share":
        """Return a share of it, with nothing taken yet."""
        return Share(self)

    def take(self, size: int) -> bool:
        """Take so many bytes, if there are as many."""
        if size > self._left:
            return False
        self._left -= size
        return True

    def give_back(self, size: int) -> None:
        """Let others have what was taken."""
        self._left += size


class Share:
    """What one body has taken of the room, until it is answered."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._taken = 0

    def __enter__(self) -> "Share":
        return self

    def __exit__(self, *_error: object) -> None:
        self._room.give_back(self._taken)

    def hold(self, size: int) -> bool:
        """Tell whether a body may be as large as this in all."""
        more = size - UNCOUNTED - self._taken
        if more <= 0:
            return True
        if not self._room.take(more):
            return False
        self._taken += more
        return True


class Inflater:
    """Undoes a content coding piece by piece, so that what inflates without end is noticed early."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._stream: Any = None  # zlib's own type has no name

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Return what the next bytes inflate to, at most STEP at a time. Raises zlib.error."""
        while data:
            if self._stream is None or (self._stream.eof and self._coding == "gzip"):  # of several files
                self._stream = zlib.decompressobj(_window_bits(self._coding, data[0]))
            elif self._stream.eof:
                raise zlib.error("bytes after the end")
            yield self._stream.decompress(data, STEP)
            data = self._stream.unconsumed_tail or self._stream.unused_data

    def rest(self) -> bytes:
        """Return the last bytes, once all have come. Raises zlib.error if the end has not."""
        if self._stream is None:
            return b""
        last: bytes = self._stream.flush()
        if not self._stream.eof:
            raise zlib.error("no end")
        return last


class Incoming:
    """A body while it comes in: what is taken of it so far, or why it is refused."""

    def __init__(self, share: Share, limit: int, coding: str) -> None:
        self._share = share
        self._limit = limit
        self._inflater = Inflater(coding) if coding else None
        self._parts: list[bytes] = []
        self._came = self._size = 0

    async def add(self, data: bytes) -> Answer | None:
        """Take in what has come; return why no more of it is wanted."""
        self._came += len(data)
        try:
            for piece in self._inflater.pieces(data) if self._inflater else (data,):
                self._size += len(piece)
                if refusal := self._refusal():
                    self._parts.clear()
                    return refusal
                self._parts.append(piece)
                if len(piece) == STEP:
                    await asyncio.sleep(0)
        except zlib.error:
            return BROKEN_CODING
        return None

    def whole(self) -> bytes | Answer:
        """Return the body once all has come."""
        try:
            rest = self._inflater.rest() if self._inflater else b""
        except zlib.error:
            return BROKEN_CODING
        return b"".join((*self._parts, rest)) if rest else b"".join(self._parts)

    def _refusal(self) -> Answer | None:
        size = max(self._came, self._size)
        if size > self._limit:
            return too_large(self._limit)
        return None if self._share.hold(size) else CROWDED


async def read(receive: Receive, share: Share, *, limit: int, coding: str) -> bytes | Answer | None:
    """Return the body as it was before its coding, or why it is refused, or None if the sender went away.

    `limit` holds for the bytes that come and for what they inflate to. What is refused is taken in all the
    same, and forgotten: closing with bytes unread resets the connection, and the sender would never hear the
    answer.
    """
    incoming, refusal, came, more = Incoming(share, limit, coding), None, 0, True
    while more and came < limit + MAX_DROPPED:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        data, more = message.get("body", b""), message.get("more_body", False)
        came += len(data)
        refusal = refusal or await incoming.add(data)
    return refusal or incoming.whole()


async def drop(receive: Receive) -> None:
    """Take in the body of what is refused already."""
    size, more = 0, True
    while more and size < MAX_DROPPED:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)


def too_large(limit: int) -> Answer:
    """Return the answer to a body that has more than `limit` bytes."""
    return Answer(413, "too_large", f"A payload has at most {limit // 1_000_000} MB.")


def _window_bits(coding: str, first: int) -> int:
    """Return how zlib reads it; by `deflate` some senders mean the bare format, which begins otherwise."""
    if coding == "gzip":
        return 16 + zlib.MAX_WBITS
    return zlib.MAX_WBITS if first & 0x0F == 8 else -zlib.MAX_WBITS
