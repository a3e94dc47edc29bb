"""Running a thread's event loop: uvloop where it exists, asyncio's own elsewhere. And long work in one."""

import asyncio
import sys
from collections.abc import Coroutine, Generator
from typing import Any, TypeVar

T = TypeVar("T")


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` to its end in this thread, on a loop of its own."""
    if sys.platform == "win32":
        asyncio.run(work)
    else:
        import uvloop  # late: the network side is imported in its own thread

        uvloop.run(work)


async def in_turns(work: Generator[None, None, T]) -> T:
    """Go through work that pauses every now and then, and let the loop do all else in each pause."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: T = end.value
            return found
        await asyncio.sleep(0)
