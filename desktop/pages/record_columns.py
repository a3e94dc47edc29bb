"""The columns of the records, and of the fields of one."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from core.clock import Clock
from core.incoming.records import Record
from desktop.inspector.rows import uncovered
from desktop.pages.change_columns import value_text
from desktop.tables.columns import LEFT_CUT, Column, date_column, mono
from desktop.tables.delegates import CellDelegate


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of a record; `id` is its name."""

    id: str
    value: Any


def record_columns(now: Clock) -> list[Column[Record]]:
    """Return the columns of the records in their order."""
    return [
        Column("Kind", lambda row: row.kind.capitalize(), 100, narrow=88),
        Column("Key", lambda row: uncovered(row.key), 290, mono(elide=LEFT_CUT), narrow=120),
        Column("What It Is", lambda row: uncovered(row.summary), 210, grows=True, narrow=120),
        Column("Seller", lambda row: row.seller, 170, partial(CellDelegate, ink="text_2"), narrow=96),
        date_column("Changed At", lambda row: row.updated_at, now, 142),
        date_column("Created At", lambda row: row.created_at, now, 142, "text_2"),
    ]


def field_columns() -> list[Column[FieldRow]]:
    """Return the columns of one record's fields."""
    return [
        Column("Field", lambda row: uncovered(row.id), 220, mono(), narrow=120),
        Column("Value", lambda row: value_text(row.value), 400, partial(CellDelegate, mono=True), grows=True),
    ]
