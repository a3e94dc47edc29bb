"""What a body may have been when it was signed: before somebody on the way changed it."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote_plus

from core import forms
from core.errors import InvalidInput
from core.lab.rewriting import ways

MOST_BYTES = 512 * 1024
"""Larger bodies are not written anew: each way takes as long as reading them."""
RAW = "Verify the raw bytes as they came; parse or write JSON only after that."


@dataclass(frozen=True, slots=True)
class Variant:
    """A body that may have been signed, and what that says."""

    title: str
    advice: str
    body: bytes


def variants(body: bytes) -> Iterator[Variant]:
    """Return what a body may have been, the smallest change first; none is the body itself."""
    seen = {body}
    for each in (*_by_ends(body), *_by_lines(body), *_by_form(body), *_rewritten(body)):
        if each.body not in seen:
            seen.add(each.body)
            yield each


def _by_ends(body: bytes) -> Iterator[Variant]:
    yield Variant("A line break was added after the body", RAW, body.rstrip(b"\r\n"))
    yield Variant("The line break at the body's end was lost", RAW, body + b"\n")
    yield Variant("The line break at the body's end was lost", RAW, body + b"\r\n")
    yield Variant("Spaces around the body were added", RAW, body.strip())
    mark = b"\xef\xbb\xbf"
    yield Variant("A byte order mark was added before the body", RAW, body.removeprefix(mark))
    yield Variant("The byte order mark before the body was lost", RAW, mark + body)


def _by_lines(body: bytes) -> Iterator[Variant]:
    unix = body.replace(b"\r\n", b"\n")
    for text in (unix, unix.rstrip(b"\n"), unix + b"\n"):
        yield Variant("Its line endings were changed from LF to CRLF", RAW, text)
    windows = unix.replace(b"\n", b"\r\n")
    for text in (windows, windows.rstrip(b"\r\n"), windows + b"\r\n"):
        yield Variant("Its line endings were changed from CRLF to LF", RAW, text)


def _by_form(body: bytes) -> Iterator[Variant]:
    advice = "A form is signed as it is, with payload= before the JSON and its signs escaped."
    yield Variant("It was signed as a form", advice, b"payload=" + quote_plus(body).encode())
    with suppress(InvalidInput):
        advice = "The form carries the JSON that was signed."
        yield Variant("It was signed before it became a form", advice, forms.as_json(body))


def _rewritten(body: bytes) -> Iterator[Variant]:
    try:
        if len(body) > MOST_BYTES:
            return
        text = body.decode()
        json.loads(text)
    except (ValueError, RecursionError):
        return
    for how, made in ways(text):
        advice = f"It was signed {how}. {RAW}"
        yield Variant("The JSON was written anew", advice, made.encode("utf-8", "surrogatepass"))
