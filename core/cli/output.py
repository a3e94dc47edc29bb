"""What commands print: one JSON document, or text for people in which control characters are escaped."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from core.clock import iso
from core.errors import DeskError, InvalidInput


@dataclass(frozen=True, slots=True)
class Result:
    """What a command gives: `data` with --json, `text` without, and the exit status."""

    data: Any
    text: str
    status: int = 0
    error: DeskError | None = None
    """Why the status is not 0; told on standard error beside the result."""


class OutputError(DeskError):
    """What was to be printed cannot be: the disk it goes to is full, for example."""

    code = "output"


def show(result: Result, *, as_json: bool) -> int:
    """Print a result and return its exit status. Raises OutputError."""
    text = json.dumps(result.data, indent=2) if as_json else result.text
    if text:
        _write(sys.stdout, text)
    if result.error is not None:
        complain(result.error, as_json=as_json)
    return result.status


def tell(data: Any) -> None:
    """Print one line of JSON at once. Raises OutputError."""
    _write(sys.stdout, json.dumps(data))


def complain(error: DeskError, *, as_json: bool) -> int:
    """Print an error on standard error and return the exit status it means."""
    if as_json:
        text = json.dumps({"error": {"code": error.code, "message": str(error)}})
    else:
        text = "\n".join(escape(line) for line in (error.title, error.advice) if line)
    _write(sys.stderr, text)
    return 2 if isinstance(error, InvalidInput) else 1


def escape(text: str) -> str:
    r"""Return text in which nothing moves the cursor, rings, colours or turns the writing round.

    Control and format characters become escapes such as `\x1b`; lone surrogates too.
    """
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def cell(value: Any) -> str:
    """Write one value for people."""
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{escape(str(name))}: {cell(each)}" for name, each in value.items()) or "-"
    if isinstance(value, list | tuple):
        return ", ".join(cell(each) for each in value) or "-"
    return escape(str(value))


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, empty: str) -> str:
    """Lay rows out under their headings; without rows, say what `empty` says."""
    lines = [[cell(value) for value in row] for row in rows]
    if not lines:
        return empty
    lines.insert(0, [name.upper().replace("_", " ") for name in columns])
    widths = [max(len(line[at]) for line in lines) for at in range(len(columns))]
    return "\n".join(
        "  ".join(part.ljust(width) for part, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def facts(values: dict[str, Any]) -> str:
    """Lay the parts of one thing out, a line each."""
    width = max(len(name) for name in values)
    return "\n".join(f"{name.replace('_', ' '):<{width}}  {cell(value)}" for name, value in values.items())


def one(data: dict[str, Any], *more: str) -> Result:
    """Give one thing, with sentences for people below it."""
    return Result(data, "\n".join([facts(data), *(escape(line) for line in more)]))


def when(at: int | None) -> str | None:
    """Write a time, or that there is none."""
    return None if at is None else iso(at)


def write_bytes(body: bytes) -> None:
    """Write exact bytes to standard output. Raises OutputError."""
    if sys.stdout is not None:
        with _told():
            sys.stdout.buffer.write(body)
            sys.stdout.buffer.flush()


def _write(stream: Any, text: str) -> None:
    if stream is None:  # the shell closed it: >&-
        return
    encoding = stream.encoding or "utf-8"
    with _told():
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        stream.flush()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError("The output cannot be written.", f"{error.strerror}.") from error
