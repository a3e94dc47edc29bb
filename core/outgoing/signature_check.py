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

    `sent` may hold several signatures, of which one is enough. While a key is replaced the one before
    counts too.

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
        """Whether a key of now makes a signature that was sent."""
        return self.computed is not None and _is_among(self.computed, self.sent)


def check_signature(store: Store, row: LogRow, attempt: Attempt, body: bytes) -> SignatureCheck:
    """Sign the body as it was signed for an attempt, and return both results. The key stays inside."""
    headers = dict(attempt.request_headers)
    scheme, sent = _signed(headers)
    query = WebhookRecord.select(WebhookRecord.name, WebhookRecord.secret, WebhookRecord.old_secret)
    found = store.one(query.where(WebhookRecord.id == row.webhook_id))
    if found is None:
        return SignatureCheck(scheme, sent, None, "", "The webhook was deleted, and its key with it.")
    name, sealed, old = found
    if not scheme:
        return SignatureCheck("", "", None, name)
    if not sealed:
        return SignatureCheck(scheme, sent, None, name, "The webhook has no secret key any more.")
    try:
        secrets = [store.vault.open(bytes(each)) for each in (sealed, old) if each]
        made = [_computed(secret, scheme, headers, body) for secret in secrets]
        computed = next((one for one in made if _is_among(one, sent)), made[0])
        return SignatureCheck(scheme, sent, computed, name)
    except DeskError as error:
        return SignatureCheck(scheme, sent, None, name, error.title)


def _is_among(computed: str, sent: str) -> bool:
    return any(hmac.compare_digest(computed.encode(), item.encode()) for item in sent.split())


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
