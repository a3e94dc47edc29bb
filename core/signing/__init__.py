"""Signatures: one file for each scheme or provider, pure functions over bytes."""

from collections.abc import Callable, Mapping
from functools import partial

from core.signing import (
    adyen,
    bigcommerce,
    credentials,
    github,
    nautical,
    plain_hmac,
    saleor,
    saleor_jws,
    shopify,
    slack,
    square,
    standard,
    stripe,
    svix,
    woocommerce,
)
from core.signing.scheme import Options, Scheme, Seen, Verified, verify

__all__ = ["FORMS", "SCHEMES", "SHOWING", "VERIFIERS", "Options", "Seen", "Verified", "Verifier"]


Verifier = Callable[[str, Seen], Verified]
"""Checks a received request by a secret. Raises BadSignature and nothing else."""


def _unsigned(secret: str, seen: Seen) -> Verified:
    del secret  # who may send without a signature is the receiver's guard, not arithmetic
    return Verified(seen.headers.get(standard.ID) or None)


SCHEMES: Mapping[str, Scheme] = {
    "nautical": nautical.SCHEME,
    "standard": standard.SCHEME,
    "svix": svix.SCHEME,
    "shopify": shopify.SCHEME,
    "stripe": stripe.SCHEME,
    "github": github.SCHEME,
    "woocommerce": woocommerce.SCHEME,
    "bigcommerce": bigcommerce.SCHEME,
    "square": square.SCHEME,
    "adyen": adyen.SCHEME,
    "slack": slack.SCHEME,
    "saleor": saleor.SCHEME,
    "hmac": plain_hmac.SCHEME,
}
"""The providers that sign with a shared secret."""

VERIFIERS: Mapping[str, Verifier] = {
    "nautical": partial(verify, SCHEMES["nautical"]),
    "standard": standard.check,
    "svix": svix.verify,
    "shopify": partial(verify, SCHEMES["shopify"]),
    "stripe": partial(verify, SCHEMES["stripe"]),
    "github": partial(verify, SCHEMES["github"]),
    "woocommerce": woocommerce.verify,
    "bigcommerce": partial(verify, SCHEMES["bigcommerce"]),
    "square": partial(verify, SCHEMES["square"]),
    "adyen": partial(verify, SCHEMES["adyen"]),
    "slack": partial(verify, SCHEMES["slack"]),
    "saleor": partial(verify, SCHEMES["saleor"]),
    "saleor-jws": saleor_jws.verify,
    "hmac": partial(verify, SCHEMES["hmac"]),
    "basic": credentials.basic,
    "bearer": credentials.bearer,
    "header": credentials.header,
    "none": _unsigned,
}
"""How each provider's requests are checked."""

SHOWING = frozenset(("basic", "bearer", "header"))
"""The providers that show a secret and sign nothing."""

FORMS = frozenset(("github", "slack", "woocommerce"))
"""The providers that may send a form instead of JSON."""
