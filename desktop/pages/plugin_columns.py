"""The columns of the table of plugins."""

from functools import partial

from core.clock import Clock
from core.engine import Engine
from core.incoming.plugins import UNVERIFIED
from core.settings import is_open
from core.signing.names import NAMES
from desktop.forms.plugin_acts import SHUT, PluginRow
from desktop.paint import status_word
from desktop.tables.columns import LEFT_CUT, Column, mono
from desktop.tables.delegates import CellDelegate, SwitchDelegate
from desktop.words import ago


def plugin_columns(engine: Engine) -> list[Column[PluginRow]]:
    """Return the columns; whether an open receiver refuses a plugin is asked of the engine as they paint."""
    return [
        Column("Name", lambda row: row.plugin.name, 140, partial(CellDelegate, bold=True), narrow=88),
        Column("Plugin ID", lambda row: row.id, 222, mono(elide=LEFT_CUT), grows=True, narrow=88),
        _provider(engine),
        Column("Seller", lambda row: row.plugin.seller, 150, narrow=80),
        *_requests(engine.store.clock),
        Column(
            "Status",
            lambda row: "Active" if row.plugin.is_active else "Inactive",
            108,
            SwitchDelegate,
            switch=lambda row: row.plugin.is_active,
            can_switch=lambda _row: True,
        ),
    ]


def _provider(engine: Engine) -> Column[PluginRow]:
    def unverified(row: PluginRow) -> str:
        if row.plugin.provider != UNVERIFIED:
            return ""
        return "takes nothing" if is_open(engine.receiver_state().host) else "not verified"

    return Column(
        "Provider",
        lambda row: NAMES[row.plugin.provider],
        144,
        narrow=100,
        cell=partial(CellDelegate, rich=True),
        second=unverified,
        ink=lambda row: "wait" if row.plugin.provider == UNVERIFIED else "",
        tip=lambda row: SHUT if unverified(row) == "takes nothing" else "",
    )


def _requests(now: Clock) -> list[Column[PluginRow]]:
    """Return the columns of what came: when the last one did, how it was answered, how many were refused."""

    def last(row: PluginRow) -> str:
        return ago(row.last_at, now()) if row.last_at else "never"

    return [
        Column("Last request", last, 100, partial(CellDelegate, ink="text_2"), ages=True, narrow=84),
        Column(
            "Answer",
            lambda row: status_word(row.answer[0]) if row.last_at else "",
            146,
            narrow=80,
            cell=partial(CellDelegate, rich=True),
            second=lambda row: row.answer[1],
            ink=lambda row: "bad" if row.answer[0] == "REFUSED" else "",
        ),
        Column(
            "Refused",
            lambda row: f"{row.refused_count:,}" if row.refused else "",
            72,
            partial(CellDelegate, ink="text_2"),
            right=True,
            tip=lambda row: "\n".join(f"{each.count:,}: {each.reason}" for each in row.refused),
        ),
    ]
