"""`logs delete`, `retention`, `redaction` and `erase`: what of the log is kept, and what is not."""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import Any, TypeVar

from core.cli.filters import log_filter
from core.cli.output import Result, facts, table
from core.errors import InvalidInput
from core.log import deleting, erasing, retention
from core.log.chosen import choose
from core.log.event_log import LogFilter
from core.log.overdue import Rule
from core.redaction import Redaction, load_redaction, save_redaction
from core.store.database import Store

T = TypeVar("T")


def delete(store: Store, options: Namespace) -> Result:
    """Delete the rows that were named or that the filters match; tell what stays, and why."""
    match = log_filter(store, options)
    if not (options.ids or options.all or match != LogFilter()):
        raise InvalidInput("Name rows, give filters, or give --all.", "See logs delete --help.", code="usage")
    chosen = choose(store, options.ids or match)
    look = deleting.previews if options.dry_run else deleting.steps
    done = _last(look(store, chosen))
    data = {"dry_run": options.dry_run, "deleted": done.count, "bytes": done.size, "kept": dict(done.kept)}
    verb = "Would delete" if options.dry_run else "Deleted"
    stays = [f"{count:,} stay: {reason}" for reason, count in done.kept]
    return Result(data, "\n".join([f"{verb} {done.count:,} rows.", *stays]))


def retain(store: Store, options: Namespace) -> Result:
    """Show how long what is over is kept, and the history of records, or change one rule."""
    rules = retention.load_rules(store)
    limits = {each.name: getattr(options, each.name) for each in fields(Rule)}
    if options.status is not None:
        if not any(limits.values()) and not options.forever:
            raise InvalidInput(
                "Give a limit, or --forever.", "For example --days 90 or --megabytes 500.", code="usage"
            )
        rules[options.status] = Rule(**limits)
        if not options.dry_run:
            retention.save_rules(store, rules)
    goes = _last(retention.previews(store, rules))
    data = [{"status": status, **asdict(rule), "goes": goes[status].count} for status, rule in rules.items()]
    lines = ([each["status"], *(_limit(each[name]) for name in limits), each["goes"]] for each in data)
    return Result(data, table(("status", *limits, "goes now"), lines, empty=""))


def redact(store: Store, options: Namespace) -> Result:
    """Show what is never stored, or say anew what is not."""
    if options.path or options.header or options.nothing:
        save_redaction(store, Redaction(tuple(options.path), tuple(options.header)))
    data = asdict(load_redaction(store))
    words = {name: ", ".join(values) or "none" for name, values in data.items()}
    return Result(data, facts(words))


def erase(store: Store, options: Namespace) -> Result:
    """Erase whatever holds an e-mail address or an id, everywhere."""
    found = _last(erasing.previews(store, options.term))
    if found and not options.dry_run:
        _last(erasing.erase(store, found))
    data = {
        "dry_run": options.dry_run,
        "rows": len(found.rows),
        "owed": found.owed,
        "records": len(found.records),
        "views": len(found.views),
        "copies": [path.name for path in found.copies],
    }
    verb = "Would erase" if options.dry_run else "Erased"
    text = f"{verb} {len(found.rows):,} rows of the log, {found.owed:,} of them still owed,"
    return Result(data, f"{text} and {len(found.records):,} records.")


def _last(answers: Iterator[T]) -> T:
    *_, last = answers
    return last


def _limit(value: Any) -> str:
    return "any" if value is None else f"{value:,}"
