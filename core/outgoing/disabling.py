"""Disabling a webhook because of what its endpoint does; the user activates it again."""

import http
import logging

from core.store.database import Store

log = logging.getLogger(__name__)

GONE = http.HTTPStatus.GONE
"""The answer of an endpoint that wants no deliveries any more (Standard Webhooks 1.0)."""


def disable(store: Store, webhook_id: int, reason: str) -> bool:
    """Make a webhook inactive, and keep why; call inside a `write`. Return whether it was active.

    What it is owed is not touched here: there may be 100,000 of it, and one transaction is short.
    """
    now = store.clock()
    changed = store.sql(
        "UPDATE webhook SET is_active = 0, disabled_at = ?, disabled_reason = ? WHERE id = ? AND is_active",
        (now, reason, webhook_id),
    )
    if changed.rowcount:
        log.warning("webhook %d was disabled: %s", webhook_id, reason)  # `serve` has no window to tell it
        store.sql(
            "INSERT INTO audit (at, act, subject) SELECT ?, 'webhook disabled', printf('webhook %d %s: %s',"
            " id, name, disabled_reason) FROM webhook WHERE id = ?",
            (now, webhook_id),
        )
    return bool(changed.rowcount)
