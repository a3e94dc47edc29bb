"""The columns of the jobs, in the order and the words of the marketplace's own table."""

from functools import partial

from core.clock import Clock
from core.incoming.jobs import OVER, Job
from desktop.inspector.rows import uncovered
from desktop.paint import status_word
from desktop.tables.columns import Column, date_column, mono
from desktop.tables.delegates import CellDelegate, StatusDelegate, SwitchDelegate

OF_FAILED, OF_OTHERS = (6, 7), (4, 5)
"""The columns that only a list of failed jobs shows, and those that it leaves out."""
USUAL = {0: 160, 1: 160, 2: 220, 3: 180}
SHORT = {0: 124, 1: 116, 2: 180, 3: 150, 6: 74, 7: 540}
"""The widths of columns beside the messages of failed jobs."""


def job_columns(now: Clock) -> list[Column[Job]]:
    """Return the columns in their order; `now` tells how old a job is."""
    return [
        date_column("Created At", lambda job: job.created_at, now, 160),
        Column("Source", lambda job: job.source, 160, partial(CellDelegate, ink="text_2"), narrow=88),
        Column(
            "Job Type",
            lambda job: job.job_type or job.topic,
            220,
            partial(CellDelegate, rich=True),
            second=lambda job: job.topic if job.job_type else "",
            grows=True,
            narrow=150,
        ),
        Column("Seller", lambda job: job.seller, 180, grows=True, narrow=104),
        Column(
            "Status",
            lambda job: status_word(job.status),
            140,
            StatusDelegate,
            tip=lambda job: job.message,
            narrow=108,
        ),
        Column(
            "Scheduled",
            lambda job: "Scheduled" if job.scheduled else "Held",
            150,
            SwitchDelegate,
            narrow=124,
            switch=lambda job: job.scheduled,
            can_switch=lambda job: job.status not in OVER,
        ),
        Column("Attempts", lambda job: str(job.attempts), 74, mono(), right=True),
        Column(
            "Message",
            lambda job: uncovered(job.message),
            540,
            tip=lambda job: job.message,
            roomy=960,
            narrow=260,
        ),
    ]
