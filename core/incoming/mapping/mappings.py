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
    rows = store.sql(f"{_SELECT} WHERE plugin_id = ?", (plugin_id,)).fetchall()
    own = {row[0].casefold(): _mapping(row) for row in rows}
    return sorted({**shipped(provider), **own}.values(), key=lambda each: each.topic.casefold())


def get_mapping(store: Store, plugin_id: str, topic: str) -> TopicMapping:
    """Return the mapping that holds for a topic of a plugin. Raises NotFound."""
    found = find_mapping(store, plugin_id, get_plugin(store, plugin_id).provider, topic)
    if found is None:
        raise NotFound(f"The plugin {plugin_id} has no mapping for {topic}.", "Add one with `mapping set`.")
    return found


def find_mapping(store: Store, plugin_id: str, provider: str, topic: str) -> TopicMapping | None:
    """Return the mapping for a topic, the merchant's own before the shipped one."""
    row = store.sql(f"{_SELECT} WHERE plugin_id = ? AND topic = ?", (plugin_id, topic)).fetchone()
    return _mapping(row) if row else shipped(provider).get(topic.casefold())


def set_mapping(store: Store, plugin_id: str, mapping: TopicMapping) -> TopicMapping:
    """Keep the merchant's own mapping for a topic. Raises NotFound and InvalidInput."""
    checked = check_mapping(mapping)
    with store.write(Change.PLUGINS):
        get_plugin(store, plugin_id)
        store.sql(
            "INSERT INTO mapping (plugin_id, topic, job_type, items, fields, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (plugin_id, topic) DO UPDATE SET topic = excluded.topic,"
            " job_type = excluded.job_type, items = excluded.items, fields = excluded.fields,"
            " updated_at = excluded.updated_at",
            (
                plugin_id,
                checked.topic,
                checked.job_type,
                checked.items,
                json.dumps(dict(checked.fields)),
                store.clock(),
            ),
        )
        return get_mapping(store, plugin_id, checked.topic)


def delete_mapping(store: Store, plugin_id: str, topic: str) -> TopicMapping | None:
    """Delete the merchant's own mapping; return the shipped one that holds again, if there is one.

    Raises NotFound.
    """
    with store.write(Change.PLUGINS):
        provider = get_plugin(store, plugin_id).provider
        gone = store.sql("DELETE FROM mapping WHERE plugin_id = ? AND topic = ?", (plugin_id, topic))
        if not gone.rowcount:
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
        f"SELECT id {_FAILED}",  # a condition of ours
        (plugin_id, topic),
    )
    return [job_id for (job_id,) in rows.fetchall()]


def _seen(store: Store, plugin_id: str, topic: str) -> SeenTopic:
    (failed,) = store.sql(
        f"SELECT count(*) FROM (SELECT 1 {_FAILED} LIMIT 1000)",  # noqa: S608  # the same
        (plugin_id, topic),
    ).fetchone()
    (last_at,) = store.sql(
        "SELECT created_at FROM job INDEXED BY job_topic WHERE plugin_id = ? AND topic = ? AND topic != ''"
        " ORDER BY id DESC LIMIT 1",
        (plugin_id, topic),
    ).fetchone()
    return SeenTopic(topic, failed, last_at)


_FAILED = "FROM job WHERE plugin_id = ? AND topic = ? AND topic != '' AND status = 'FAILED'"
_SELECT = "SELECT topic, job_type, items, fields FROM mapping"


def _mapping(row: tuple[Any, ...]) -> TopicMapping:
    topic, job_type, items, fields = row
    return TopicMapping(topic, job_type, json.loads(fields), items, is_own=True)
