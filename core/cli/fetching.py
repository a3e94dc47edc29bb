"""`plugin api-access` and `plugin fetch-missed`: what a provider could not deliver."""

from argparse import Namespace
from threading import Event
from typing import Any

from core.cli.output import Result, one, when
from core.incoming.fetching import fetch
from core.incoming.fetching.access import Access, get_access, set_access
from core.store.database import Store
from core.times import read_time


def api_access(store: Store, options: Namespace) -> Result:
    """Change how a provider's API is asked, or show it."""
    if options.api_key is None and options.api_source is None:
        return one(_as_dict(get_access(store, options.id)))
    return one(_as_dict(set_access(store, options.id, key=options.api_key, source=options.api_source)))


def fetch_missed(store: Store, options: Namespace) -> Result:
    """Fetch what a plugin missed, waiting where the provider asks for it."""
    access = get_access(store, options.id)
    since = read_time(options.since, now=store.clock()) if options.since else None
    done = fetch.run(store, options.id, since=since, pause=Event().wait)
    found = {
        "id": options.id,
        "since": when(access.since if since is None else since),
        "looked_at": done.looked,
        "stored": done.stored,
    }
    known = done.looked - done.stored
    return Result(found, f"Looked at {done.looked:,}: {done.stored:,} stored, {known:,} known already.")


def _as_dict(access: Access) -> dict[str, Any]:
    """Return how a provider is asked; the key itself is not among it."""
    return {
        "id": access.plugin.id,
        "has_api_key": access.has_key,
        "api_source": access.source or None,
        "fetched_at": when(access.fetched_at),
        "since": when(access.since),
        "was_off": access.gap is not None,
    }
