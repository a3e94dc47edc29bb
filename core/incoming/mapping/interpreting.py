"""What a stored payload asks for when its job runs; the package says how that is decided."""

from dataclasses import dataclass, replace
from typing import Any

from core.incoming.job_types import KEEP_ONLY, KEPT, tasks
from core.incoming.mapping.filling import fill
from core.incoming.mapping.mappings import find_mapping
from core.incoming.mapping.topic_mapping import TopicMapping
from core.incoming.values import BadPayload
from core.store.database import Store

UNKNOWN_TYPE = (
    "Nothing says what this payload asks for. Name a job type in the address, or as job_type in the body."
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What is known of a payload: where it came from, its topic, and the job type it has by now.

    `named_type` is the job type that the path or the body named; empty where the topic decides.
    """

    plugin_id: str
    provider: str
    topic: str
    job_type: str
    named_type: str


def first_status(job_type: str, topic: str, *, keeps_only: bool) -> tuple[str, str]:
    """Return the status of a new job, and why it is not pending; a topic that keeps only has no type."""
    if job_type:
        return "PENDING", ""
    if keeps_only:
        return "SUCCESS", KEPT
    return "FAILED", _unmapped(topic) if topic else UNKNOWN_TYPE


def interpret(store: Store, sent: Sent, payload: Any) -> tuple[str, Any]:
    """Return the job type, KEEP_ONLY for none, and the payload in the form that it takes.

    Raises BadPayload if nothing maps the topic, or its mapping does not fit the payload.
    """
    if not sent.topic:
        if not sent.job_type:
            raise BadPayload(UNKNOWN_TYPE)
        return sent.job_type, payload
    mapping = find_mapping(store, sent.plugin_id, sent.provider, sent.topic)
    if sent.named_type:
        mapped = mapping is not None and _applies(mapping, sent.named_type, payload)
        return sent.named_type, _fill(mapping, sent.named_type, payload) if mapped else payload
    if mapping is None:
        raise BadPayload(_unmapped(sent.topic))
    if mapping.job_type == KEEP_ONLY:
        return KEEP_ONLY, payload
    return mapping.job_type, _fill(mapping, mapping.job_type, payload)


def names_job_type(payload: Any) -> bool:
    """Tell whether a payload says itself what it asks for, as only those in our own form do."""
    said = payload.get("job_type") if isinstance(payload, dict) else None
    return isinstance(said, str) and said.upper() in tasks()


def _unmapped(topic: str) -> str:
    """Say what to add for a topic that nothing maps."""
    return (
        f"Nothing says what the topic “{topic}” asks for."
        " Add a mapping for it on the plugin's page, then retry this job."
    )


def _applies(mapping: TopicMapping, job_type: str, payload: Any) -> bool:
    """Tell whether a payload whose job type was named is in the provider's form, not in ours."""
    if mapping.job_type == KEEP_ONLY or names_job_type(payload):
        return False
    return tasks()[mapping.job_type].kind == tasks()[job_type].kind


def _fill(mapping: TopicMapping | None, job_type: str, payload: Any) -> Any:
    assert mapping is not None  # the caller looked
    task = tasks()[job_type]
    return payload if task.kind is None else fill(replace(mapping, job_type=job_type), payload)
