"""`mapping`: what a sender's topics ask for, and where its payloads have the fields of the job."""

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.cli.files import read_bytes
from core.cli.output import Result, cell, escape, one, table
from core.errors import InvalidInput, NotFound
from core.incoming import bulk
from core.incoming.job_types import KEEP_ONLY
from core.incoming.mapping import mappings
from core.incoming.mapping.topic_mapping import TopicMapping, check_mapping
from core.incoming.mapping.trial import MAX_TRIED, Trial, samples, try_mapping
from core.incoming.plugins import get_plugin
from core.incoming.values import dump
from core.log import event_log
from core.store.database import Store


def list_all(store: Store, options: Namespace) -> Result:
    """List a plugin's mappings, and the topics that came and have none."""
    mapped = {each.topic.casefold(): each for each in mappings.list_mappings(store, options.plugin)}
    seen = {each.topic.casefold(): each for each in mappings.seen_topics(store, options.plugin)}
    found = []
    for key in sorted({*mapped, *seen}):
        mapping = mapped.get(key)
        topic = mapping.topic if mapping else seen[key].topic
        failed = seen[key].failed if key in seen else 0
        found.append({"topic": topic, **_asks(mapping), "seen": key in seen, "failed_jobs": failed})
    columns = ("topic", "job_type", "keeps_only", "is_own", "seen", "failed_jobs")
    rows = ([each[name] for name in columns] for each in found)
    return Result(found, table(columns, rows, empty="It has no mappings. Make one with: mapping set"))


def show_one(store: Store, options: Namespace) -> Result:
    """Show what a topic is mapped to."""
    return _shown(options.plugin, mappings.get_mapping(store, options.plugin, options.topic))


def set_one(store: Store, options: Namespace) -> Result:
    """Map a topic, starting from what it is mapped to now."""
    made = mappings.set_mapping(store, options.plugin, _changed(store, options))
    failed = mappings.failed_jobs(store, options.plugin, made.topic)
    if not failed:
        return _shown(options.plugin, made)
    if not options.retry:
        said = f"{len(failed):,} jobs of this topic failed: the same command with --retry runs them again."
        return _shown(options.plugin, made, said)
    count = bulk.run(store, bulk.plan(store, bulk.RETRY, failed))
    return _shown(options.plugin, made, f"{count:,} failed jobs of this topic run again.")


def delete_one(store: Store, options: Namespace) -> Result:
    """Delete a mapping of the plugin's own."""
    again = mappings.delete_mapping(store, options.plugin, options.topic)
    rest = "the one that came with the desk holds again" if again else "nothing maps this topic now"
    said = f"Deleted the mapping of {escape(options.topic)}: {rest}."
    return Result({"topic": options.topic, "deleted": True, **_asks(again)}, said)


def try_one(store: Store, options: Namespace) -> Result:
    """Try a mapping, changed as the options say, on a payload."""
    mapping = check_mapping(_changed(store, options))
    tried = try_mapping(mapping, _body(store, options), plugin_id=options.plugin)
    found = {
        "works": tried.works,
        "message": tried.message,
        "count": tried.count,
        "records": list(tried.records),
        "problems": tried.problems,
        "error": tried.error or None,
    }
    return Result(found, _trial_text(tried), status=0 if tried.works else 1)


def _changed(store: Store, options: Namespace) -> TopicMapping:
    """Return the mapping of a topic with what the options change; another job type has other fields."""
    provider = get_plugin(store, options.plugin).provider
    start = mappings.find_mapping(store, options.plugin, provider, options.topic)
    job_type = KEEP_ONLY if getattr(options, "keep_only", False) else getattr(options, "job_type", None)
    if start is None or job_type not in (None, start.job_type):
        if job_type is None:
            raise InvalidInput("Say what the topic asks for.", "--job-type, or --keep-only.", code="usage")
        start = TopicMapping(options.topic, job_type, {})
    fields = {**start.fields, **dict(_field(each) for each in options.field)}
    items = start.items if options.items is None else options.items
    return replace(start, topic=options.topic, fields=fields, items=items)


def _field(text: str) -> tuple[str, str]:
    name, equals, expression = text.partition("=")
    if not equals:
        raise InvalidInput(f"{text} is not NAME=EXPRESSION.", "For example name=product.title.", code="usage")
    return name.strip(), expression


def _body(store: Store, options: Namespace) -> bytes:
    if options.body is not None:
        return read_bytes(options.body, at_most=MAX_TRIED)
    if options.log is not None:
        return event_log.payload(store, options.log)
    found = samples(store, options.plugin, options.topic)
    if not found:
        raise NotFound("Nothing came to this plugin yet.", "Name a payload with --body.")
    return event_log.payload(store, found[0].log_id)


def _asks(mapping: TopicMapping | None) -> dict[str, Any]:
    keeps_only = mapping is not None and mapping.job_type == KEEP_ONLY
    job_type = mapping.job_type or None if mapping else None
    return {"job_type": job_type, "keeps_only": keeps_only, "is_own": mapping is not None and mapping.is_own}


def _shown(plugin_id: str, mapping: TopicMapping, *more: str) -> Result:
    head = {"plugin_id": plugin_id, "topic": mapping.topic, **_asks(mapping)}
    rest = {"items": mapping.items or None, "fields": dict(mapping.fields), "note": mapping.note or None}
    fields = [_lines(mapping.fields)] if mapping.fields else []
    shown = one({**head, "items": rest["items"], "note": rest["note"]}).text
    return Result({**head, **rest}, "\n".join([shown, *(f"\n{each}" for each in fields), *more]))


def _trial_text(tried: Trial) -> str:
    if tried.error:
        return escape(tried.error)
    records = [_lines(each) for each in tried.records if each]
    wrong = [escape(f"{name or 'payload'}: {words}") for name, words in tried.problems.items()]
    return "\n\n".join([*records, *wrong, *([escape(tried.message)] if tried.message else [])])


def _lines(values: Mapping[str, Any]) -> str:
    """Lay fields out under the names that `--field` takes."""
    width = max(len(name) for name in values)
    texts = {name: dump(each) if isinstance(each, dict | list) else each for name, each in values.items()}
    return "\n".join(f"{name:<{width}}  {cell(each)}" for name, each in texts.items())
