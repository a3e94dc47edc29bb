"""What a stored payload asks for when its job runs; the package says how that is decided."""

from dataclasses import dataclass, replace
from typing import Any

from core.incoming.job_types import KEEP_ONLY, KEPT, Task, tasks
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
    if mapping is None and not sent.named_type:
        raise BadPayload(_unmapped(sent.topic))
    job_type = sent.named_type or (mapping.job_type if mapping else KEEP_ONLY)
    if mapping is None or not _applies(mapping, job_type, payload):
        return job_type, payload
    return job_type, fill(replace(mapping, job_type=job_type), payload)


def _unmapped(topic: str) -> str:
    """Say what to add for a topic that nothing maps."""
    return (
        f"Nothing says what the topic “{topic}” asks for."
        " Add a mapping for it on the plugin's page, then retry this job."
    )


def _applies(mapping: TopicMapping, job_type: str, payload: Any) -> bool:
    """Tell whether a payload is in the provider's form, and the mapping is for such a record."""
    if KEEP_ONLY in (mapping.job_type, job_type) or _names_job_type(payload):
        return False
    task = tasks()[job_type]
    if task.kind is None or tasks()[mapping.job_type].kind != task.kind:
        return False
    return mapping.is_own or not _is_ours(task, payload)


def _names_job_type(payload: Any) -> bool:
    """Tell whether a payload says itself what it asks for, as only those in our own form do."""
    said = payload.get("job_type") if isinstance(payload, dict) else None
    return isinstance(said, str) and said.upper() in tasks()


def _is_ours(task: Task, payload: Any) -> bool:
    """Tell whether a payload has what the job needs under our own names; one with an `id` is a provider's."""
    if not isinstance(payload, dict) or "id" in payload:
        return False
    return all(any(name in payload for name in names.split("|")) for names in task.required)
