"""What the vault holds of the webhooks that are being sent to, opened once and kept in memory."""

from collections.abc import Iterable

from core.outgoing.headers import Headers, opened
from core.outgoing.outbox import Target
from core.outgoing.rotation import signing_secrets
from core.store.vault import Vault


class Credentials:
    """The secrets and headers of the targets, in the clear: never shown, never logged."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._clear: dict[bytes, str] = {}
        self._headers: dict[int, Headers] = {}
        self._signing: dict[int, tuple[str, ...]] = {}
        """By webhook: what signs for as long as nothing changes, where no rotation is under way."""

    def open(self, targets: Iterable[Target]) -> None:
        """Open what these targets need, and forget the rest. Raises KeyUnreadable."""
        found = list(targets)
        self._clear = {
            sealed: self._clear.get(sealed) or self._vault.open(sealed)
            for each in found
            for sealed in each.all_sealed()
        }
        self._headers = {
            each.webhook_id: opened(*(self._clear[part] if part else "" for part in parts))
            for each in found
            if any(parts := (each.headers, each.authorization))
        }

        self._signing = {each.webhook_id: self._at(each, 0) for each in found if not each.old_sealed}

    def signing(self, target: Target, now: int) -> tuple[str, ...]:
        """Return the secrets that sign for a target at `now`, in epoch milliseconds."""
        secrets = self._signing.get(target.webhook_id)
        return self._at(target, now) if secrets is None else secrets

    def headers(self, target: Target) -> Headers:
        """Return a target's own headers, its authorisation among them."""
        return self._headers.get(target.webhook_id, ())

    def _at(self, target: Target, now: int) -> tuple[str, ...]:
        secret, old = (self._clear[one] if one else "" for one in (target.sealed, target.old_sealed))
        return signing_secrets(target.scheme, secret, old, target.old_until, now)
