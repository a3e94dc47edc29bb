"""A row as a request to run elsewhere: what it was sent to, or came in at, and with which headers."""

from core.engine import Engine
from core.outgoing.request import Request
from desktop.inspector.case import Case

NOT_SENT = (("content-type", "application/json"),)
"""The headers of what was not sent yet, as far as they are known."""


def request_of(case: Case, body: bytes, engine: Engine) -> Request:
    """Return the request of a case; what was received came in at this desk's own address."""
    if not case.is_received:
        return Request(case.row.target_url or "", case.request_headers or NOT_SENT, body)
    place = f"{engine.receiver_state().url}/plugins/{case.row.plugin_id}/{case.row.event_type}"
    return Request(place, case.request_headers, body)
