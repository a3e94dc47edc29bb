"""Plugins as the window shows them, and what it does with one: activate, delete."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from core.incoming.plugins import Plugin, delete_plugin, list_plugins, update_plugin
from core.incoming.refusals import Refusals, refused
from core.log.event_log import LogFilter, LogRow, older
from core.store.database import Store
from desktop.desk import Desk
from desktop.forms.acts import started
from desktop.tasks import off_ui
from desktop.widgets.notes import Act, ask

GOES = (
    "Its settings and its secret key go, and its sender is answered 404 from then on. "
    "What it received stays in the event log, and so do its jobs."
)
SHUT = "Other machines can reach the receiver, so a plugin without verification takes nothing."


@dataclass(frozen=True, slots=True)
class PluginRow:
    """A plugin with the last request in the log, and what it refused, the latest reason first."""

    id: str
    plugin: Plugin
    last: LogRow | None
    refused: tuple[Refusals, ...] = ()

    @property
    def last_at(self) -> int | None:
        """When the last request came, in epoch milliseconds; some that are refused are not in the log."""
        times = ([self.last.date] if self.last else []) + [each.last_at for each in self.refused[:1]]
        return max(times, default=None)

    @property
    def answer(self) -> tuple[str, str]:
        """How the last request was answered: its status, and why it was refused; empty before the first."""
        if self.refused and (self.last is None or self.refused[0].last_at > self.last.date):
            return "REFUSED", self.refused[0].reason
        return (self.last.status, self.last.error or "") if self.last else ("", "")

    @property
    def refused_count(self) -> int:
        """How many were refused in all."""
        return sum(each.count for each in self.refused)


def read_plugins(store: Store) -> tuple[list[PluginRow], list[Refusals]]:
    """Read all plugins, one look into an index for each, and what was refused because no plugin was asked."""
    known: dict[str, list[Refusals]] = {}
    for each in refused(store):
        known.setdefault(each.plugin_id, []).append(each)
    found = list_plugins(store)
    rows = [PluginRow(each.id, each, _last(store, each.id), tuple(known.get(each.id, ()))) for each in found]
    return rows, known.get("", [])


async def switch_plugin(desk: Desk, page: QWidget, plugin: Plugin, *, on: bool) -> None:
    """Activate or deactivate a plugin."""
    store = desk.engine.store
    await off_ui(store, update_plugin, store, plugin.id, is_active=on)
    if on:
        desk.toast(f"“{plugin.name}” is active")
    else:
        back = started(page, partial(switch_plugin, desk, page, plugin, on=True))
        desk.toast(f"“{plugin.name}” is not active; its sender is answered 404", back)


def ask_to_delete_plugin(desk: Desk, page: QWidget, plugin: Plugin) -> None:
    """Ask before a plugin goes, and say what goes and what stays."""
    ask(page, f"Delete “{plugin.name}”?", GOES, Act("Delete", started(page, partial(_delete, desk, plugin))))


async def _delete(desk: Desk, plugin: Plugin) -> None:
    await off_ui(desk.engine.store, delete_plugin, desk.engine.store, plugin.id)
    desk.toast(f"Deleted “{plugin.name}”")


def _last(store: Store, plugin_id: str) -> LogRow | None:
    return next(iter(older(store, None, limit=1, match=LogFilter(plugin_id=plugin_id))), None)
