"""The values of an indexed JSON text in words: what to show of one, what to copy, and the path to it."""

import codecs
import json
import re
from collections.abc import Iterator

from core.json_grammar import OPEN_STRING, PART
from core.json_index import JsonIndex

PREVIEW = 1_000
"""How many bytes of a value are looked at to show it in one line."""

_BLOCK = 256 * 1024
"""How many bytes of a long value are copied at once."""
_NAME = re.compile(r"[^\W\d]\w*")  # what RFC 9535 lets stand after a dot
_SURROGATE = re.compile("[\ud800-\udfff]")
_QUOTED = {ord("'"): "\\'", ord("\\"): "\\\\"} | {code: f"\\u{code:04x}" for code in range(32)}
_LOOSE = json.JSONDecoder(strict=False)  # made once: it costs more than most texts
_KINDS = {ord('"'): "string", ord("t"): "boolean", ord("f"): "boolean", ord("n"): "null"}


def kind(index: JsonIndex, node: int) -> str:
    """Return what the value is: object, array, string, number, boolean or null."""
    if index.is_box(node):
        return "object" if index.is_object(node) else "array"
    return _KINDS.get(index.data[index.span(node)[0]], "number")


def key(index: JsonIndex, node: int) -> str | None:
    """Return the node's key without its escapes, or None for an item of an array and the whole value."""
    span = index.key(node)
    return unescaped(index.data[slice(*span)]) if span else None


def preview(index: JsonIndex, node: int) -> str:
    """Return the value in one line: texts in quotes with only the escapes they need, cut when very long."""
    start, end = index.span(node)
    if index.data[start] != ord('"'):
        return _text(index.data[start : min(end, start + PREVIEW)]) + ("…" if end > start + PREVIEW else "")
    if end - start <= PREVIEW:
        return json.dumps(unescaped(index.data[start:end]), ensure_ascii=False)
    begun = OPEN_STRING.match(index.data, start, start + PREVIEW)  # ends before an escape that is cut in two
    text = unescaped(index.data[start : begun.end() if begun else start + 1] + b'"').rstrip("\ufffd")
    return json.dumps(text, ensure_ascii=False)[:-1] + "…"


def copied(index: JsonIndex, node: int) -> str:
    """Return the value as one wants it elsewhere: a text without quotes and escapes, all else as written."""
    return "".join(copied_in_parts(index, node))


def copied_in_parts(index: JsonIndex, node: int) -> Iterator[str]:
    """Give what `copied` returns a part at a time: of 25 MB it takes longer than a window may stand still."""
    start, end = index.span(node)
    if index.data[start] == ord('"'):
        yield from _string_in_parts(index.data, start + 1, end - 1)
        return
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for at in range(start, end, _BLOCK):
        stop = min(at + _BLOCK, end)
        yield decoder.decode(index.data[at:stop], final=stop == end)


def path(index: JsonIndex, node: int) -> str:
    """Return the JSONPath (RFC 9535) of a node: `$.lines[0].product_sku`, `$['odd key']`."""
    steps = []
    while node > 0:
        name = key(index, node)
        steps.append(f"[{index.row(node)}]" if name is None else _step(name))
        node = index.parent(node)
    return "$" + "".join(reversed(steps))


def python_path(index: JsonIndex, node: int) -> str:
    """Return how Python reaches a node of the parsed payload: `payload["lines"][0]["product_sku"]`."""
    steps = []
    while node > 0:
        name = key(index, node)
        steps.append(f"[{index.row(node) if name is None else repr(name)}]")
        node = index.parent(node)
    return "payload" + "".join(reversed(steps))


def unescaped(raw: bytes) -> str:
    """Return the text that a JSON string stands for; half a surrogate pair and broken UTF-8 as U+FFFD."""
    return _SURROGATE.sub("\ufffd", _loose(_text(raw)[1:-1]))


def _string_in_parts(data: bytes, at: int, end: int) -> Iterator[str]:
    """Give the inside of a string without its escapes; no escape and no pair of surrogates is cut in two."""
    decoder, held = codecs.getincrementaldecoder("utf-8")("replace"), ""
    while at < end:
        whole = PART.match(data, at, min(at + _BLOCK, end))
        stop = whole.end() if whole and whole.end() > at else end
        raw = held + decoder.decode(data[at:stop], final=stop == end)
        text, held, at = _loose(raw), "", stop
        if at < end and "\ud800" <= text[-1:] <= "\udbff":  # its other half comes with the next part
            text, held = text[:-1], raw[-len("\\ud800") :]
        yield _SURROGATE.sub("\ufffd", text)


def _loose(inside: str) -> str:
    """Return the inside of a string without its escapes; halves of surrogate pairs stay."""
    return str(_LOOSE.decode(f'"{inside}"')) if "\\" in inside else inside


def _step(name: str) -> str:
    return f".{name}" if _NAME.fullmatch(name) else f"['{name.translate(_QUOTED)}']"


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
