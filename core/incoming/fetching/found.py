"""What is found at a provider's API, and how its pages are read."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

from core import json_values
from core.incoming.fetching.api import Answer, FetchError
from core.json_index import JsonIndex

MOST = 50_000
"""What is fetched at once; it is held in memory until the oldest is known."""
BATCH = 100


@dataclass(frozen=True, slots=True)
class Missed:
    """One event that the provider sent or tried to: its id, topic, bytes and the headers it had."""

    transaction_id: str
    topic: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Looking:
    """More was looked at: so many in all by now."""

    looked: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """The provider asks for a pause, in seconds."""

    seconds: float


Step = Looking | Waiting | list[Missed]
"""What a search gives from time to time; lists come in the order in which things happened."""
Ask = Callable[[str], Generator[Waiting, None, Answer]]
"""Asks for a path; waits, by giving Waiting, as often as the provider wants."""
Known = Callable[[list[str]], set[str]]
"""Returns those of some transaction ids that are in the log."""
Search = Iterator[Step]


def index_of(name: str, answer: Answer) -> JsonIndex:
    """Return an answer's JSON. Raises FetchError if it is none."""
    index = JsonIndex(answer.body)
    for _ in index.read():
        pass
    if index.broken or not len(index):
        raise unreadable(name)
    return index


def member(index: JsonIndex, node: int, name: str) -> int:
    """Return the node of an object's member, or -1."""
    if node < 0 or not index.is_object(node):
        return -1
    children = (index.child(node, at) for at in range(index.count(node)))
    return next((child for child in children if json_values.key(index, child) == name), -1)


def items(index: JsonIndex, node: int) -> Iterator[int]:
    """Give the nodes of an array."""
    if node >= 0 and index.is_box(node) and not index.is_object(node):
        yield from (index.child(node, at) for at in range(index.count(node)))


def text(index: JsonIndex, node: int, name: str) -> str:
    """Return an object's member as text, without quotes; nothing where there is none."""
    at = member(index, node, name)
    return "" if at < 0 or index.is_box(at) else json_values.copied(index, at)


def raw(index: JsonIndex, node: int) -> bytes:
    """Return the exact bytes of a value."""
    start, end = index.span(node)
    return bytes(index.data[start:end])


def batches(found: list[Any]) -> Iterator[list[Any]]:
    """Cut a list into batches."""
    for start in range(0, len(found), BATCH):
        yield found[start : start + BATCH]


def unreadable(name: str) -> FetchError:
    """Return the error of an answer that makes no sense."""
    return FetchError(f"{name}'s answer cannot be read.", "Fetch again later. What was fetched is kept.")


def too_many() -> FetchError:
    """Return the error of more than is fetched at once."""
    return FetchError(f"More than {MOST:,} were missed.", "Fetch a shorter time.")
