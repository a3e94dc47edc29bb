"""WooCommerce: HMAC-SHA256 over the raw body, in base64; the key is the webhook's secret.

Source: WC_Webhook in WooCommerce. When a webhook is saved, the shop sends `webhook_id=N` as a form,
unsigned, and does not activate the webhook unless that is answered 200.
"""

import re

from core.signing.scheme import BASE64, Proof, Scheme, Seen, Verified, offered
from core.signing.scheme import verify as verify_by

SIGNATURE = "x-wc-webhook-signature"
_PING = re.compile(rb"webhook_id=[0-9]{1,20}")


def verify(secret: str, seen: Seen) -> Verified:
    """Check a request; the ping, which nothing can prove, is a handshake. Raises BadSignature."""
    if SIGNATURE not in seen.headers and _PING.fullmatch(seen.body):
        return Verified(handshake={"status": "ok"})
    return verify_by(SCHEME, secret, seen)


def _proofs(seen: Seen) -> tuple[Proof, ...]:
    return (Proof((seen.body,), (offered(seen, SIGNATURE),)),)


def _tell(seen: Seen) -> Verified:
    headers = seen.headers
    webhook, delivery = headers.get("x-wc-webhook-id", ""), headers.get("x-wc-webhook-delivery-id", "")
    uid = f"{webhook}:{delivery}" if delivery else None
    return Verified(uid, headers.get("x-wc-webhook-topic") or None)


SCHEME = Scheme(_proofs, _tell, writings=(BASE64,))
