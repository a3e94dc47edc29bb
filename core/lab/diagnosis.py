"""Why a request does not verify: each known cause is undone, one at a time, until one change makes it fit."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import replace

from core.errors import BadSignature
from core.lab import bodies, keys, traces, urls
from core.lab.report import Cause, Report, Stored, Subject
from core.lab.shown import shown_of
from core.signing import SCHEMES, VERIFIERS
from core.signing.names import NAMES
from core.signing.scheme import holds

RIGHT = "The signature is right"
CLOCK = (
    "All else fits. Set both clocks by the network. Or it was kept and sent again: the limit of 5 minutes is "
    "there to refuse that."
)
UNVERIFIED = "There is nothing to verify"


def diagnose(subject: Subject, others: Iterable[Stored] = ()) -> Report:
    """Verify a request and say why it fails; `others` are secrets that it may have been meant for."""
    try:
        verified = VERIFIERS[subject.provider](subject.secret, subject.seen)
    except BadSignature as error:
        return Report(None, error.title, error.advice, shown_of(subject), _cause(subject, others))
    if subject.provider == "none":
        return Report(verified, UNVERIFIED, "The provider none takes a request without any proof.", ())
    return Report(verified, RIGHT, "It was made with this secret over these exact bytes.", shown_of(subject))


def passes(subject: Subject) -> bool:
    """Tell whether a request verifies, whatever time it is."""
    try:
        verified = VERIFIERS[subject.provider](subject.secret, at_its_time(subject).seen)
    except BadSignature:
        return False
    names = traces.signature_headers(subject)
    return verified.handshake is None or any(subject.seen.headers.get(name) for name in names)


def at_its_time(subject: Subject) -> Subject:
    """Return a request as if it had come when it was signed."""
    scheme = SCHEMES.get(subject.provider)
    if scheme is None or scheme.stamp is None:
        return subject
    try:
        stamp = scheme.stamp(subject.seen)
    except BadSignature:
        return subject
    return replace(subject, seen=replace(subject.seen, now=stamp * 1000))


def _cause(subject: Subject, others: Iterable[Stored]) -> Cause | None:
    known = traces.not_kept(subject) or _clock(subject)
    if known:
        return known
    tries = itertools.chain(
        _spellings(subject), _bodies(subject), _urls(subject), _providers(subject), _stored(subject, others)
    )
    found = next((cause for cause in tries if cause.changed and passes(cause.changed)), None)
    return found or _keys(subject) or traces.likely(subject)


def _clock(subject: Subject) -> Cause | None:
    """Its time alone is wrong, or the request is not of now."""
    if not passes(subject):
        return None
    apart = (subject.seen.now - at_its_time(subject).seen.now) // 1000
    title = f"Its time is {_duration(abs(apart))} {'before' if apart > 0 else 'after'} this computer's"
    return Cause("clock", title, CLOCK, at_its_time(subject))


def _spellings(subject: Subject) -> Iterator[Cause]:
    for each in keys.spellings(subject.secret):
        yield Cause("secret", each.title, each.advice, replace(subject, secret=each.secret))


def _bodies(subject: Subject) -> Iterator[Cause]:
    for each in bodies.variants(subject.seen.body):
        seen = replace(subject.seen, body=each.body)
        yield Cause("body", each.title, each.advice, replace(subject, seen=seen))


def _urls(subject: Subject) -> Iterator[Cause]:
    if subject.provider != "square":
        return
    for url in urls.variants(subject.seen):
        options = replace(subject.seen.options, public_url=url)
        changed = replace(subject, seen=replace(subject.seen, options=options))
        title = f"It was signed for another URL: {url}"
        yield Cause("url", title, "Enter that as the plugin's public URL, exactly so.", changed)


def _providers(subject: Subject) -> Iterator[Cause]:
    for name in VERIFIERS:
        if name not in (subject.provider, "none"):
            title = f"It is signed as {NAMES[name]} signs"
            advice = f"Choose the provider {NAMES[name]} ({name}). The secret is the right one."
            yield Cause("provider", title, advice, replace(subject, provider=name))


def _stored(subject: Subject, others: Iterable[Stored]) -> Iterator[Cause]:
    for other in others:
        title = f"It matches the secret of {other.label}"
        advice = "Enter that secret here, or let the sender use the other's address."
        if other.secret != subject.secret:
            yield Cause("stored", title, advice, replace(subject, secret=other.secret))
        seen = replace(subject.seen, options=other.options)
        yield Cause("stored", title, advice, Subject(other.provider, other.secret, seen))


def _keys(subject: Subject) -> Cause | None:
    """The sender makes another key of the same secret, which no way of writing it here can undo."""
    scheme = SCHEMES.get(subject.provider)
    if scheme is None or not subject.secret:
        return None
    try:
        proofs = scheme.proofs(subject.seen)
    except BadSignature:
        return None
    for each in keys.keys(subject.secret):
        if all(holds(each.key, proof, scheme.writings) for proof in proofs):
            return Cause("secret", each.title, f"Let it do as {NAMES[subject.provider]} does.")
    return None


def _duration(seconds: int) -> str:
    for size, word in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            number = seconds // size
            return f"{number} {word}{'s' if number > 1 else ''}"
    return f"{seconds} s"
