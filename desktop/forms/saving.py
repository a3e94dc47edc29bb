"""Writing what the forms of webhooks and plugins hold. It runs off the UI thread."""

from typing import Any

from core.incoming.plugins import WITHOUT_SECRET, Plugin, create_plugin, update_plugin
from core.outgoing.headers import with_kept
from core.outgoing.webhooks import Webhook, create_webhook, update_webhook
from core.store.database import Store
from desktop.forms.access_draft import authorization_of
from desktop.forms.delivery_draft import sending_of
from desktop.forms.plugin_draft import Draft as PluginDraft
from desktop.forms.plugin_draft import used_options
from desktop.forms.webhook_draft import Draft


def save_webhook(store: Store, app_id: int, shown: Webhook | None, draft: Draft) -> Webhook:
    """Make a webhook of an app, or change the one that is shown. Raises InvalidInput and NotFound."""
    if shown is None:
        return create_webhook(
            store,
            app_id=app_id,
            secret=draft.secret or "",
            is_active=draft.is_active,
            headers=[(name, value or "") for name, value in draft.access.headers],
            authorization=authorization_of(draft.access) or "",
            **_parts(draft),
        )
    return update_webhook(
        store,
        shown.id,
        secret=draft.secret,
        is_active=None if draft.is_active == shown.is_active else draft.is_active,
        headers=with_kept(store, shown.id, draft.access.headers),
        authorization=authorization_of(draft.access),
        **_parts(draft),
    )


def save_plugin(store: Store, shown: Plugin | None, draft: PluginDraft) -> Plugin:
    """Make a plugin, or change the one that is shown. Raises InvalidInput and NotFound."""
    parts: dict[str, Any] = {"name": draft.name, "provider": draft.provider, "seller": draft.seller}
    parts["options"] = used_options(draft)
    if shown is None:
        secret, is_active = draft.secret or "", draft.is_active
        return create_plugin(store, id=draft.id, secret=secret, is_active=is_active, **parts)
    return update_plugin(
        store,
        shown.id,
        secret="" if draft.provider in WITHOUT_SECRET else draft.secret,
        is_active=None if draft.is_active == shown.is_active else draft.is_active,
        **parts,
    )


def _parts(draft: Draft) -> dict[str, Any]:
    """Return what both take alike."""
    return {
        "name": draft.name,
        "target_url": draft.target_url,
        "events": draft.events,
        "scheme": draft.scheme,
        "sending": sending_of(draft.delivery),
    }
