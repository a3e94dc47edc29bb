"""Credentials that an endpoint repeats: many that are there for tests answer with the request they got."""

import json
from collections.abc import Iterator

from core.masking import MASK, is_secret
from core.outgoing.headers import Headers, credentials_of
from core.outgoing.transport import Answer

SHORTEST = 6
"""Characters; what is shorter is no credential worth hiding, and stands in many a harmless answer."""


def without_echo(answer: Answer, sent: Headers) -> Answer:
    """Return an answer as it may be kept: the values of `sent` that carry credentials are masked in it."""
    echoes = sorted({each for each in _echoes(sent) if len(each) >= SHORTEST}, key=len, reverse=True)
    if not echoes:
        return answer
    reason, headers, body = answer.reason, answer.headers, answer.body
    for echo in echoes:
        reason = reason.replace(echo, MASK)
        headers = tuple((name, value.replace(echo, MASK)) for name, value in headers)
        body = body.replace(echo.encode(), MASK.encode())
    return answer._replace(reason=reason, headers=headers, body=body)


def _echoes(sent: Headers) -> Iterator[str]:
    """Return how credentials may stand in an answer: whole or without their kind, as text or within JSON."""
    for name, value in sent:
        if is_secret(name):
            for text in (value, value.partition(" ")[2], *_readable(name, value)):
                yield from (text, json.dumps(text)[1:-1], text.replace("/", "\\/"))


def _readable(name: str, value: str) -> tuple[str, ...]:
    """Return what authorisation was entered as; a header of another name has no other form."""
    return (credentials_of(value),) if name == "authorization" else ()
