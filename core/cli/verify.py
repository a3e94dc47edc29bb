"""`verify`: checking a captured request."""

import json
from argparse import Namespace
from typing import Any

from core.cli.files import read_bytes
from core.cli.output import Result
from core.clock import epoch_ms
from core.errors import BadSignature, InvalidInput
from core.signing import VERIFIERS, Seen
from core.times import read_time

HEADERS_SIZE = 256 * 1024
BODY_SIZE = 25 * 1024 * 1024


def verify(options: Namespace) -> Result:
    """Check the signature of a request that was kept in two files, and say why it fails."""
    verifier = VERIFIERS.get(options.provider)
    if verifier is None:
        known = ", ".join(VERIFIERS)
        raise InvalidInput(
            f"There is no provider {options.provider}.", f"It is one of: {known}.", field="provider"
        )
    headers = read_headers(read_bytes(options.headers, at_most=HEADERS_SIZE))
    body = read_bytes(options.body, at_most=BODY_SIZE)
    now = epoch_ms() if options.at is None else read_time(options.at, now=epoch_ms())
    try:
        found = verifier(options.secret, Seen(headers, body, now))
    except BadSignature as error:
        data = {"verified": False, "reason": error.title, "advice": error.advice}
        return Result(data, "", status=1, error=error)
    data = {"verified": True, "transaction_id": found.transaction_id, "topic": found.topic}
    return Result(
        data, "The signature is right." if options.provider != "none" else "There is nothing to verify."
    )


def read_headers(text: bytes) -> dict[str, str]:
    """Read headers, names in lower case, from lines of `Name: value` or from JSON. Raises InvalidInput.

    JSON is an object, or a list of pairs as `logs show --json` prints it. A request line is passed over.
    """
    try:
        content = text.decode("utf-8-sig").strip()
        if content[:1] in ("{", "["):
            return {name.lower(): value.strip() for name, value in _pairs(json.loads(content))}
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise InvalidInput(
            "The headers cannot be read.", "Write lines of Name: value, or JSON.", code="file"
        ) from error
    lines = (line.partition(":") for line in content.splitlines() if not line.startswith(("POST ", "GET ")))
    return {name.strip().lower(): value.strip() for name, colon, value in lines if colon}


def _pairs(given: Any) -> list[tuple[str, str]]:
    return list(given.items()) if isinstance(given, dict) else [(name, value) for name, value in given]
