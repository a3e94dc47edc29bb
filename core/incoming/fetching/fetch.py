"""Fetching what a plugin missed, step by step, and storing it as what comes in is stored."""

import json
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from functools import partial

from core import forms
from core.bus import Change
from core.errors import InvalidInput, NotFound
from core.incoming import guards, receipts
from core.incoming.fetching import github_deliveries, stripe_events
from core.incoming.fetching.access import REACH, Access, get_access, open_key
from core.incoming.fetching.api import NAMES, WAITS, Answer, Api, Unreachable
from core.incoming.fetching.found import Ask, Looking, Missed, Search, Waiting
from core.incoming.guards import Origin, Request
from core.incoming.origins import origins
from core.incoming.receipts import Judged
from core.redaction import load_redaction
from core.signing import Verified
from core.store.database import Store
from core.store.records import LogRecord, PluginRecord

DETAIL = "Fetched from {name}, which was asked for what was missed. It carries no signature to check."


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fetch is: what was looked at and how much of it was new and is stored.

    `wait_s` are the seconds to wait before the next step, because the provider asks for them.
    """

    looked: int = 0
    stored: int = 0
    wait_s: float = 0.0


def steps(store: Store, plugin_id: str, *, since: int | None = None) -> Generator[Progress, None, None]:
    """Fetch what a plugin missed, a step each time the next one is asked for; a step may take a request.

    `since` is in epoch milliseconds; without it, as `get_access` says. What was stored stays when it is
    left off between two steps; the next fetch asks for the rest again. Raises FetchError and InvalidInput.
    """
    access = get_access(store, plugin_id)
    begun, since = store.clock(), access.since if since is None else since
    since = max(since, begun - REACH[access.plugin.provider])
    api = Api(access.plugin.provider, _key(store, access))
    progress = Progress()
    try:
        for step in _search(store, api, access, since):
            if isinstance(step, Waiting):
                yield replace(progress, wait_s=step.seconds)
                continue
            if isinstance(step, Looking):
                progress = replace(progress, looked=step.looked)
            else:
                progress = replace(progress, stored=progress.stored + store_missed(store, plugin_id, step))
            yield progress
    finally:
        api.close()
    _note_done(store, access, since, begun)


def run(store: Store, plugin_id: str, *, since: int | None, pause: Callable[[float], object]) -> Progress:
    """Fetch all that a plugin missed, waiting with `pause`; return what came of it. Raises as `steps`."""
    progress = Progress()
    for progress in steps(store, plugin_id, since=since):
        pause(progress.wait_s)
    return progress


def store_missed(store: Store, plugin_id: str, missed: list[Missed]) -> int:
    """Store what was fetched, marked as such, where it is not known yet; return how much is new."""
    origin = origins(store, {plugin_id}).get(plugin_id)
    if not isinstance(origin, Origin):
        raise InvalidInput(f"The plugin {plugin_id} is not active.", "Activate it, then fetch again.")
    hidden, now = load_redaction(store), store.clock()
    judged = [receipts.redacted(_judged(origin, each), hidden) for each in missed]
    with store.write(Change.LOG | Change.JOBS):
        ids = receipts.keep(store, judged, now, since=0)
        store.run(LogRecord.update(fetched_at=now).where(LogRecord.id.in_(ids)))
    return len(ids)


def _judged(origin: Origin, missed: Missed) -> Judged:
    request = Request(origin.plugin_id, "", missed.headers, missed.body)
    verified = Verified(missed.transaction_id, missed.topic or None)
    accepted = guards.accepted("", origin, verified, forms.as_json(missed.body))
    return Judged(request, origin, replace(accepted, detail=DETAIL.format(name=NAMES[origin.provider])))


def _search(store: Store, api: Api, access: Access, since: int) -> Search:
    ask: Ask = partial(_ask, store, api)
    known = partial(_known, store, access.plugin.id)
    if access.plugin.provider == "stripe":
        return stripe_events.search(ask, known, since=since)
    return github_deliveries.search(ask, known, base=api.base, source=access.source, since=since)


def _ask(store: Store, api: Api, path: str) -> Generator[Waiting, None, Answer]:
    tries = 0
    while True:
        tries += 1
        try:
            answer = api.get(path)
        except Unreachable:
            if tries > 1:
                raise
            yield Waiting(WAITS[0])
            continue
        wait = api.wait_s(answer, tries, store.clock())
        if wait is None:
            return answer
        yield Waiting(wait)


def _known(store: Store, plugin_id: str, ids: list[str]) -> set[str]:
    rows = store.sql(
        "SELECT transaction_id FROM json_each(?)"  # CROSS: one look-up for each id
        " CROSS JOIN event_log ON transaction_id = value"
        " WHERE status = 'ACCEPTED' AND plugin_id = ?",
        (json.dumps(ids), plugin_id),
    )
    return {transaction_id for (transaction_id,) in rows.fetchall()}


def _key(store: Store, access: Access) -> str:
    if not access.is_ready:
        missing = "an API key" if not access.has_key else "the address of its webhook in GitHub"
        raise NotFound(f"The plugin {access.plugin.id} needs {missing}.", "Save it first, then fetch.")
    return open_key(store, access.plugin.id)


def _note_done(store: Store, access: Access, since: int, begun: int) -> None:
    """Note that nothing is missing up to now; a fetch of a shorter time leaves the rest missing."""
    if since <= access.since:
        with store.write(Change.PLUGINS):
            store.run(PluginRecord.update(fetched_at=begun).where(PluginRecord.id == access.plugin.id))
