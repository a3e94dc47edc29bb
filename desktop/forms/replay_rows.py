"""The rows of a replay: a sample of what would be sent again, and what became of each row."""

from dataclasses import dataclass
from functools import partial

from core.clock import Clock
from core.log.event_log import LogRow
from core.outgoing.replay import Replayed
from desktop.paint import status_word
from desktop.tables.columns import Column, date_column, mono
from desktop.tables.delegates import CellDelegate, StatusDelegate
from desktop.tables.rows import RowsTable
from desktop.words import bare_url


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: nothing as the reason of one that is owed again."""

    id: int
    reason: str


def sample_rows(now: Clock) -> RowsTable[LogRow]:
    """Return the table of some rows that would be sent again."""
    return RowsTable[LogRow](
        [
            Column("", lambda row: status_word(row.status), 38, StatusDelegate, name="Status"),
            Column("ID", lambda row: str(row.id), 70, mono()),
            date_column("Date", lambda row: row.date, now, 124),
            Column("Event Type", lambda row: row.event_type, 160),
            Column(
                "Target URL",
                lambda row: bare_url(row.target_url or ""),
                160,
                tip=lambda row: row.target_url or "",
                grows=True,
            ),
        ]
    )


def outcome_rows() -> RowsTable[Outcome]:
    """Return the table of what became of each row."""
    words = partial(CellDelegate, rich=True)
    return RowsTable[Outcome](
        [
            Column("ID", lambda row: str(row.id), 90, mono()),
            Column(
                "Outcome",
                lambda row: f"Not sent. {row.reason}" if row.reason else "Queued",
                300,
                words,
                ink=lambda row: "wait" if row.reason else "ok",
                grows=True,
            ),
        ]
    )


def add_outcomes(rows: RowsTable[Outcome], done: Replayed, skipped: int) -> None:
    """Add what a step did: what was not sent below the `skipped` rows on top, as that is looked for."""
    rows.insert(skipped, [Outcome(log_id, reason) for log_id, reason in done.skipped])
    rows.insert(rows.rowCount(), [Outcome(log_id, "") for log_id in done.queued])
