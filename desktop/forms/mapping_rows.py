"""A plugin's mappings as the window shows them, and what it does with one: retry, reset, delete."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from core.incoming import bulk
from core.incoming.mapping import mappings
from core.incoming.mapping.mappings import SeenTopic
from core.incoming.mapping.shipped import shipped
from core.incoming.mapping.topic_mapping import TopicMapping
from core.incoming.plugins import Plugin
from core.store.database import Store
from desktop.desk import Desk
from desktop.forms.acts import started
from desktop.tasks import off_ui
from desktop.widgets.notes import Act, ask
from desktop.words import count

RESET = "Its own expressions go, and the mapping that came with Yardarm holds again. Jobs that ran stay."
DELETE = "What comes with this topic from then on is kept, and its job fails until there is a mapping again."


@dataclass(frozen=True, slots=True)
class MappingRow:
    """A topic of a plugin: its mapping if it has one, and what came with it."""

    id: str
    topic: str
    mapping: TopicMapping | None
    seen: SeenTopic | None
    is_shipped: bool
    """Whether a mapping for it came with the desk, which may be changed by now."""

    @property
    def failed(self) -> int:
        """How many of its jobs failed, as far as they were counted."""
        return self.seen.failed if self.seen else 0


def read_mappings(store: Store, plugin: Plugin) -> list[MappingRow]:
    """Read the topics of a plugin: those without a mapping first, then in alphabetical order."""
    mapped = {each.topic.casefold(): each for each in mappings.list_mappings(store, plugin.id)}
    seen = {each.topic.casefold(): each for each in mappings.seen_topics(store, plugin.id)}
    known = shipped(plugin.provider)
    rows = [_row(key, mapped.get(key), seen.get(key), key in known) for key in {*mapped, *seen}]
    return sorted(rows, key=lambda row: (row.mapping is not None, row.id))


def _row(key: str, mapping: TopicMapping | None, seen: SeenTopic | None, is_shipped: bool) -> MappingRow:
    topic = mapping.topic if mapping else seen.topic if seen else key
    return MappingRow(key, topic, mapping, seen, is_shipped)


async def retry_failed(desk: Desk, plugin_id: str, topic: str) -> None:
    """Run the failed jobs of a topic again."""
    done = await off_ui(desk.engine.store, _retry, desk.engine.store, plugin_id, topic)
    desk.toast(f"{count(done, 'job runs', 'jobs run')} again")


def ask_to_undo(desk: Desk, page: QWidget, plugin: Plugin, row: MappingRow) -> None:
    """Ask before the merchant's own mapping goes, and say what holds then."""
    goes = started(page, partial(_delete, desk, plugin.id, row))
    if row.is_shipped:
        ask(page, f"Reset the mapping of “{row.topic}”?", RESET, Act("Reset", goes))
    else:
        ask(page, f"Delete the mapping of “{row.topic}”?", DELETE, Act("Delete", goes))


async def _delete(desk: Desk, plugin_id: str, row: MappingRow) -> None:
    store = desk.engine.store
    await off_ui(store, mappings.delete_mapping, store, plugin_id, row.topic)
    desk.toast(f"{'Reset' if row.is_shipped else 'Deleted'} the mapping of “{row.topic}”")


def _retry(store: Store, plugin_id: str, topic: str) -> int:
    failed = mappings.failed_jobs(store, plugin_id, topic)
    return bulk.run(store, bulk.plan(store, bulk.RETRY, failed))
