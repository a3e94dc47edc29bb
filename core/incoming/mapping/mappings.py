"""The mappings of a plugin: those that came with the desk, and the merchant's own in their place."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.bus import Change
from core.errors import NotFound
from core.incoming.mapping.shipped import shipped
from core.incoming.mapping.topic_mapping import TopicMapping, check_mapping
from core.incoming.plugins import get_plugin
from core.store.database import Store
from core.store.records import MappingRecord


@dataclass(frozen=True, slots=True)
class SeenTopic:
    """A topic that payloads came with, how many of its jobs FAILED, and when the last one came.

    They are counted to 1,000; `last_at` is in epoch milliseconds.
    """

    topic: str
    failed: int
    last_at: int


def list_mappings(store: Store, plugin_id: str) -> list[TopicMapping]:
    """Return the mappings that hold for a plugin, by topic. Raises NotFound."""
    provider = get_plugin(store, plugin_id).provider
    record = MappingRecord
    columns = record.select(record.topic, record.job_type, record.items, record.fields)
    rows = store.rows(columns.where(record.plugin_id == plugin_id))
    own = {row[0].casefold(): _mapping(row) for row in rows}
    return sorted({**shipped(provider), **own}.values(), key=lambda each: each.topic.casefold())


def get_mapping(store: Store, plugin_id: str, topic: str) -> TopicMapping:
    """Return the mapping that holds for a topic of a plugin. Raises NotFound."""
    found = find_mapping(store, plugin_id, get_plugin(store, plugin_id).provider, topic)
    if found is None:
        raise NotFound(f"The plugin {plugin_id} has no mapping for {topic}.", "Add one with `mapping set`.")
    return found


def find_mapping(store: Store, plugin_id: str, provider: str, topic: str) -> TopicMapping | None:
    """Return the mapping for a topic, the merchant's own before the shipped one.

    Every job with a topic asks for it, so its SQL is plain (tests/benchmarks/jobs.py).
    """
    row = store.sql(
        "SELECT topic, job_type, items, fields FROM mapping WHERE plugin_id = ? AND topic = ?",
        (plugin_id, topic),
    ).fetchone()
    return _mapping(row) if row else shipped(provider).get(topic.casefold())


def set_mapping(store: Store, plugin_id: str, mapping: TopicMapping) -> TopicMapping:
    """Keep the merchant's own mapping for a topic. Raises NotFound and InvalidInput."""
    checked = check_mapping(mapping)
    values = {
        "topic": checked.topic,
        "job_type": checked.job_type,
        "items": checked.items,
        "fields": json.dumps(dict(checked.fields)),
    }
    with store.write(Change.PLUGINS):
        get_plugin(store, plugin_id)
        row = MappingRecord.insert(plugin_id=plugin_id, updated_at=store.clock(), **values)
        store.run(row.on_conflict_replace())
        return get_mapping(store, plugin_id, checked.topic)


def delete_mapping(store: Store, plugin_id: str, topic: str) -> TopicMapping | None:
    """Delete the merchant's own mapping; return the shipped one that holds again, if there is one.

    Raises NotFound.
    """
    with store.write(Change.PLUGINS):
        provider = get_plugin(store, plugin_id).provider
        own = (MappingRecord.plugin_id == plugin_id) & (MappingRecord.topic == topic)
        if not store.run(MappingRecord.delete().where(own)):
            raise NotFound(
                f"The plugin {plugin_id} has no mapping of its own for {topic}.",
                "A mapping that came with the desk stays as it is.",
            )
        return find_mapping(store, plugin_id, provider, topic)


def job_type_of(provider: str, topic: str, own: Mapping[str, str]) -> str | None:
    """Return the job type that a topic asks for, KEEP_ONLY, or None where nothing maps it.

    `own` are the job types of the merchant's own mappings, by topic in lower case.
    """
    key = topic.casefold()
    if key in own:
        return own[key]
    found = shipped(provider).get(key)
    return found.job_type if found else None


def seen_topics(store: Store, plugin_id: str) -> list[SeenTopic]:
    """Return the topics that a plugin's payloads came with: one look into an index for each."""
    names = store.sql(
        "WITH RECURSIVE seen (name) AS (SELECT min(topic) FROM job WHERE plugin_id = ?1 AND topic != ''"
        " UNION ALL SELECT (SELECT min(topic) FROM job WHERE plugin_id = ?1 AND topic != '' AND topic > name)"
        " FROM seen WHERE name IS NOT NULL) SELECT name FROM seen WHERE name IS NOT NULL",
        (plugin_id,),
    ).fetchall()
    return [_seen(store, plugin_id, topic) for (topic,) in names]


def failed_jobs(store: Store, plugin_id: str, topic: str) -> list[int]:
    """Return the ids of the FAILED jobs of a topic, which a mapping may mend: for `bulk.plan`."""
    rows = store.sql(
        f"SELECT id {_FAILED}",
        (plugin_id, topic),
    )
    return [job_id for (job_id,) in rows.fetchall()]


def _seen(store: Store, plugin_id: str, topic: str) -> SeenTopic:
    (failed,) = store.sql(
        f"SELECT count(*) FROM (SELECT 1 {_FAILED} LIMIT 1000)",
        (plugin_id, topic),
    ).fetchone()
    (last_at,) = store.sql(
        "SELECT created_at FROM job INDEXED BY job_topic WHERE plugin_id = ? AND topic = ? AND topic != ''"
        " ORDER BY id DESC LIMIT 1",
        (plugin_id, topic),
    ).fetchone()
    return SeenTopic(topic, failed, last_at)


# With the literals in it SQLite sees that the partial indexes hold for it.
_FAILED = "FROM job WHERE plugin_id = ? AND topic = ? AND topic != '' AND status = 'FAILED'"


def _mapping(row: tuple[Any, ...]) -> TopicMapping:
    topic, job_type, items, fields = row
    return TopicMapping(topic, job_type, json.loads(fields), items, is_own=True)
