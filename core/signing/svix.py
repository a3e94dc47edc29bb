"""Svix: Standard Webhooks under its own header names, or under the standard's.

Source: docs.svix.com, "Verifying webhooks manually", and its library, which looks for `svix-` first.
"""

from dataclasses import replace

from core.signing import standard
from core.signing.scheme import Proof, Seen, Verified

_NAMES = {
    name: name.replace("webhook-", "svix-") for name in (standard.ID, standard.TIMESTAMP, standard.SIGNATURE)
}


def verify(secret: str, seen: Seen) -> Verified:
    """Check a request. Raises BadSignature."""
    return standard.check(secret, renamed(seen))


def renamed(seen: Seen) -> Seen:
    """Return the request with Svix's headers under the standard's names; if one is there, all are taken."""
    if not any(name in seen.headers for name in _NAMES.values()):
        return seen
    ours = {name: seen.headers.get(theirs, "") for name, theirs in _NAMES.items()}
    return replace(seen, headers={**seen.headers, **ours})


def _proofs(seen: Seen) -> tuple[Proof, ...]:
    return standard.proofs(renamed(seen))


def _stamp(seen: Seen) -> int:
    return standard.stamp(renamed(seen))


def _tell(seen: Seen) -> Verified:
    return standard.SCHEME.tell(renamed(seen))


SCHEME = replace(standard.SCHEME, proofs=_proofs, tell=_tell, stamp=_stamp)
