"""Running a thread's event loop: uvloop where it exists, asyncio's own elsewhere."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` to its end in this thread, on a loop of its own."""
    if sys.platform == "win32":
        asyncio.run(work)
    else:
        import uvloop  # late: the network side is imported in its own thread

        uvloop.run(work)
