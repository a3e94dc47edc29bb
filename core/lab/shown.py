"""What is shown of a signature: the bytes it covers, and both signatures."""

import hmac
import re

from core.errors import BadSignature, InvalidInput
from core.lab.report import Shown, Subject
from core.signing import SCHEMES, keys, saleor_jws
from core.signing.scheme import BASE64, HEX, Proof, Scheme, holds, written

_HEX = re.compile(r"[0-9a-fA-F]+")


def shown_of(subject: Subject) -> tuple[Shown, ...]:
    """Return what a request signs; nothing where it signs nothing, or lacks what it should have."""
    try:
        if subject.provider == "saleor-jws":
            jws = saleor_jws.read_jws(subject.seen)
            return (Shown(jws.content, "", (written(jws.signature, BASE64),)),)
        scheme = SCHEMES.get(subject.provider)
        return (
            tuple(_shown(scheme, subject.secret, proof) for proof in scheme.proofs(subject.seen))
            if scheme
            else ()
        )
    except BadSignature:
        return ()


def _shown(scheme: Scheme, secret: str, proof: Proof) -> Shown:
    try:
        key = b"" if keys.is_public(secret) or not secret else scheme.key(secret)
    except InvalidInput:
        key = b""
    if not key:
        return Shown(proof.contents[0], "", proof.offered)
    fitting = (
        each
        for each in proof.contents
        if holds(key, Proof((each,), proof.offered, proof.algorithm), scheme.writings)
    )
    content = next(fitting, proof.contents[0])
    digest = hmac.digest(key, content, proof.algorithm)
    return Shown(content, written(digest, _writing(scheme, proof)), proof.offered)


def _writing(scheme: Scheme, proof: Proof) -> str:
    """Return how the expected signature is written: as the offered one, where both ways are taken."""
    if len(scheme.writings) == 1:
        return scheme.writings[0]
    return HEX if all(_HEX.fullmatch(text) for text in proof.offered) else BASE64
