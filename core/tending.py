"""The thread that starts again what has ended, or could not start: nobody may be there who would."""

from collections.abc import Callable

from core.worker import Worker


class Tending(Worker):
    """Looks every few seconds whether everything runs; less often while it does not help."""

    EVERY, LONGEST = 5.0, 60.0
    """Seconds between two looks; they double as long as something does not run."""

    def __init__(self, tend: Callable[[], bool]) -> None:
        """Take what starts again what does not run, and returns whether everything ran."""
        super().__init__("tending")
        self._tend = tend

    def run(self) -> None:
        """Look until it is stopped."""
        self.keep_at(self._follow, "what ended could not be started again", self.LONGEST)

    def _follow(self) -> None:
        pause = self.EVERY
        while not self.stopping.wait(pause):
            pause = self.EVERY if self._tend() else min(2 * pause, self.LONGEST)
