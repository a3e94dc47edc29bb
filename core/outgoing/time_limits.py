"""Time limits of many exchanges on one timer: to set one for each, as `asyncio.timeout` does, is dear."""

import asyncio
import math
from types import TracebackType


class TimeLimit:
    """A block that may take some seconds: what is still awaited then is cancelled, and is a TimeoutError."""

    __slots__ = ("_cancelling", "_limits", "_task", "ends", "is_over")

    def __init__(self, limits: "TimeLimits", seconds: float) -> None:
        task = asyncio.current_task()
        assert task is not None, "only a task can be cancelled"
        self._limits = limits
        self._task = task
        self._cancelling = task.cancelling()
        self.ends = asyncio.get_running_loop().time() + seconds
        self.is_over = False

    def __enter__(self) -> "TimeLimit":
        self._limits.add(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._limits.remove(self)
        if self.is_over and self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise TimeoutError from error  # else somebody else cancelled it, too

    def end(self) -> None:
        """Cancel what is awaited."""
        self.is_over = True
        self._task.cancel()


class TimeLimits:
    """The limits of the blocks that are being run; they belong to one loop."""

    def __init__(self) -> None:
        self._running: set[TimeLimit] = set()
        self._next = math.inf
        self._timer: asyncio.TimerHandle | None = None

    def within(self, seconds: float) -> TimeLimit:
        """Bound a block: `with limits.within(15): await ...`."""
        return TimeLimit(self, seconds)

    def add(self, limit: TimeLimit) -> None:
        """Bound a block that starts."""
        self._running.add(limit)
        if limit.ends < self._next:  # rarely: most start later and have as long as those before
            self._look_at(limit.ends)

    def remove(self, limit: TimeLimit) -> None:
        """Take in that a block has ended. The timer stays: it finds nothing, or the next one."""
        self._running.discard(limit)

    def _look_at(self, time: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._next = time
        self._timer = asyncio.get_running_loop().call_at(time, self._look)

    def _look(self) -> None:
        self._timer, self._next = None, math.inf
        now = asyncio.get_running_loop().time()
        for limit in [each for each in self._running if each.ends <= now]:
            self.remove(limit)
            limit.end()
        if self._running:
            self._look_at(min(each.ends for each in self._running))
