"""What is never stored: values at JSON paths and in headers, replaced before anything is written.

The bytes around a value stay as they came. A body that is no JSON is looked at as a form, whose fields
are the top level and may hold JSON; one that cannot be read either way, or only in part, is not kept.
"""

import json
import re
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from core.bus import Change
from core.errors import InvalidInput
from core.json_index import JsonIndex
from core.json_values import key
from core.store.database import Store

MARK = "[redacted]"
MOST = 100
"""Paths, and names of headers, at most."""
_PAUSE = 512
"""Values that are looked at between two pauses: about a millisecond."""
_STEP = re.compile(r"(\.\.|\.)?(?:\[(\d+)\]|\[\*\]|\['([^']+)'\]|(\*)|([^\W\d][\w-]*))")
_HEADER = re.compile(r"[0-9a-z!#$%&'*+.^_`|~-]+")

Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: a key, a place in a list, or None for any; `deep` at any depth below."""

    name: str | int | None
    deep: bool


Path = tuple[Step, ...]
Steps = Generator[None, None, tuple[bytes, int]]


@dataclass(frozen=True, slots=True)
class Redaction:
    """The paths as they were written, and the names of headers in lower case."""

    paths: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is not to be kept."""
        return bool(self.paths or self.headers)


def load_redaction(store: Store) -> Redaction:
    """Return what is not to be kept."""
    rows = store.sql("SELECT kind, name FROM redaction ORDER BY kind, name").fetchall()
    return Redaction(*(tuple(name for kind, name in rows if kind == wanted) for wanted in ("path", "header")))


def save_redaction(store: Store, redaction: Redaction) -> Redaction:
    """Keep from now on what is not to be kept; return it as it holds. Raises InvalidInput."""
    paths = tuple(dict.fromkeys(path.strip() for path in redaction.paths if path.strip()))
    headers = tuple(dict.fromkeys(name.strip().lower() for name in redaction.headers if name.strip()))
    for path in paths:
        read_path(path)
    for name in headers:
        if not _HEADER.fullmatch(name):
            raise InvalidInput(
                f"{name} is no name of a header.", "For example x-customer-email.", field="headers"
            )
    if max(len(paths), len(headers)) > MOST:
        raise InvalidInput(f"There can be {MOST} paths and {MOST} headers at most.")
    rows = [("path", path) for path in paths] + [("header", name) for name in headers]
    with store.write(Change.SETTINGS):
        store.sql("DELETE FROM redaction")
        store.many("INSERT INTO redaction (kind, name) VALUES (?, ?)", rows)
    return Redaction(paths, headers)


def read_path(text: str) -> Path:
    """Read a JSONPath of names, places and wildcards: `$.customer.email`, `$..phone`, `$.lines[*].note`.

    Raises InvalidInput.
    """
    rest, steps = text if text.startswith(("$", ".", "[")) else f".{text}", list[Step]()
    rest = rest.removeprefix("$")
    while rest and (found := _STEP.match(rest)):
        dots, place, quoted, _, name = found.groups()
        if not dots and not found[0].startswith("["):
            break
        steps.append(Step(int(place) if place else quoted or name, dots == ".."))
        rest = rest[found.end() :]
    if rest or not steps:
        raise InvalidInput(
            f"{text} is no path.", "For example $.customer.email, $..phone or $.lines[*].note.", field="paths"
        )
    return tuple(steps)


def redacted_headers(headers: Headers, names: Iterable[str]) -> tuple[list[tuple[str, str]], int]:
    """Return headers without the values of those named, in lower case, and how many were replaced."""
    hidden, given = frozenset(names), list(headers)
    return (
        [(name, MARK if name.lower() in hidden else value) for name, value in given],
        sum(name.lower() in hidden for name, _ in given),
    )


def redacted_body(body: bytes, paths: Iterable[str]) -> tuple[bytes, int]:
    """Return a body without the values at some paths, and how many were replaced."""
    steps = redacting_body(body, paths)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: tuple[bytes, int] = end.value
            return found


def redacting_body(body: bytes, paths: Iterable[str]) -> Steps:
    """Do what `redacted_body` does, pausing about every millisecond: a large body takes seconds."""
    steps = [read_path(path) for path in paths]
    if not steps or not body:
        return body, 0
    if body.lstrip()[:1] in b'{["':
        return (yield from _redacting_json(body, steps))
    return (yield from _redacting_form(body, steps))


def _redacting_json(body: bytes, paths: list[Path]) -> Steps:
    index = JsonIndex(body)
    yield from index.read()
    if index.broken:
        return MARK.encode(), 1
    found = set[int]()
    for path in paths:
        found.update((yield from _nodes(index, path)))
    return (yield from _spliced(index, sorted(found)))


def _spliced(index: JsonIndex, nodes: list[int]) -> Steps:
    """Replace some values; `nodes` is in their order, in which a box comes before what stands in it."""
    parts, at, count = list[bytes](), 0, 0
    for number, node in enumerate(nodes):
        start, end = index.span(node)
        if start >= at:  # else it stands in a value that is gone already
            parts += [index.data[at:start], json.dumps(MARK).encode()]
            at, count = end, count + 1
        if not number % _PAUSE:
            yield
    return b"".join((*parts, index.data[at:])), count


def _nodes(index: JsonIndex, path: Path) -> Generator[None, None, list[int]]:
    """Return the values that a path leads to."""
    nodes = [0]
    for step in path:
        boxes = (yield from _below(index, nodes)) if step.deep else nodes
        nodes = yield from _named(index, boxes, step.name)
    return nodes


def _named(index: JsonIndex, boxes: list[int], name: str | int | None) -> Generator[None, None, list[int]]:
    """Return what stands in some boxes under a name."""
    found, looked = list[int](), 0
    for box in boxes:
        for kid in _kids(index, box):
            if _is_named(index, kid, name):
                found.append(kid)
            looked += 1
            if not looked % _PAUSE:
                yield
    return found


def _below(index: JsonIndex, nodes: list[int]) -> Generator[None, None, list[int]]:
    """Return the boxes among some nodes and all that stand in them, each once."""
    found, open_boxes = dict.fromkeys(node for node in nodes if index.is_box(node)), list(nodes)
    looked = 0
    while open_boxes:
        for kid in _kids(index, open_boxes.pop()):
            if index.is_box(kid) and kid not in found:
                found[kid] = None
                open_boxes.append(kid)
            looked += 1
            if not looked % _PAUSE:
                yield
    return list(found)


def _kids(index: JsonIndex, node: int) -> Iterable[int]:
    return (index.child(node, row) for row in range(index.count(node)))


def _is_named(index: JsonIndex, node: int, name: str | int | None) -> bool:
    if name is None:
        return True
    return index.row(node) == name if isinstance(name, int) else key(index, node) == name


def _redacting_form(body: bytes, paths: list[Path]) -> Steps:
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)
    except ValueError:
        return MARK.encode(), 1
    kept, count = list[tuple[str, str]](), 0
    for name, value in fields:
        text, number = yield from _redacting_field(name, value, paths)
        kept.append((name, text))
        count += number
    return (urlencode(kept).encode(), count) if count else (body, 0)


def _redacting_field(name: str, value: str, paths: list[Path]) -> Generator[None, None, tuple[str, int]]:
    if any(len(path) == 1 and path[0].name in (name, None) for path in paths):
        return MARK, 1
    if value.lstrip()[:1] not in ("{", "["):
        return value, 0
    body, count = yield from _redacting_json(value.encode(), paths)
    return body.decode(), count
