"""What a table wants to be read: one thing after the other, the most urgent first."""

import asyncio
import enum
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject

from desktop.tasks import spawn

W = TypeVar("W", bound=enum.Flag)


class Wants(Generic[W]):
    """Reads what is wanted until nothing is. An error ends it; the next question starts it again."""

    def __init__(
        self,
        nothing: W,
        read: Callable[[W], Coroutine[Any, Any, None]],
        settled: Callable[[], None],
        owner: QObject,
    ) -> None:
        """Take the empty flag of those that stand for what is wanted; the first of them is the most urgent.

        `settled` is called after each read, and what is under way ends with the `owner`.
        """
        self._nothing, self._read, self._settled, self._owner = nothing, read, settled, owner
        self._wanted = self._now = nothing
        self._task: asyncio.Task[None] | None = None
        self.failed = False
        """Whether the last read ended with an error."""

    def ask(self, want: W) -> None:
        """Read this too, if it is not wanted already."""
        self._wanted |= want
        if self._task is None:
            self._task = spawn(self._work(), self._owner)

    def is_asked(self, want: W) -> bool:
        """Tell whether any of this is wanted, or being read."""
        return bool((self._wanted | self._now) & want)

    def take_back(self, want: W) -> None:
        """Do not read this, unless it is being read."""
        self._wanted &= ~want

    def drop(self) -> None:
        """Want nothing; what is being read now is dropped."""
        if self._task:
            self._task.cancel()
        self._task, self._wanted, self.failed = None, self._nothing, False

    async def _work(self) -> None:
        self.failed = False
        try:
            while self._wanted:
                self._now = next(each for each in type(self._nothing) if each in self._wanted)
                self._wanted &= ~self._now
                await self._read(self._now)
                self._now = self._nothing
                self._settled()
        except Exception:
            self._wanted, self.failed = self._nothing, True
            raise
        finally:
            if self._task is asyncio.current_task():
                self._task, self._now = None, self._nothing
