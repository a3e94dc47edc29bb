"""Square: HMAC-SHA256 over the notification URL and then the raw body, in base64.

Source: developer.squareup.com, "Validate notifications". The URL is the one that was registered, byte for
byte; behind a tunnel that is the public one, which the plugin's configuration names.
"""

from core.signing import peek
from core.signing.scheme import BASE64, Proof, Scheme, Seen, Verified, offered

SIGNATURE = "x-square-hmacsha256-signature"


def _proofs(seen: Seen) -> tuple[Proof, ...]:
    contents = tuple(url.encode("utf-8", "surrogatepass") + seen.body for url in urls(seen))
    return (Proof(contents, (offered(seen, SIGNATURE),)),)


def urls(seen: Seen) -> tuple[str, ...]:
    """Return the URLs that may have been registered: the configured one, or what was asked for."""
    if seen.options.public_url:
        return (seen.options.public_url,)
    address = seen.headers.get("host", "") + seen.target
    return f"https://{address}", f"http://{address}"


def _tell(seen: Seen) -> Verified:
    event_id, topic = peek.texts(seen.body, "event_id", "type")
    return Verified(event_id or None, topic or None)


SCHEME = Scheme(_proofs, _tell, writings=(BASE64,))
