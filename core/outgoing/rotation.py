"""Rotation: a webhook gets another secret key, and the one before signs until receivers have changed over.

Standard Webhooks signs with both meanwhile. The marketplace's own scheme has room for one signature, so
there the old key goes on alone until its time is over, and the new one follows.
"""

from core.bus import Change
from core.clock import iso
from core.errors import InvalidInput
from core.outgoing.webhook_secrets import NO_OLD_SECRET, check_secret, generate_secret, secret_columns
from core.outgoing.webhooks import Webhook, get_webhook
from core.signing import keys
from core.store import audit
from core.store.database import Store
from core.store.records import WebhookRecord

OVERLAP = 24 * 60 * 60
"""How long both keys count where nothing else is said, in seconds."""
LONGEST_OVERLAP = 30 * 24 * 60 * 60


def rotate_secret(store: Store, webhook_id: int, *, overlap_s: int = OVERLAP, secret: str = "") -> Webhook:
    """Give a webhook another secret, while the one before signs for `overlap_s` seconds more.

    Without a `secret` one of the same kind is made. Where there was none before it signs at once. Raises
    NotFound, KeyUnreadable, and InvalidInput, also while a rotation is under way.
    """
    if not 0 <= overlap_s <= LONGEST_OVERLAP:
        days = LONGEST_OVERLAP // 86_400
        raise InvalidInput(f"The old key can go on for 0 seconds to {days} days.", field="overlap")
    with store.write(Change.WEBHOOKS):
        before, now = get_webhook(store, webhook_id), store.clock()
        _check_idle(before, now)
        columns = secret_columns(store, check_secret(secret or _another(before), before.scheme))
        if before.has_secret and overlap_s:
            columns |= {"old_secret": WebhookRecord.secret, "old_until": now + overlap_s * 1000}
        store.run(WebhookRecord.update(**columns).where(WebhookRecord.id == webhook_id))
        audit.note(store, "secret rotated", f"webhook {webhook_id}")
        return get_webhook(store, webhook_id)


def end_rotation(store: Store, webhook_id: int) -> Webhook:
    """Sign with the new secret alone from now on, and forget the old one. Raises NotFound."""
    with store.write(Change.WEBHOOKS):
        if is_rotating(get_webhook(store, webhook_id), store.clock()):
            audit.note(store, "rotation ended early", f"webhook {webhook_id}")
        store.run(WebhookRecord.update(**NO_OLD_SECRET).where(WebhookRecord.id == webhook_id))
        return get_webhook(store, webhook_id)


def forget_expired(store: Store) -> None:
    """Erase the old secrets whose time is over; they sign nothing any more, and should not stay either."""
    expired = WebhookRecord.old_until <= store.clock()
    if store.one(WebhookRecord.select(WebhookRecord.id).where(expired)) is not None:
        with store.write(Change.WEBHOOKS):
            store.run(WebhookRecord.update(**NO_OLD_SECRET).where(expired))


def is_rotating(webhook: Webhook, now: int) -> bool:
    """Return whether the old secret still signs at `now`, in epoch milliseconds."""
    return webhook.old_until is not None and now < webhook.old_until


def signing_secrets(scheme: str, secret: str, old: str, old_until: int | None, now: int) -> tuple[str, ...]:
    """Return the secrets that sign at `now`, in epoch milliseconds, the newest first; nothing without any."""
    if not old or old_until is None or now >= old_until:
        return (secret,) if secret else ()
    return (secret, old) if scheme == "standard" else (old,)


def _another(webhook: Webhook) -> str:
    return keys.generate_private() if webhook.public_key else generate_secret(webhook.scheme)


def _check_idle(webhook: Webhook, now: int) -> None:
    if webhook.old_until is not None and is_rotating(webhook, now):
        raise InvalidInput(
            f"The key was rotated already: the one before signs until {iso(webhook.old_until)}.",
            "End that first, once every receiver has the new key.",
            code="rotating",
        )
