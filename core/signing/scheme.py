"""What all signatures with a shared secret have in common: HMAC over some bytes, written in a header or the
body.

A provider's module says which bytes, where the signature stands and what its secret means; here it is
checked.
"""

import base64
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.errors import BadSignature, InvalidInput

HEX, BASE64 = "hex", "base64"
TOLERANCE = 300
"""How far a request's time may be from ours, in seconds, where a provider signs one."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a plugin's configuration says of its requests, beside the secret; header names are lower-case."""

    public_url: str = ""
    """The URL that the sender was given, where it signs that; empty for the one that was asked for."""
    header: str = ""
    """The header that carries the signature or the token."""
    algorithm: str = "sha256"
    id_header: str = ""
    """The header with the sender's id of a delivery."""
    topic_header: str = ""
    host: str = ""
    """The host that publishes the sender's keys."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A received request: header names are lower-case, the body is exact, `now` is in epoch milliseconds."""

    headers: Mapping[str, str]
    body: bytes
    now: int
    target: str = ""
    """The path and query that were asked for, as they were written."""
    options: Options = field(default_factory=Options)


@dataclass(frozen=True, slots=True)
class Verified:
    """What a request that proved its origin says of itself."""

    transaction_id: str | None = None
    """The sender's own id of this delivery, the same when it is sent again."""
    topic: str | None = None
    """What the sender calls it, from which the job type may follow."""
    handshake: Mapping[str, str] | None = None
    """The JSON that the sender wants to read where it only tries the address; there is nothing to keep."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One signature of a request.

    `contents` are the bytes that may have been signed, the likeliest first; of the `offered` signatures one
    is enough.
    """

    contents: tuple[bytes, ...]
    offered: tuple[str, ...]
    algorithm: str = "sha256"


def text_key(secret: str) -> bytes:
    """Return a secret's own letters as the key."""
    return secret.encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a provider signs. `proofs` and `stamp` raise BadSignature for what is missing or broken."""

    proofs: Callable[[Seen], tuple[Proof, ...]]
    """All of these must hold."""
    tell: Callable[[Seen], Verified]
    key: Callable[[str], bytes] = text_key
    """Raises InvalidInput for a secret that cannot be this provider's."""
    writings: tuple[str, ...] = (HEX,)
    stamp: Callable[[Seen], int] | None = None
    """The time that is signed, in seconds since 1970."""
    takes_future: bool = False


def verify(scheme: Scheme, secret: str, seen: Seen) -> Verified:
    """Check a request and return what it says of itself. Raises BadSignature, whatever is wrong."""
    if not secret:
        raise BadSignature("No secret key", "Give the plugin the secret key that the sender signs with.")
    proofs = scheme.proofs(seen)
    if scheme.stamp:
        check_time(scheme.stamp(seen), seen.now, takes_future=scheme.takes_future)
    try:
        key = scheme.key(secret)
    except InvalidInput as error:
        raise BadSignature(error.title, error.advice) from error
    held = [holds(key, proof, scheme.writings) for proof in proofs]
    if not (held and all(held)):
        raise BadSignature("Bad signature", "Check that both sides hold the same secret key.")
    return scheme.tell(seen)


def holds(key: bytes, proof: Proof, writings: tuple[str, ...]) -> bool:
    """Tell whether one of the offered signatures is the right one; all are compared, so that time tells
    nothing."""
    digests = [hmac.digest(key, content, proof.algorithm) for content in proof.contents]
    offered = [text.strip().encode("utf-8", "replace") for text in proof.offered]
    found = [is_same(digest, given, how) for digest in digests for given in offered for how in writings]
    return any(found)


def is_same(digest: bytes, given: bytes, writing: str) -> bool:
    """Compare in constant time; the case of hexadecimal and the padding of base64 do not matter."""
    if writing == HEX:
        return hmac.compare_digest(digest.hex().encode(), given.lower())
    return hmac.compare_digest(base64.b64encode(digest).rstrip(b"="), given.rstrip(b"="))


def written(digest: bytes, writing: str) -> str:
    """Return a digest as its provider writes it."""
    return digest.hex() if writing == HEX else base64.b64encode(digest).decode()


def offered(seen: Seen, name: str, *, prefix: str = "") -> str:
    """Return the signature that a header carries. Raises BadSignature where there is none."""
    text = seen.headers.get(name, "").strip()
    if not text:
        raise BadSignature("No signature", f"The request has no {name} header. Set the key at the sender.")
    if not text.startswith(prefix):
        raise BadSignature("Bad signature", f"What {name} carries does not start with {prefix}")
    return text.removeprefix(prefix)


def read_stamp(text: str, name: str) -> int:
    """Return a signed time. Raises BadSignature."""
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise BadSignature("Bad timestamp", f"{name} must be whole seconds since 1970.")
    return int(text)


def check_time(stamp_s: int, now_ms: int, *, takes_future: bool = False) -> None:
    """Raise BadSignature for a request of another time."""
    late = now_ms // 1000 - stamp_s
    if late > TOLERANCE or (late < -TOLERANCE and not takes_future):
        title = "Too old" if late > 0 else "From the future"
        raise BadSignature(title, "It is more than 5 minutes off. Check the clocks of both machines.")
