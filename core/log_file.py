"""The log file: what went wrong inside, for whoever is asked to help. Never a payload, never a secret."""

import logging
import os
import sys
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILE = "yardarm.log"
BYTES = 2 * 1024 * 1024
COPIES = 3
FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s%(more)s"
SAME_AGAIN = 59.0
"""Seconds until the same line is written once more; what is said once a minute is."""
MOST_LINES = 500
"""How many different ones are remembered."""


class Repeats(logging.Filter):
    """Passes over a line that was just written, and says with the next one how often.

    A disk that stays full fails every request and every job. Their lines would push everything else out of
    the file, and why it began with them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[tuple[str, str, str], tuple[float, int]] = {}
        """By line: when it was written, and how often it was passed over since."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether to write a line; one that tells of an error is the same if that is."""
        error = repr(record.exc_info[1]) if record.exc_info else ""
        line, now = (record.name, record.getMessage(), error), time.monotonic()
        at, more = self._seen.get(line, (-SAME_AGAIN, 0))
        if now - at < SAME_AGAIN:
            self._seen[line] = at, more + 1
            return False
        if len(self._seen) >= MOST_LINES:
            self._seen.clear()
        self._seen[line] = now, 0
        record.more = f" ({more:,} more since)" if more else ""
        return True


class _PrivateFile(RotatingFileHandler):
    """A rotating file that nobody else may read."""

    def _open(self):  # type: ignore[no-untyped-def]  # the base class's own type is private
        os.close(os.open(self.baseFilename, os.O_CREAT | os.O_WRONLY, 0o600))
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the base class's name
        """Pass over what a full disk does not take: it is told where it matters, not line by line."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)


def log_to_file(data_dir: Path) -> Path:
    """Write warnings and errors of the whole process to the data folder; return the file's path.

    A folder that cannot be written is no reason not to start: the window says so by itself.
    """
    path = data_dir / FILE
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler: logging.Handler = _PrivateFile(path, maxBytes=BYTES, backupCount=COPIES, encoding="utf-8")
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(FORMAT))
    handler.addFilter(Repeats())
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    return path
