"""What a request's headers and body say of who sent it, and what of it was not kept."""

from collections.abc import Mapping

from core.lab.report import Cause, Subject
from core.masking import MASK
from core.signing import credentials, plain_hmac
from core.signing.names import NAMES

SIGNATURES: Mapping[str, tuple[str, ...]] = {
    "nautical": ("x-nautical-signature",),
    "standard": ("webhook-signature",),
    "svix": ("svix-signature",),
    "shopify": ("x-shopify-hmac-sha256",),
    "stripe": ("stripe-signature",),
    "github": ("x-hub-signature-256",),
    "woocommerce": ("x-wc-webhook-signature",),
    "bigcommerce": ("webhook-signature",),
    "square": ("x-square-hmacsha256-signature",),
    "adyen": ("hmacsignature",),
    "slack": ("x-slack-signature",),
    "saleor": ("saleor-signature", "x-saleor-signature"),
    "saleor-jws": ("saleor-signature", "x-saleor-signature"),
    "basic": (credentials.AUTHORIZATION,),
    "bearer": (credentials.AUTHORIZATION,),
}
"""The headers in which each provider proves itself, but for those that the configuration names."""


_LOST = {
    "cut": Cause(
        "cut",
        "Only the beginning of the body was kept",
        "Of what is refused no more is kept. Paste the whole body to look into it.",
    ),
    "fetched": Cause(
        "fetched",
        "It was fetched from the sender's API",
        "What comes from there is not signed, so there is nothing to compare.",
    ),
    "redacted": Cause(
        "redacted",
        "Values were taken out before it was kept",
        "The settings say which are never stored. Paste the request as it was sent to look into it.",
    ),
}


def signature_headers(subject: Subject) -> tuple[str, ...]:
    """Return the headers in which this provider proves itself."""
    usual = {"hmac": plain_hmac.HEADER, "header": credentials.HEADER}.get(subject.provider)
    return (subject.seen.options.header or usual,) if usual else SIGNATURES.get(subject.provider, ())


def not_kept(subject: Subject) -> Cause | None:
    """Return why a request that was kept cannot be verified again, if it cannot."""
    masked = [name for name in signature_headers(subject) if subject.seen.headers.get(name) == MASK]
    if masked:
        advice = "Such headers are masked where they are kept. Paste the request with it to look into it."
        return Cause("masked", f"What stood in {masked[0]} was not kept", advice)
    return _LOST.get(subject.lost)


def likely(subject: Subject) -> Cause | None:
    """Return the provider that the headers speak of, where it is another and nothing else explains it."""
    headers = subject.seen.headers
    if any(headers.get(name) for name in signature_headers(subject)):
        return None
    for provider, names in SIGNATURES.items():
        if provider != subject.provider and any(headers.get(name) for name in names):
            title = f"It looks like a request of {NAMES[provider]}"
            return Cause("provider", title, f"Choose the provider {NAMES[provider]} and its secret.")
    return None
