"""Any sender that signs the raw body with HMAC: the plugin's configuration names the header and the
algorithm.

Hexadecimal and base64 are both taken, also after the algorithm's name as in `sha256=`.
"""

from core.signing.scheme import BASE64, HEX, Proof, Scheme, Seen, Verified, offered

HEADER = "x-signature"
"""Where the signature stands, unless the configuration names another header."""
ID = "webhook-id"
ALGORITHMS = ("sha1", "sha256", "sha512")


def tell(seen: Seen) -> Verified:
    """Return what a request says of itself in the headers that the configuration names."""
    uid = seen.headers.get(seen.options.id_header or ID)
    return Verified(uid or None, seen.headers.get(seen.options.topic_header) or None)


def _proofs(seen: Seen) -> tuple[Proof, ...]:
    algorithm = seen.options.algorithm
    given = offered(seen, seen.options.header or HEADER)
    return (Proof((seen.body,), (given.removeprefix(f"{algorithm}="),), algorithm),)


SCHEME = Scheme(_proofs, tell, writings=(HEX, BASE64))
