"""The catalogue: what events, job types and permissions there are, and how sure each entry is.

It is read once from `resources/catalogue.json`. Names are exact; everything else about an entry
carries where it comes from in `sources`, in words that begin with "documented" or "inferred".
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from core.errors import InvalidInput
from resources import FOLDER

ANY = "any_events"
"""What a webhook subscribes to when it takes every event; it is no event itself."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that can happen. `permission` is what an app needs for its webhooks to get it."""

    name: str
    label: str
    area: str
    permission: str
    permission_alternative: str | None
    """What other sources ask for instead; never checked."""
    trigger: str
    """When it happens, in words."""
    documented: bool
    """Nautical's own pages place it in its area or show its payload."""
    in_docs_era: bool
    """False for what came after the article."""
    versions: tuple[str, ...]
    sources: Mapping[str, str]
    """Where label, area, permission and sample come from."""
    sample: Mapping[str, Any]
    """The payload's shape with invented values; emitting adds the event's type and time."""


@dataclass(frozen=True, slots=True)
class JobType:
    """What a received payload can ask for; `name` is in capitals. The fields mean what Event's do."""

    name: str
    label: str
    area: str
    documented: bool
    in_docs_era: bool
    versions: tuple[str, ...]
    sources: Mapping[str, str]
    sample: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Permission:
    """What an app may be allowed. The fields mean what Event's do."""

    code: str
    label: str
    documented: bool
    in_docs_era: bool
    versions: tuple[str, ...]
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything there is, by name; in the order of the areas."""

    areas: tuple[str, ...]
    """The functional areas of the events, in the article's order."""
    job_areas: tuple[str, ...]
    """The areas of the job types: the article's, then those of later types."""
    events: Mapping[str, Event]
    job_types: Mapping[str, JobType]
    permissions: Mapping[str, Permission]


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """Read the catalogue; every later call gives the same one."""
    raw = json.loads((FOLDER / "catalogue.json").read_bytes())
    return Catalogue(
        areas=tuple(raw["areas"]),
        job_areas=tuple(raw["job_areas"]),
        events={entry["name"]: Event(**_frozen(entry)) for entry in raw["events"]},
        job_types={entry["name"]: JobType(**_frozen(entry)) for entry in raw["job_types"]},
        permissions={entry["code"]: Permission(**_frozen(entry)) for entry in raw["permissions"]},
    )


def sample_payload(event: str) -> bytes:
    """Return the sample of an event as pretty JSON; InvalidInput when there is no such event."""
    known = catalogue().events.get(event)
    if known is None:
        raise InvalidInput(
            f"There is no event {event!r}.",
            "Choose one from the catalogue.",
            field="event",
            code="unknown_event",
        )
    return json.dumps(known.sample, ensure_ascii=False, indent=2).encode()


def _frozen(entry: dict[str, Any]) -> dict[str, Any]:
    """Make the one list of an entry a tuple."""
    return {**entry, "versions": tuple(entry["versions"])}
