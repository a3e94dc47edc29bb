"""Trying a mapping on a payload that was received: what it finds, and what is wrong; nothing is kept."""

from dataclasses import dataclass
from typing import Any

from core import forms
from core.errors import InvalidInput
from core.incoming import reading
from core.incoming.handlers import name_of
from core.incoming.job_types import KEEP_ONLY, KEPT
from core.incoming.mapping.filling import fill, fill_all
from core.incoming.mapping.topic_mapping import TopicMapping
from core.incoming.values import BadPayload, parse
from core.store.database import Store

MAX_TRIED = 1_000_000
"""Bytes of a payload that a mapping is tried on: a person waits for the answer."""
SHOWN = 20
"""Records of a list that are shown."""
SAMPLES = 30


@dataclass(frozen=True, slots=True)
class Sample:
    """A received payload to try on; `date` is in epoch milliseconds, `size` in bytes."""

    log_id: int
    date: int
    topic: str
    size: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What a mapping makes of a payload: the fields of its records, or `error` for all of it.

    `problems` has words for the fields that are wrong in the first record that has any; `items` among
    them is the list itself. `message` says what the job would come to, and `count` of how many records.
    """

    records: tuple[dict[str, Any], ...]
    problems: dict[str, str]
    message: str
    count: int
    error: str = ""

    @property
    def works(self) -> bool:
        """Whether the job would not fail for the mapping's sake."""
        return not (self.problems or self.error)


def samples(store: Store, plugin_id: str, topic: str) -> list[Sample]:
    """Return the newest payloads of a plugin with this topic, newest first; any of its if there are none."""
    rows = store.sql(
        f"SELECT {_SAMPLE} FROM job j JOIN event_log l ON l.id = j.log_id"
        " WHERE j.plugin_id = ? AND j.topic = ? AND j.topic != '' ORDER BY j.id DESC LIMIT ?",
        (plugin_id, topic, SAMPLES),
    ).fetchall()
    if not rows:
        rows = store.sql(
            f"SELECT {_SAMPLE} FROM event_log l LEFT JOIN job j ON j.log_id = l.id"
            " WHERE l.plugin_id = ? AND +l.status = 'ACCEPTED' ORDER BY l.id DESC LIMIT ?",
            (plugin_id, SAMPLES),
        ).fetchall()
    return [Sample(*row) for row in rows]


# In these statements the literals let SQLite see that a partial index holds, and the + keeps to the plugin's.
_SAMPLE = "l.id, l.date, ifnull(j.topic, ''), l.size"


def try_mapping(mapping: TopicMapping, body: bytes, *, plugin_id: str) -> Trial:
    """Return what a mapping makes of a payload's bytes; the mapping was checked. Not for the UI thread."""
    if len(body) > MAX_TRIED:
        return _failed(f"This payload is too large to try here: {len(body):,} bytes. Choose a smaller one.")
    try:
        payload = parse(forms.as_json(body))
        found = fill_all(mapping, payload)
    except InvalidInput as error:
        if isinstance(error, BadPayload) and error.field == "items":
            return Trial((), {"items": error.title}, "", 0)
        return _failed(str(error))
    shown = tuple(each.values for each in found[:SHOWN])
    wrong = next((each.problems for each in found if each.problems), {})
    problems = {name: problem.title for name, problem in wrong.items()}
    if problems:
        return Trial(shown, problems, "", len(found))
    return _read(mapping, payload, plugin_id, shown, len(found))


def _read(
    mapping: TopicMapping, payload: Any, plugin_id: str, shown: tuple[dict[str, Any], ...], count: int
) -> Trial:
    """Let the job look at what was found, as it would."""
    try:
        asked = reading.read(mapping.job_type, fill(mapping, payload), plugin_id=plugin_id, seller="")
    except BadPayload as error:
        return Trial(shown, {error.field or "": str(error)}, "", count)
    if not asked.items:
        said = KEPT if mapping.job_type == KEEP_ONLY else "Nothing is kept for this job type."
        return Trial(shown, {}, said, count)
    first = asked.items[0]
    message = f"{asked.task.action.capitalize()} {name_of(asked.task, first)}"
    return Trial(shown, {}, f"{message}, and {len(asked.items) - 1} more" if count > 1 else message, count)


def _failed(words: str) -> Trial:
    return Trial((), {}, "", 0, error=words)
