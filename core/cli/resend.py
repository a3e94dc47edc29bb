"""`resend`: sending an edited event."""

from argparse import Namespace

from core.cli.files import read_bytes
from core.cli.output import Result, escape
from core.inspect.as_request import as_http
from core.log import event_log
from core.outgoing.emit import MAX_PAYLOAD
from core.outgoing.resend import Edit, draft, resend, would_send
from core.store.database import Store


def resend_edited(store: Store, options: Namespace) -> Result:
    """Send a row's event with another payload, to another webhook or to another address."""
    row = event_log.get_row(store, options.id)
    kept = options.payload is None
    payload = event_log.payload(store, row.id) if kept else read_bytes(options.payload, at_most=MAX_PAYLOAD)
    edit = Edit(payload, options.webhook or row.webhook_id or 0, options.url)
    if options.dry_run:
        made = draft(store, row.id, edit)
        request = as_http(would_send(store, made))
        text = "\n".join(escape(line) for line in request.splitlines())
        return Result({"dry_run": True, "url": made.target_url, "request": request}, text)
    new_id = resend(store, row.id, edit)
    return Result({"id": new_id, "resent_from": row.id}, f"Sending it as event {new_id}.")
