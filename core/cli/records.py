"""`records`: what the desk knows, and which job changed what of it."""

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from core.cli.output import Result, escape, facts, table, when
from core.cli.paging import newest
from core.incoming import records
from core.incoming.differences import Difference
from core.incoming.records import Record, RecordChange, RecordFilter
from core.incoming.values import dump
from core.store.database import Store


def list_records(store: Store, options: Namespace) -> Result:
    """List records, newest first."""
    match = RecordFilter(options.kind or "", options.search or "")
    rows = newest(
        lambda than, limit: records.older(store, than, limit=limit, match=match), None, options.limit
    )
    lines = ([row.id, row.kind, row.key, row.summary, row.seller, when(row.updated_at)] for row in rows)
    columns = ("id", "kind", "key", "what it is", "seller", "updated_at")
    return Result([as_dict(row) for row in rows], table(columns, lines, empty="There are no such records."))


def show(store: Store, options: Namespace) -> Result:
    """Show one record, and what changed it, newest first."""
    record = records.get_record(store, options.id)
    changes = records.history(store, record.kind, record.key, limit=options.limit)
    data = as_dict(record) | {"history": [_change(each) for each in changes]}
    told = {name: value for name, value in as_dict(record).items() if name != "data"}
    kept = {name: _text(value) for name, value in record.data.items()}
    lines = [facts(told), "", facts(kept) if kept else "", ""]
    for each in changes:
        lines.append(
            f"{when(each.at)}  {each.how} by job {each.job_id} {escape(each.job_type or '')}".rstrip()
        )
        lines += [f"  {escape(_words(field))}" for field in each.fields]
    return Result(data, "\n".join(lines).rstrip())


def as_dict(record: Record) -> dict[str, Any]:
    """Return a record as programs read it."""
    return asdict(record) | {"created_at": when(record.created_at), "updated_at": when(record.updated_at)}


def _change(change: RecordChange) -> dict[str, Any]:
    told = asdict(change) | {"at": when(change.at), "fields": [asdict(field) for field in change.fields]}
    return {name: value for name, value in told.items() if name not in ("kind", "key")}


def _words(field: Difference) -> str:
    old, new = _text(field.old), _text(field.new)
    if field.how == "changed":
        return f"{field.name}: {old} -> {new}"
    return f"{field.name}: {'+' if field.how == 'added' else '-'} {new if field.how == 'added' else old}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else dump(value)
