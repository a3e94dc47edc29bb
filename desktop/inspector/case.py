"""What is known of one row of the log, read together off the UI thread."""

from dataclasses import dataclass

from core.errors import NotFound
from core.log import event_log
from core.log.event_log import Attempt, Headers, LogRow, Receipt
from core.outgoing.resend import NO_LINKS, Links, links
from core.outgoing.retry import STANDARD, schedule_of
from core.outgoing.signature_check import SignatureCheck, check_signature
from core.outgoing.webhooks import get_webhook
from core.store.database import Store


@dataclass(frozen=True, slots=True)
class Case:
    """A row, its attempts if it was sent, what came with it if it was received, and its signature."""

    row: LogRow
    attempts: tuple[Attempt, ...] = ()
    receipt: Receipt | None = None
    signature: SignatureCheck | None = None
    schedule: tuple[int, ...] = schedule_of(STANDARD)
    """The waits after its failed attempts, in seconds."""
    links: Links = NO_LINKS
    """The row that it was edited from, and those that were made from it."""

    @property
    def is_received(self) -> bool:
        """Whether it came in, rather than went out."""
        return self.row.direction == "RECEIVED"

    @property
    def request_headers(self) -> Headers:
        """The headers of the request: of the last one that was made, if there were several."""
        if self.receipt:
            return self.receipt.headers
        return self.attempts[-1].request_headers if self.attempts else ()

    @property
    def content_type(self) -> str:
        """The payload's type as the request says it."""
        return dict(self.request_headers).get("content-type", "application/json")


def read_case(store: Store, log_id: int, body: bytes) -> Case:
    """Return what is known of a row with this payload. Raises NotFound."""
    row = event_log.get_row(store, log_id)
    if row.direction == "RECEIVED":
        return Case(row, receipt=event_log.receipt(store, log_id))
    attempts = tuple(event_log.attempts(store, log_id))
    signature = check_signature(store, row, attempts[-1], body) if attempts else None
    schedule, linked = _schedule(store, row.webhook_id), links(store, log_id)
    return Case(row, attempts, signature=signature, schedule=schedule, links=linked)


def _schedule(store: Store, webhook_id: int | None) -> tuple[int, ...]:
    try:
        return schedule_of(get_webhook(store, webhook_id or 0).sending.retry)
    except NotFound:  # it was deleted
        return schedule_of(STANDARD)
