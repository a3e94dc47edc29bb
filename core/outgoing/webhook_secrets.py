"""The secret that a webhook's deliveries are signed with: made, checked, and sealed for the store."""

import secrets
from typing import TYPE_CHECKING, Any

from core.errors import InvalidInput
from core.signing import keys, standard
from core.store.database import Store

if TYPE_CHECKING:
    from core.outgoing.webhooks import Webhook

SCHEMES = ("nautical", "standard")
SECRET_LENGTH = 255
NO_OLD_SECRET = {"old_secret": None, "old_until": None}


def generate_secret(scheme: str = "nautical") -> str:
    """Make a secret of 32 random bytes, in the form the scheme wants."""
    return standard.generate_secret() if scheme == "standard" else secrets.token_hex(32)


def secret_columns(store: Store, secret: str) -> dict[str, Any]:
    """Return the columns that make this the webhook's secret at once, in place of all it had."""
    sealed = store.vault.seal(secret) if secret else None
    return {"secret": sealed, "public_key": keys.public_key(secret), **NO_OLD_SECRET}


def signing_columns(
    store: Store, before: "Webhook", scheme: str | None, secret: str | None
) -> dict[str, Any]:
    """Return the columns that change when the scheme or the secret does."""
    if scheme is None and secret is None:
        return {}
    wanted = scheme or before.scheme
    check_scheme(wanted)
    if secret is None and not _serves(before, wanted):
        secret = generate_secret(wanted)
    if secret is None:
        return {"scheme": wanted} | ({} if wanted == before.scheme else NO_OLD_SECRET)
    return {"scheme": wanted, **secret_columns(store, check_secret(secret, wanted))}


def _serves(before: "Webhook", scheme: str) -> bool:
    """Return whether the secret there is can stay when the scheme becomes this one."""
    if scheme == "standard":
        return before.scheme == "standard" and before.has_secret
    return not before.public_key  # a private key is never shared with a receiver


def check_scheme(scheme: str) -> None:
    """Raise InvalidInput if there is no such scheme."""
    if scheme not in SCHEMES:
        raise InvalidInput(f"There is no scheme {scheme}.", "It is nautical or standard.", field="scheme")


def check_secret(secret: str, scheme: str) -> str:
    """Return a secret that a scheme can sign with, without spaces around it. Raises InvalidInput."""
    secret = secret.strip()
    if scheme == "standard":
        standard.check_secret(secret)
    elif keys.is_private(secret):
        raise InvalidInput(
            "A private key is never shared, and this scheme's key is.",
            "Choose Standard Webhooks for it.",
            field="secret",
        )
    elif len(secret) > SECRET_LENGTH:
        raise InvalidInput(f"A secret key has at most {SECRET_LENGTH} characters.", field="secret")
    return secret
