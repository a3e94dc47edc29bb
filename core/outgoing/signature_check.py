"""Whether what was sent carries the signature that the webhook's key makes: for who looks at a delivery."""

import hmac
from dataclasses import dataclass

from core.errors import DeskError
from core.log.event_log import Attempt, LogRow
from core.signing import nautical, standard
from core.store.database import Store
from core.store.records import WebhookRecord


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """What an attempt was signed with, and what the webhook's key of now would give.

    `scheme` is nautical, standard, or nothing where it was not signed. `computed` is None where it
    cannot be told, and `reason` says why.
    """

    scheme: str
    sent: str
    computed: str | None
    webhook_name: str
    reason: str = ""

    @property
    def matches(self) -> bool:
        """Whether the key of now makes the signature that was sent."""
        return self.computed is not None and hmac.compare_digest(self.computed, self.sent)


def check_signature(store: Store, row: LogRow, attempt: Attempt, body: bytes) -> SignatureCheck:
    """Sign the body as it was signed for an attempt, and return both results. The key stays inside."""
    headers = dict(attempt.request_headers)
    scheme, sent = _signed(headers)
    query = WebhookRecord.select(WebhookRecord.name, WebhookRecord.secret)
    found = store.one(query.where(WebhookRecord.id == row.webhook_id))
    if found is None:
        return SignatureCheck(scheme, sent, None, "", "The webhook was deleted, and its key with it.")
    name, sealed = found
    if not scheme:
        return SignatureCheck("", "", None, name)
    if not sealed:
        return SignatureCheck(scheme, sent, None, name, "The webhook has no secret key any more.")
    try:
        return SignatureCheck(
            scheme, sent, _computed(store.vault.open(bytes(sealed)), scheme, headers, body), name
        )
    except DeskError as error:
        return SignatureCheck(scheme, sent, None, name, error.title)


def _signed(headers: dict[str, str]) -> tuple[str, str]:
    """Return the scheme by which a request is signed, and the signature."""
    if sent := headers.get(standard.SIGNATURE):
        return "standard", sent
    sent = headers.get(nautical.SIGNATURE, "")
    return ("nautical", sent) if sent else ("", "")


def _computed(secret: str, scheme: str, headers: dict[str, str], body: bytes) -> str:
    if scheme == "nautical":
        return nautical.sign(secret, body)
    return standard.sign([secret], headers[standard.ID], int(headers[standard.TIMESTAMP]), body)
