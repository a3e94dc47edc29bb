"""The tables of a job's dialog: its runs, what it set off, and the fields that its payload gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from core.clock import Clock
from core.incoming.jobs import JobAttempt
from core.incoming.reading import Item
from core.log.event_log import LogRow
from desktop.inspector.rows import uncovered
from desktop.pages.change_columns import value_text
from desktop.paint import status_word
from desktop.tables.columns import MIDDLE_CUT, Column, date_column, mono
from desktop.tables.delegates import CellDelegate, LinkDelegate, StatusDelegate
from desktop.words import bare_url

MOST_FIELDS = 2_000


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of a job; `id` is its number."""

    id: int
    run: JobAttempt


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of a record that a payload speaks of."""

    id: int
    item: Item
    name: str
    value: Any
    is_first: bool


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One thing that is wrong with a payload; `id` is its place."""

    id: int
    text: str


def fault_columns() -> list[Column[FaultRow]]:
    """Return the one column of the faults."""
    return [Column("What could not be kept", lambda row: uncovered(row.text), 400, grows=True)]


def run_rows(runs: Sequence[JobAttempt]) -> list[RunRow]:
    """Return the runs, the newest first."""
    return [RunRow(run.number, run) for run in reversed(runs)]


def field_rows(items: Sequence[Item]) -> list[FieldRow]:
    """Return the first MOST_FIELDS fields of some records."""
    fields = [
        (item, name, value, at == 0)
        for item in items
        for at, (name, value) in enumerate((item.defaults | item.fields).items())
    ]
    return [FieldRow(number, *each) for number, each in enumerate(fields[:MOST_FIELDS])]


def run_columns(now: Clock) -> list[Column[RunRow]]:
    """Return the columns of the runs."""
    return [
        Column("Attempt", lambda row: str(row.id), 74, mono(), right=True),
        date_column("Time", lambda row: row.run.at, now, 140),
        Column("Status", lambda row: status_word(row.run.status), 112, StatusDelegate),
        Column(
            "Message",
            lambda row: uncovered(row.run.message),
            300,
            tip=lambda row: row.run.message,
            grows=True,
        ),
    ]


def event_columns(now: Clock) -> list[Column[LogRow]]:
    """Return the columns of what was set off."""
    return [
        Column("Status", lambda row: status_word(row.status), 112, StatusDelegate),
        Column("ID", lambda row: str(row.id), 64, mono()),
        date_column("Date", lambda row: row.date, now, 124),
        Column("Event Type", lambda row: row.event_type, 150, narrow=110),
        Column("Payload", lambda _: "View", 66, LinkDelegate),
        Column(
            "Target URL",
            lambda row: bare_url(row.target_url or ""),
            180,
            tip=lambda row: row.target_url or "",
            grows=True,
            narrow=90,
        ),
        Column("Error", lambda row: row.error or "", 120, partial(CellDelegate, ink="text_2"), narrow=72),
    ]


def field_columns() -> list[Column[FieldRow]]:
    """Return the columns of the fields; the record's is a link."""
    return [
        Column(
            "Record",
            lambda row: f"{row.item.kind} {row.item.key}" if row.is_first else "",
            240,
            partial(LinkDelegate, elide=MIDDLE_CUT),
            narrow=130,
        ),
        Column("Field", lambda row: uncovered(row.name), 190, partial(CellDelegate, mono=True), narrow=110),
        Column("Value", lambda row: value_text(row.value), 300, partial(CellDelegate, mono=True), grows=True),
    ]
