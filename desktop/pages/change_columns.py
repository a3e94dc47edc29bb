"""The changes of records as rows: one for each field, and what it was and is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from core.clock import Clock
from core.incoming.differences import Difference
from core.incoming.records import RecordChange
from core.incoming.values import dump
from desktop.inspector.rows import uncovered
from desktop.tables.columns import MIDDLE_CUT, Column, date_column, mono
from desktop.tables.delegates import CellDelegate, LinkDelegate

HOWS = {"created": "ok", "updated": "accent", "deleted": "bad"}
FIELD_HOWS = {"added": "ok", "changed": "text_2", "removed": "bad"}
NO_FIELD = Difference("", "", "", "")


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One field of a change; the first one also says which change it is."""

    id: tuple[int, int]
    change: RecordChange
    field: Difference

    @property
    def is_first(self) -> bool:
        """Whether it is the first of its change."""
        return self.id[1] == 0


def change_rows(changes: Sequence[RecordChange]) -> list[ChangeRow]:
    """Return the rows of some changes, in their order."""
    return [
        ChangeRow((change.id, at), change, field)
        for change in changes
        for at, field in enumerate(change.fields or (NO_FIELD,))
    ]


def record_columns() -> list[Column[ChangeRow]]:
    """Return the columns of what one job changed; the record's is a link."""
    return [
        Column(
            "Record",
            lambda row: _named(row) if row.is_first else "",
            200,
            partial(LinkDelegate, elide=MIDDLE_CUT),
            narrow=120,
        ),
        _how(),
        *_fields(),
    ]


def history_columns(now: Clock) -> list[Column[ChangeRow]]:
    """Return the columns of the history of one record; the job's is a link."""
    return [
        date_column("Changed At", lambda row: row.change.at if row.is_first else None, now, 130),
        Column("Job", lambda row: _job(row.change) if row.is_first else "", 200, LinkDelegate, narrow=96),
        _how(),
        *_fields(),
    ]


def value_text(value: Any) -> str:
    """Write a value of a record on one line: a text as it is, all else as JSON."""
    return uncovered(value if isinstance(value, str) else dump(value))


def _how() -> Column[ChangeRow]:
    return Column(
        "Change",
        lambda row: row.change.how.capitalize() if row.is_first else "",
        84,
        partial(CellDelegate, rich=True),
        ink=lambda row: HOWS[row.change.how],
    )


def _fields() -> list[Column[ChangeRow]]:
    return [
        Column(
            "Field",
            lambda row: uncovered(row.field.name),
            170,
            partial(CellDelegate, mono=True, rich=True),
            ink=lambda row: FIELD_HOWS.get(row.field.how, ""),
            tip=lambda row: f"{row.field.name}: {row.field.how}",
            narrow=110,
        ),
        Column("Before", lambda row: _value(row, row.field.old, "added"), 200, mono(), narrow=110),
        Column(
            "After",
            lambda row: _value(row, row.field.new, "removed"),
            220,
            partial(CellDelegate, mono=True),
            narrow=110,
            grows=True,
        ),
    ]


def _value(row: ChangeRow, value: Any, absent_if: str) -> str:
    return "" if row.field.how == absent_if else value_text(value)


def _named(row: ChangeRow) -> str:
    return f"{row.change.kind} {row.change.key}"


def _job(change: RecordChange) -> str:
    return f"{change.job_id} {change.job_type or ''}".strip()
