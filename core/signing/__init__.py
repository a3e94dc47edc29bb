"""Signatures: one file for each scheme or provider, pure functions over bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from core.signing import nautical, standard


@dataclass(frozen=True, slots=True)
class Verified:
    """What a request that proved its origin says of itself."""

    transaction_id: str | None = None
    """The sender's own id of this delivery, the same when it is sent again."""
    topic: str | None = None
    """What the sender calls it, from which the job type may follow."""


class Verifier(Protocol):
    """Checks a received request; `now` is in epoch milliseconds. Raises BadSignature and nothing else."""

    def __call__(self, secret: str, headers: Mapping[str, str], body: bytes, *, now: int) -> Verified:
        """Return what the request says of itself; the names in `headers` are lower-case."""


def _nautical(secret: str, headers: Mapping[str, str], body: bytes, *, now: int) -> Verified:
    del now  # this scheme has no time
    nautical.verify(secret, headers, body)
    return Verified(headers.get(standard.ID) or None, headers.get("x-nautical-event") or None)


def _standard(secret: str, headers: Mapping[str, str], body: bytes, *, now: int) -> Verified:
    return Verified(standard.verify(secret, headers, body, now_ms=now))


def _unsigned(secret: str, headers: Mapping[str, str], body: bytes, *, now: int) -> Verified:
    del secret, body, now  # who may send without a signature is the receiver's guard, not arithmetic
    return Verified(headers.get(standard.ID) or None)


VERIFIERS: Mapping[str, Verifier] = {"nautical": _nautical, "standard": _standard, "none": _unsigned}
"""How each provider's requests are checked."""
