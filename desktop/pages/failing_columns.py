"""The columns of the overview's table of failing webhooks."""

from dataclasses import dataclass
from functools import partial

from core.clock import Clock
from core.log.stats import FailingWebhook
from desktop.tables.columns import Column
from desktop.tables.delegates import CellDelegate
from desktop.words import ago, due


@dataclass(frozen=True, slots=True)
class Failing:
    """A row of the table; its id is the webhook's."""

    id: int
    of: FailingWebhook


def failing_columns(now: Clock) -> list[Column[Failing]]:
    """Return the columns; `now` tells how long ago the newest failure was."""
    return [
        Column(
            "Webhook", lambda row: row.of.name, 140, partial(CellDelegate, bold=True), narrow=114, least=96
        ),
        Column(
            "App", lambda row: row.of.app_name, 120, partial(CellDelegate, ink="text_2"), narrow=112, least=64
        ),
        Column(
            "Failed",
            lambda row: f"{row.of.failed:,}",
            64,
            partial(CellDelegate, ink="bad", bold=True),
            right=True,
            narrow=52,
        ),
        Column(
            "Last error",
            lambda row: row.of.error,
            180,
            partial(CellDelegate, rich=True),
            second=lambda row: ago(row.of.last_at, now()),
            grows=True,
            narrow=150,
            least=120,
            ages=True,
        ),
        Column(
            "Next attempt",
            lambda row: due(row.of.next_attempt_at, now()) if row.of.next_attempt_at else "none",
            110,
            partial(CellDelegate, ink="text_2"),
            narrow=88,
            ages=True,
        ),
    ]
