"""What is needed to ask a provider's API for what was missed: the key, and for some which webhook."""

import re
from dataclasses import dataclass
from typing import Any

from core.bus import Change
from core.errors import InvalidInput, NotFound
from core.incoming.fetching.listening import Gap, gaps
from core.incoming.plugins import Plugin, get_plugin
from core.store import audit
from core.store.database import Store
from core.store.records import PluginRecord

DAY = 24 * 60 * 60_000
REACH = {"stripe": 30 * DAY, "github": 3 * DAY}
"""How far back each provider that can be asked keeps what it sent, in milliseconds."""
OVERLAP = 10 * 60_000
"""Milliseconds before a time off that are asked for too: clocks differ, and a request may have hung."""
MAX_KEY = 500
_NAME = r"[A-Za-z0-9_.-]{1,100}"
_SOURCES = (
    re.compile(
        rf"(?:https://github\.com/)?organizations/(?P<org>{_NAME})/settings/hooks/(?P<hook>[0-9]{{1,20}})"
    ),
    re.compile(rf"(?:https://github\.com/)?(?P<repo>{_NAME}/{_NAME})/settings/hooks/(?P<hook>[0-9]{{1,20}})"),
    re.compile(rf"repos/(?P<repo>{_NAME}/{_NAME})/hooks/(?P<hook>[0-9]{{1,20}})"),
    re.compile(rf"orgs/(?P<org>{_NAME})/hooks/(?P<hook>[0-9]{{1,20}})"),
)


@dataclass(frozen=True, slots=True)
class Access:
    """How a plugin's provider can be asked; the key stays in the vault. `source` is GitHub's webhook.

    `since` is from when on something may have been missed, `gap` the time off that says so, None where
    there was none. Times are epoch milliseconds; `fetched_at` is when the last whole fetch began.
    """

    plugin: Plugin
    has_key: bool
    source: str
    fetched_at: int | None
    since: int
    gap: Gap | None

    @property
    def is_ready(self) -> bool:
        """Whether the provider can be asked."""
        return self.has_key and bool(self.source or self.plugin.provider != "github")


def can_fetch(provider: str) -> bool:
    """Tell whether a provider's API can be asked for what was missed."""
    return provider in REACH


def get_access(store: Store, plugin_id: str) -> Access:
    """Return how a plugin's provider can be asked, and since when. Raises NotFound and InvalidInput."""
    plugin = get_plugin(store, plugin_id)
    if not can_fetch(plugin.provider):
        raise InvalidInput(
            f"The provider {plugin.provider} cannot be asked for what was missed.",
            "Those that can are: " + ", ".join(REACH) + ".",
        )
    record = PluginRecord
    columns = record.select(record.api_key.is_null(False), record.api_source, record.fetched_at)
    row = store.one(columns.where(record.id == plugin_id))
    if row is None:  # it was there a line before
        raise NotFound(f"There is no plugin {plugin_id}.")
    has_key, source, fetched_at = row
    missed = gaps(store, after=max(fetched_at or 0, plugin.created_at))
    gap = missed[0] if missed else None
    since = _since(store, plugin, fetched_at, gap)
    return Access(plugin, bool(has_key), source, fetched_at, since, gap)


def set_access(store: Store, plugin_id: str, *, key: str | None = None, source: str | None = None) -> Access:
    """Change the key or the source; None leaves it, an empty one removes it. Raises InvalidInput."""
    values: dict[str, Any] = {}
    with store.write(Change.PLUGINS):
        provider = get_access(store, plugin_id).plugin.provider
        if key is not None:
            values["api_key"] = store.vault.seal(check_key(key)) if key.strip() else None
        if source is not None:
            values["api_source"] = check_source(provider, source)
        if values:
            store.run(PluginRecord.update(**values).where(PluginRecord.id == plugin_id))
        return get_access(store, plugin_id)


def open_key(store: Store, plugin_id: str) -> str:
    """Return the key in the clear, for the provider's host alone. Raises KeyUnreadable and NotFound."""
    row = store.one(PluginRecord.select(PluginRecord.api_key).where(PluginRecord.id == plugin_id))
    if row is None or row[0] is None:
        raise NotFound(f"The plugin {plugin_id} has no API key.", "Give it one first.")
    return store.vault.open(bytes(row[0]))


def reveal_key(store: Store, plugin_id: str) -> str:
    """Return the key in the clear, and note in the audit that it was shown. Raises as `open_key` does."""
    with store.write(Change.NONE):
        key = open_key(store, plugin_id)
        audit.note(store, "secret shown", f"API key of plugin {plugin_id}")
    return key


def check_key(key: str) -> str:
    """Return a key without spaces around it. Raises InvalidInput for what cannot stand in a header."""
    key = key.strip()
    if not key.isascii() or not key.isprintable() or " " in key or len(key) > MAX_KEY:
        raise InvalidInput(
            "This is no API key.", "It has letters and digits, without spaces.", field="api_key"
        )
    return key


def check_source(provider: str, source: str) -> str:
    """Return the path of GitHub's webhook in its API, from its address in GitHub. Raises InvalidInput."""
    source = source.strip().rstrip("/")
    if not source:
        return ""
    if provider != "github":
        raise InvalidInput(
            f"The provider {provider} needs no webhook named.", "Leave it out.", field="api_source"
        )
    for pattern in _SOURCES:
        if found := pattern.fullmatch(source):
            parts = found.groupdict()
            owner = f"repos/{parts['repo']}" if parts.get("repo") else f"orgs/{parts['org']}"
            return f"{owner}/hooks/{parts['hook']}"
    raise InvalidInput(
        "This is not the address of a webhook in GitHub.",
        "It looks like https://github.com/owner/repository/settings/hooks/123.",
        field="api_source",
    )


def _since(store: Store, plugin: Plugin, fetched_at: int | None, gap: Gap | None) -> int:
    """Return from when on to ask: the first time off, else what came last; no more than is kept there."""
    if gap is not None:
        since = max(gap.from_at, fetched_at or 0)
    else:
        (last,) = store.sql(
            "SELECT max(date) FROM (SELECT date FROM event_log WHERE plugin_id = ?"
            " AND +status = 'ACCEPTED' ORDER BY id DESC LIMIT 1)",  # the + keeps to the plugin's index
            (plugin.id,),
        ).fetchone()
        since = last or plugin.created_at
    return max(since - OVERLAP, store.clock() - REACH[plugin.provider])
