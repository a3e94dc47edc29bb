"""The columns of the event log: the status mark, and the eleven of the marketplace's own log."""

from functools import partial

from core import statuses
from core.clock import Clock
from core.log.event_log import LogFilter, LogRow
from desktop.paint import status_word
from desktop.tables.columns import LEFT_CUT, MIDDLE_CUT, Column, date_column, mono
from desktop.tables.delegates import CellDelegate, DirectionDelegate, LinkDelegate, StatusDelegate
from desktop.words import bare_url, due, full_date

STATUS, TRANSACTION, PLUGIN, PAYLOAD, ERROR = 0, 5, 7, 8, 10
OF_EMITTED, OF_RECEIVED = (3, 4, 6), (5, 7)
"""The columns that only one direction has."""
_ERROR_INKS = {"FAILED": "bad", "REFUSED": "bad", "HELD": "text_3", "PENDING": "text_2"}


def log_columns(now: Clock) -> list[Column[LogRow]]:
    """Return the columns in their order; `now` tells how old a row is."""
    return [
        Column("", lambda row: status_word(row.status), 38, StatusDelegate, name="Status"),
        # the end of an id tells it from the others
        Column("ID", lambda row: str(row.id), 58, mono(elide=LEFT_CUT), least=48),
        date_column("Date", lambda row: row.date, now, 116),
        Column(
            "Target URL",
            lambda row: bare_url(row.target_url or ""),
            110,
            tip=lambda row: row.target_url or "",
            roomy=260,
            grows=True,
            narrow=92,
            least=76,
            main=True,
        ),
        Column("Webhook ID", lambda row: _id(row.webhook_id), 80, mono(), least=44),
        Column(
            "Transaction ID",
            lambda row: row.transaction_id or "",
            94,
            mono(elide=MIDDLE_CUT),
            roomy=276,
            narrow=76,
            least=52,
        ),
        Column("App ID", lambda row: _id(row.app_id), 56, mono(), least=40),
        Column(
            "Plugin ID",
            lambda row: row.plugin_id or "",
            92,
            partial(CellDelegate, ink="text_2", elide=LEFT_CUT),
            roomy=200,
            narrow=64,
            least=48,
        ),
        Column("Payload", lambda _: "View", 62, LinkDelegate, least=50),
        Column("Event Type", lambda row: row.event_type, 150, roomy=240, narrow=130, least=104, main=True),
        _error_column(now),
        Column("Direction", lambda row: row.direction.capitalize(), 88, DirectionDelegate, least=34),
    ]


def direction_of(match: LogFilter) -> str | None:
    """Return the direction that every row has which a filter lets through; None where it may be either."""
    if match.direction:
        return match.direction
    if match.status in statuses.RECEIVED or match.plugin_id is not None:
        return "RECEIVED"
    of_emitted = match.status in statuses.EMITTED or match.webhook_id is not None or match.app_id is not None
    return "EMITTED" if of_emitted else None


def _error_column(now: Clock) -> Column[LogRow]:
    return Column(
        "Error",
        lambda row: row.error or "",
        126,
        partial(CellDelegate, rich=True),
        second=lambda row: _retry(row, now()),
        ink=lambda row: _ERROR_INKS.get(row.status, ""),
        tip=_error_tip,
        roomy=220,
        grows=True,
        narrow=96,
        least=72,
        main=True,
        ages=True,
    )


def _id(number: int | None) -> str:
    return "" if number is None else str(number)


def _retry(row: LogRow, now: int) -> str:
    if row.fetched_at is not None:
        return "Fetched later"
    waits = row.status == "PENDING" and row.attempts and row.next_attempt_at
    return f"again {due(row.next_attempt_at or 0, now)}" if waits else ""


def _error_tip(row: LogRow) -> str:
    """Return the whole error, and when the delivery is tried again; or why a row came late."""
    if row.fetched_at is not None:
        return f"It was missed, and fetched from the sender's API: {full_date(row.fetched_at)}"
    if row.status == "PENDING" and row.error and row.next_attempt_at:
        return f"{row.error}\nNext attempt: {full_date(row.next_attempt_at)}"
    return row.error or ""
