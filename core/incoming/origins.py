"""The plugins as the receiver needs them: their secrets in the clear, and the keys that others publish."""

import json
import logging
from dataclasses import replace

from core.errors import KeyUnreadable
from core.incoming import guards
from core.incoming.guards import Answer, Origin
from core.incoming.key_sets import KeySets
from core.incoming.provider_options import read_options
from core.signing import credentials
from core.store.database import Store

log = logging.getLogger(__name__)

CANNOT_VERIFY = Answer(503, "key_unreadable", "It could not be verified now. Send it again later.")
KEY_SET_PROVIDER = "saleor-jws"
"""Its secret is the key set that its host publishes."""


def origins(store: Store, plugin_ids: set[str]) -> dict[str, Origin | Answer]:
    """Return the plugins of these ids that exist, or what is answered for them."""
    rows = store.sql(
        "SELECT is_active, id, name, provider, secret, seller, options,"
        " (SELECT json_group_object(topic, job_type) FROM mapping WHERE plugin_id = plugin.id)"
        " FROM plugin WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(plugin_ids)),),
    )
    return {row[0]: _origin(store, *row) if is_active else guards.NO_PLUGIN for is_active, *row in rows}


def with_keys(origin: Origin | Answer, key_sets: KeySets) -> Origin | Answer:
    """Give what verifies by published keys those that its host published."""
    if isinstance(origin, Answer) or origin.provider != KEY_SET_PROVIDER:
        return origin
    return replace(origin, secret=key_sets.text(origin.options.host))


def token_header(origin: Origin) -> str:
    """Return the header in which a plugin's sender shows its secret, where only the plugin says so."""
    return (origin.options.header or credentials.HEADER) if origin.provider == "header" else ""


def _origin(
    store: Store,
    plugin_id: str,
    name: str,
    provider: str,
    sealed: bytes | None,
    seller: str,
    options: str,
    mapped: str,
) -> Origin | Answer:
    try:
        secret = store.vault.open(sealed) if sealed else ""
    except KeyUnreadable as error:
        log.warning("cannot verify what comes for %s: %s", plugin_id, error)
        return CANNOT_VERIFY
    own = {topic.casefold(): job_type for topic, job_type in json.loads(mapped).items()}
    return Origin(plugin_id, name, provider, secret, seller, read_options(options), own)
