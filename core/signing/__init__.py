"""Signatures: one file for each scheme or provider, pure functions over bytes."""

from collections.abc import Mapping
from functools import partial
from typing import Protocol

from core.signing import (
    adyen,
    bigcommerce,
    credentials,
    github,
    nautical,
    plain_hmac,
    saleor,
    shopify,
    slack,
    square,
    standard,
    stripe,
    svix,
    woocommerce,
)
from core.signing.scheme import Options, Scheme, Seen, Verified, verify

__all__ = ["FORMS", "SCHEMES", "VERIFIERS", "Options", "Seen", "Verified", "Verifier"]


class Verifier(Protocol):
    """Checks a received request. Raises BadSignature and nothing else."""

    def __call__(self, secret: str, seen: Seen) -> Verified:
        """Return what the request says of itself."""


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
    **{name: partial(verify, scheme) for name, scheme in SCHEMES.items()},
    "standard": standard.check,
    "svix": svix.verify,
    "woocommerce": woocommerce.verify,
    "basic": credentials.basic,
    "bearer": credentials.bearer,
    "header": credentials.header,
    "none": _unsigned,
}
"""How each provider's requests are checked."""

FORMS = frozenset(("github", "slack", "woocommerce"))
"""The providers that may send a form instead of JSON."""
