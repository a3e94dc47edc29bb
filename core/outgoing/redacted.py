"""What is not kept of an attempt: values of headers, and of the answer's body."""

import json

from core.outgoing.outbox import Tried
from core.redaction import Redaction, redacted_body, redacted_headers


def redacted(tried: Tried, hidden: Redaction) -> Tried:
    """Return an attempt as it may be recorded. What was sent stays what it was: the payload itself."""
    if not hidden:
        return tried
    return tried._replace(
        request_headers=_headers(tried.request_headers, hidden),
        response_headers=_headers(tried.response_headers, hidden),
        response_body=redacted_body(tried.response_body, hidden.paths)[0],
    )


def _headers(text: str, hidden: Redaction) -> str:
    pairs = [(name, value) for name, value in json.loads(text)]
    return json.dumps(redacted_headers(pairs, hidden.headers)[0])
