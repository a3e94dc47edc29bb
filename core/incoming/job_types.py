"""What each job type asks for, as `resources/job_types.json` says; its `note` explains every word."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from resources import FOLDER

KEEP_ONLY = ""
"""In the place of a job type: the payload is kept and nothing is done."""
KEPT = "Kept. The mapping of this topic asks for nothing to be done."


@dataclass(frozen=True, slots=True)
class Task:
    """The work of one job type."""

    kind: str | None
    """The kind of record; None where nothing is kept."""
    action: str
    """`create`, `update`, `delete`, `list` or `none`."""
    key: tuple[str, ...]
    """The fields that name the record; `a|b` stands for the first of them that is there."""
    required: Mapping[str, str]
    """The type of each field that must be there, as `values.check` names types."""
    optional: Mapping[str, str]
    event: str | None
    event_if_known: str | None = None
    """What is set off instead of `event` where the record was there already."""
    items: str | None = None
    """The field that holds the list, for the action `list`."""
    unkept: Mapping[str, str] = field(default_factory=dict)
    kept_as: Mapping[str, str] = field(default_factory=dict)
    sets: Mapping[str, Any] = field(default_factory=dict)


KEEPING = Task(None, "none", (), {}, {}, None)
"""The work of KEEP_ONLY."""


@lru_cache(maxsize=1)
def tasks() -> Mapping[str, Task]:
    """Read the tasks, by the job type's name in capitals; every later call gives the same ones."""
    raw = json.loads((FOLDER / "job_types.json").read_bytes())["types"]
    return {name: Task(**{**entry, "key": tuple(entry["key"])}) for name, entry in raw.items()}
