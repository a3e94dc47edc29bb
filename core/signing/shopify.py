"""Shopify: HMAC-SHA256 over the raw body, in base64; the key is the app's client secret, as it is written.

Source: "Verify webhook deliveries" at shopify.dev. A webhook that was made in the shop's admin is signed with
another secret, which its notification settings show.
"""

from core.signing.scheme import BASE64, Proof, Scheme, Seen, Verified, offered

SIGNATURE = "x-shopify-hmac-sha256"


def _proofs(seen: Seen) -> tuple[Proof, ...]:
    return (Proof((seen.body,), (offered(seen, SIGNATURE),)),)


def _tell(seen: Seen) -> Verified:
    headers = seen.headers
    return Verified(headers.get("x-shopify-webhook-id") or None, headers.get("x-shopify-topic") or None)


SCHEME = Scheme(_proofs, _tell, writings=(BASE64,))
