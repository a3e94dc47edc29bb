"""What is shown of a signature: the bytes it covers, and both signatures."""

import hmac
import re
from dataclasses import replace

from core.errors import BadSignature, InvalidInput
from core.lab.report import Shown, Subject
from core.lab.traces import signature_headers
from core.signing import SCHEMES, keys, saleor_jws
from core.signing.scheme import BASE64, HEX, Proof, Scheme, holds, written

_HEX = re.compile(r"[0-9a-fA-F]+")
_UNSIGNED = "-"
_EMPTY = {"github": "sha256=-", "slack": "v0=-", "standard": "v1,-", "svix": "v1,-", "bigcommerce": "v1,-"}
"""How a signature that is none yet looks like where it has parts."""


def shown_of(subject: Subject) -> tuple[Shown, ...]:
    """Return what a request signs, or would sign if it were signed; nothing where that cannot be told."""
    try:
        if subject.provider == "saleor-jws":
            jws = saleor_jws.read_jws(subject.seen)
            return (Shown(jws.content, "", (written(jws.signature, BASE64),)),)
        scheme = SCHEMES.get(subject.provider)
        proofs = scheme.proofs(subject.seen) if scheme else ()
        return tuple(_shown(scheme, subject.secret, proof) for proof in proofs) if scheme else ()
    except BadSignature:
        return _unsigned(subject)


def _unsigned(subject: Subject) -> tuple[Shown, ...]:
    """Return what a request without its signature would sign."""
    names = signature_headers(subject)
    scheme = SCHEMES.get(subject.provider)
    if scheme is None or subject.provider == "adyen" or any(subject.seen.headers.get(name) for name in names):
        return ()
    stamped = f"t={subject.seen.now // 1000},v1=-"
    empty = stamped if subject.provider == "stripe" else _EMPTY.get(subject.provider, _UNSIGNED)
    headers = {**subject.seen.headers, **dict.fromkeys(names[:1], empty)}
    try:
        proofs = scheme.proofs(replace(subject.seen, headers=headers))
    except BadSignature:
        return ()
    return tuple(_shown(scheme, subject.secret, replace(proof, offered=())) for proof in proofs)


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
