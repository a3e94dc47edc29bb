"""The mappings that come with the desk: `resources/mappings`, a file for each provider.

In a file, `topics` has a mapping by its topic: `job_type` (null keeps the payload and does nothing),
`fields`, and where needed `items` and a `note`. `like` takes another topic's items and fields, as far as
its own job type has them, before its own.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from core.incoming.mapping.topic_mapping import TopicMapping, job_fields
from resources import FOLDER

_SAME_TOPICS = {"saleor-jws": "saleor"}


@lru_cache(maxsize=32)
def shipped(provider: str) -> Mapping[str, TopicMapping]:
    """Return a provider's mappings, by topic in lower case; none for a provider that has no topics."""
    path = FOLDER / "mappings" / f"{_SAME_TOPICS.get(provider, provider)}.json"
    if not path.is_file():
        return {}
    topics = json.loads(path.read_bytes())["topics"]
    return {topic.casefold(): _mapping(topic, topics) for topic in topics}


def _mapping(topic: str, topics: Mapping[str, Any]) -> TopicMapping:
    entry = topics[topic]
    like = _mapping(entry["like"], topics) if "like" in entry else None
    job_type = entry["job_type"] or ""
    takes = {field.name for field in job_fields(job_type)}
    taken = {name: text for name, text in like.fields.items() if name in takes} if like else {}
    items = entry.get("items", like.items if like else "")
    return TopicMapping(topic, job_type, {**taken, **entry.get("fields", {})}, items, entry.get("note", ""))
