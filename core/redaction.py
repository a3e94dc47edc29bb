"""What is never stored: values at JSON paths and in headers, replaced before anything is written.

The bytes around a value stay as they came. A body that is no JSON is looked at as a form, whose fields
are the top level and may hold JSON; one that cannot be read either way, or only in part, is not kept.
"""

import json
import re
from collections.abc import Iterable
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
_STEP = re.compile(r"(\.\.|\.)?(?:\[(\d+)\]|\[\*\]|\['([^']+)'\]|(\*)|([^\W\d][\w-]*))")
_HEADER = re.compile(r"[0-9a-z!#$%&'*+.^_`|~-]+")

Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: a key, a place in a list, or None for any; `deep` at any depth below."""

    name: str | int | None
    deep: bool


Path = tuple[Step, ...]


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
    steps = [read_path(path) for path in paths]
    if not steps or not body:
        return body, 0
    if body.lstrip()[:1] in b'{["':
        return _redacted_json(body, steps)
    return _redacted_form(body, steps)


def _redacted_json(body: bytes, paths: list[Path]) -> tuple[bytes, int]:
    index = JsonIndex(body)
    for _ in index.read():
        pass
    if index.broken:
        return MARK.encode(), 1
    spans = sorted({index.span(node) for path in paths for node in _nodes(index, path)})
    return _spliced(body, spans)


def _spliced(body: bytes, spans: list[tuple[int, int]]) -> tuple[bytes, int]:
    parts, at, count = list[bytes](), 0, 0
    for start, end in spans:
        if start >= at:  # else it stands in a value that is gone already
            parts += [body[at:start], json.dumps(MARK).encode()]
            at, count = end, count + 1
    return b"".join((*parts, body[at:])), count


def _nodes(index: JsonIndex, path: Path) -> list[int]:
    """Return the values that a path leads to."""
    nodes = [0]
    for step in path:
        boxes = _below(index, nodes) if step.deep else nodes
        nodes = [kid for box in boxes for kid in _kids(index, box) if _is_named(index, kid, step.name)]
    return nodes


def _below(index: JsonIndex, nodes: list[int]) -> list[int]:
    """Return the boxes among some nodes and all that stand in them, each once."""
    found, open_boxes = dict.fromkeys(node for node in nodes if index.is_box(node)), list(nodes)
    while open_boxes:
        inner = [kid for kid in _kids(index, open_boxes.pop()) if index.is_box(kid) and kid not in found]
        found.update(dict.fromkeys(inner))
        open_boxes += inner
    return list(found)


def _kids(index: JsonIndex, node: int) -> list[int]:
    return [index.child(node, row) for row in range(index.count(node))]


def _is_named(index: JsonIndex, node: int, name: str | int | None) -> bool:
    if name is None:
        return True
    return index.row(node) == name if isinstance(name, int) else key(index, node) == name


def _redacted_form(body: bytes, paths: list[Path]) -> tuple[bytes, int]:
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)
    except ValueError:
        return MARK.encode(), 1
    replaced = [_redacted_field(name, value, paths) for name, value in fields]
    count = sum(number for _, number in replaced)
    if not count:
        return body, 0
    return urlencode(
        [(name, value) for (name, _), (value, _) in zip(fields, replaced, strict=True)]
    ).encode(), count


def _redacted_field(name: str, value: str, paths: list[Path]) -> tuple[str, int]:
    if any(len(path) == 1 and path[0].name in (name, None) for path in paths):
        return MARK, 1
    if value.lstrip()[:1] not in ("{", "["):
        return value, 0
    body, count = _redacted_json(value.encode(), paths)
    return body.decode(), count
