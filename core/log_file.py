"""The log file: what went wrong inside, for whoever is asked to help. Never a payload, never a secret."""

import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILE = "yardarm.log"
BYTES = 2 * 1024 * 1024
COPIES = 3
FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"


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
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    return path
