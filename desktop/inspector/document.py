"""A payload that is being looked at: its bytes, its index while it grows, and what kind of text it is."""

import asyncio
import codecs
from collections.abc import Callable, Iterator
from time import perf_counter

from PySide6.QtCore import QObject, Signal

from core.json_index import JsonIndex

SLICE_S = 0.008
"""How long one turn works before the window may draw and answer again."""
_BLOCK = 256 * 1024


async def in_slices(steps: Iterator[None], between: Callable[[], None] = lambda: None) -> None:
    """Go through `steps` without holding up the window; `between` is called after each slice."""
    until = perf_counter() + SLICE_S
    for _ in steps:
        if perf_counter() >= until:
            between()
            await asyncio.sleep(0)
            until = perf_counter() + SLICE_S


class Document(QObject):
    """The bytes of one payload and their index; empty until it is `read`."""

    started = Signal()
    """There are other bytes."""
    grown = Signal()
    """One more slice of them is in the index."""
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.data = b""
        self.index = JsonIndex(b"")
        self.is_utf8 = True

    async def read(self, data: bytes) -> None:
        """Read a payload in slices; a small one is read at once."""
        self.data, self.index = data, JsonIndex(data)
        self.started.emit()
        await in_slices(self.index.read(), self.grown.emit)
        await in_slices(self._check_utf8())
        self.grown.emit()
        self.finished.emit()

    def kind(self) -> str:
        """Return what the payload is: empty, json, broken (meant to be JSON), text or binary."""
        if not self.data or self.data.isspace():
            return "empty"
        if self.index.broken is None:
            return "json"
        if self.data[:_BLOCK].lstrip()[:1] in (b"{", b"["):
            return "broken"
        return "text" if self.is_utf8 and b"\0" not in self.data[:_BLOCK] else "binary"

    def decode(self, parts: list[str]) -> Iterator[None]:
        """Add the payload as text to `parts`, in slices; what is not UTF-8 becomes U+FFFD."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        for start in range(0, len(self.data), _BLOCK):
            parts.append(decoder.decode(self.data[start : start + _BLOCK]))
            yield
        parts.append(decoder.decode(b"", final=True))

    def _check_utf8(self) -> Iterator[None]:
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            for start in range(0, len(self.data), _BLOCK):
                decoder.decode(self.data[start : start + _BLOCK])
                yield
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            self.is_utf8 = False
