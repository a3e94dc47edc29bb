"""What the lab is given and what it finds."""

from dataclasses import dataclass, field

from core.signing import Options, Seen, Verified


@dataclass(frozen=True, slots=True)
class Subject:
    """A request that should prove its origin to a provider's secret; `seen.now` is when it came."""

    provider: str
    secret: str = field(repr=False)
    seen: Seen
    lost: str = ""
    """What of a request that was kept is no more there: cut for the end of its body, redacted
    for values, fetched for the signature."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A secret that is kept here, and whose it is. It is tried, and never shown."""

    label: str
    provider: str
    secret: str = field(repr=False)
    options: Options = field(default_factory=Options)


@dataclass(frozen=True, slots=True)
class Shown:
    """One signature: the exact bytes it covers, what was offered, and what the secret makes of them.

    `expected` is empty where it cannot be told: without a secret that fits, or where only the sender can
    sign.
    """

    content: bytes
    expected: str
    offered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a signature does not fit, and the one change that makes it."""

    kind: str
    """body, secret, provider, url, clock, stored, masked, cut, fetched or redacted."""
    title: str
    advice: str
    changed: Subject | None = field(default=None, repr=False)
    """What would verify; None where the change is the sender's, or only likely."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the lab says of a request. `cause` is None where it verifies, or nothing that is known explains
    it."""

    verified: Verified | None
    title: str
    advice: str
    shown: tuple[Shown, ...]
    cause: Cause | None = None
