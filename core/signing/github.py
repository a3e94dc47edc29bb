"""GitHub: HMAC-SHA256 over the raw body, in hexadecimal after `sha256=`; the key is the webhook's secret.

Source: docs.github.com, "Validating webhook deliveries". A webhook of the content type
application/x-www-form-urlencoded carries its JSON in the field `payload`, and the form itself is signed.
The older header X-Hub-Signature (SHA-1) is not looked at.
"""

from core.signing.scheme import Proof, Scheme, Seen, Verified, offered

SIGNATURE = "x-hub-signature-256"


def _proofs(seen: Seen) -> tuple[Proof, ...]:
    return (Proof((seen.body,), (offered(seen, SIGNATURE, prefix="sha256="),)),)


def _tell(seen: Seen) -> Verified:
    headers = seen.headers
    return Verified(headers.get("x-github-delivery") or None, headers.get("x-github-event") or None)


SCHEME = Scheme(_proofs, _tell)
