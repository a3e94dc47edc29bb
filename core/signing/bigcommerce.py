"""BigCommerce: signed as Standard Webhooks has it, but the key is the app's client secret as it is written.

Source: "Webhooks overview" at developer.bigcommerce.com, which encodes the secret only because the library
that it calls decodes it. The `hash` in a payload is no signature.
"""

from core.signing import peek, standard
from core.signing.scheme import BASE64, Scheme, Seen, Verified


def _tell(seen: Seen) -> Verified:
    (scope,) = peek.texts(seen.body, "scope")
    return Verified(seen.headers[standard.ID], scope or None)


SCHEME = Scheme(standard.proofs, _tell, writings=(BASE64,), stamp=standard.stamp)
