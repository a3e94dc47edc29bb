"""What the editor of a mapping holds, and the words for what an expression finds. Pure but for the trial."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core import json_values
from core.incoming.mapping.topic_mapping import TopicMapping, faults_of
from core.incoming.mapping.trial import Trial, try_mapping
from core.incoming.values import dump
from core.json_index import JsonIndex

SHOWN = 90
"""Characters of a value that are shown."""
NOTHING = "It finds nothing in this payload."
_PATH = re.compile(r'(?:@|[\w.\[\]]|"[^"]*")*')
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields as they are; `fields` has the expressions that are not empty."""

    topic: str = ""
    job_type: str = ""
    items: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    def mapping(self) -> TopicMapping:
        """Return what is saved or tried."""
        return TopicMapping(self.topic, self.job_type, self.fields, self.items)


@dataclass(frozen=True, slots=True)
class Tried:
    """What is wrong with a draft by itself, by its part, and what it makes of the chosen payload."""

    faults: Mapping[str, str]
    trial: Trial | None


def draft_of(mapping: TopicMapping) -> Draft:
    """Return the fields of a mapping that was just opened."""
    return Draft(mapping.topic, mapping.job_type, mapping.items, dict(mapping.fields))


def try_draft(draft: Draft, body: bytes | None, plugin_id: str) -> Tried:
    """Check a draft, and try what of it is right; not for the UI thread."""
    mapping = draft.mapping()
    faults = faults_of(mapping)
    words = {name: str(fault) for name, fault in faults.items()}
    if body is None or "items" in faults or "job_type" in faults:
        return Tried(words, None)
    usable = replace(
        mapping, fields={name: text for name, text in draft.fields.items() if name not in faults}
    )
    return Tried(words, try_mapping(usable, body, plugin_id=plugin_id))


def found_words(name: str, trial: Trial | None) -> str:
    """Return what an expression finds in the first record of the payload."""
    if trial is None or trial.error or not trial.records:
        return ""
    record: Mapping[str, Any] = trial.records[0]
    if name not in record:
        return "" if name in trial.problems else NOTHING
    text = dump(record[name])
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def jmes_path(index: JsonIndex, node: int, items: str = "") -> str:
    """Return the expression that finds a node: `lines[0].sku`, `"odd key"`; `@` for the whole payload.

    Where records are taken from a list, it is the way from one of them: what comes after the place in
    the list that `items` begins with.
    """
    steps: list[str] = []
    while node > 0:
        name = json_values.key(index, node)
        steps.append(f"[{index.row(node)}]" if name is None else _step(name))
        node = index.parent(node)
    whole = "".join(reversed(steps)).removeprefix(".") or "@"
    listed = items.partition("[")[0].strip()
    inside = re.match(re.escape(listed) + r"\[[0-9]+\]\.?(?P<rest>.+)", whole) if items.strip() else None
    return inside["rest"] if inside else whole


def is_path(text: str) -> bool:
    """Tell whether an expression only names a place, as a path does."""
    return _PATH.fullmatch(text.strip()) is not None


def _step(name: str) -> str:
    return f".{name}" if _NAME.fullmatch(name) else f".{dump(name)}"
