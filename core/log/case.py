"""One event as a file that another desk can open: request, response, attempts and verification.

It is a JSON document. Headers that carry credentials are masked, and so is what the query of an address
calls a secret; keys are never in it. The payload is there as it was sent or received.
"""

import base64
import binascii
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from core import VERSION
from core.clock import iso
from core.errors import InvalidInput
from core.inspect.as_request import masked_url
from core.log import event_log
from core.log.event_log import Attempt, Headers, LogRow, Receipt
from core.masking import masked
from core.outgoing.signature_check import SignatureCheck, check_signature
from core.store.database import Store
from core.whole_file import whole_file

T = TypeVar("T")
FORMAT = 1
MOST_BYTES = 128 * 1024 * 1024
"""A larger file is no case: a payload has at most 25 MB, and its text may take four times that."""
TIMES = ("date", "next_attempt_at")
NOT_MATCHING = "It did not match the key of the desk that made this file."


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What a file tells of one row; `made_at` is when it was written, in epoch milliseconds."""

    made_at: int
    made_by: str
    row: LogRow
    body: bytes
    attempts: tuple[Attempt, ...]
    receipt: Receipt | None
    signature: SignatureCheck | None


def export_case(store: Store, log_id: int, path: Path) -> None:
    """Write a row as a case. Raises NotFound, and DeskError where the file cannot be written."""
    document = case_document(store, log_id)
    with whole_file(path) as file:
        for part in json.JSONEncoder(indent=1).iterencode(document):
            file.write(part)


def case_document(store: Store, log_id: int) -> dict[str, Any]:
    """Return a row as the document that a case file holds. Raises NotFound."""
    row, body = event_log.get_row(store, log_id), event_log.payload(store, log_id)
    attempts, receipt = event_log.attempts(store, log_id), event_log.receipt(store, log_id)
    signature = check_signature(store, row, attempts[-1], body) if attempts else None
    return {
        "yardarm_case": FORMAT,
        "made_at": iso(store.clock()),
        "made_by": f"Yardarm/{VERSION}",
        "row": _row_out(row),
        **_text_out("payload", body),
        "attempts": [_attempt_out(each) for each in attempts],
        "receipt": receipt and asdict(replace(receipt, headers=tuple(masked(receipt.headers)))),
        "signature": signature and _signature_out(signature),
    }


def read_case(path: Path) -> CaseFile:
    """Return what a case file tells. Raises InvalidInput for whatever is no such file."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InvalidInput(f"{path.name} cannot be read.", f"{error.strerror}.", code="file") from error
    try:
        if len(raw) > MOST_BYTES:
            raise ValueError("too large")
        return _case_in(json.loads(raw))
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise InvalidInput(
            f"{path.name} is not a case of Yardarm.", "Choose a file that “Export case” has made."
        ) from error


def _row_out(row: LogRow) -> dict[str, Any]:
    times = {name: getattr(row, name) and iso(getattr(row, name)) for name in TIMES}
    return asdict(row) | times | {"target_url": row.target_url and masked_url(row.target_url)}


def _attempt_out(attempt: Attempt) -> dict[str, Any]:
    values = asdict(attempt) | {"at": iso(attempt.at)}
    del values["response_body"]
    headers = {name: masked(values[name]) for name in ("request_headers", "response_headers")}
    return values | headers | _text_out("response_body", attempt.response_body)


def _signature_out(check: SignatureCheck) -> dict[str, Any]:
    """Return what was found; what another key would have made stays here."""
    reason = check.reason or ("" if check.matches or not check.scheme else NOT_MATCHING)
    found = {"scheme": check.scheme, "sent": check.sent, "matches": check.matches}
    return found | {"webhook_name": check.webhook_name, "reason": reason}


def _text_out(name: str, body: bytes) -> dict[str, str]:
    try:
        return {name: body.decode()}
    except UnicodeDecodeError:
        return {f"{name}_base64": base64.b64encode(body).decode()}


def _case_in(document: dict[str, Any]) -> CaseFile:
    if document["yardarm_case"] != FORMAT:
        raise ValueError("of another version")
    row = document["row"] | {name: _time_in(document["row"][name]) for name in TIMES}
    return CaseFile(
        made_at=_epoch(document["made_at"]),
        made_by=_typed(document["made_by"], str),
        row=_made(LogRow, row),
        body=_text_in(document, "payload"),
        attempts=tuple(_attempt_in(each) for each in document["attempts"]),
        receipt=document["receipt"] and _receipt_in(document["receipt"]),
        signature=document["signature"] and _signature_in(document["signature"]),
    )


def _attempt_in(values: dict[str, Any]) -> Attempt:
    headers = {name: _headers_in(values[name]) for name in ("request_headers", "response_headers")}
    body = {"response_body": _text_in(values, "response_body")}
    return _made(Attempt, values | headers | body | {"at": _epoch(values["at"])})


def _receipt_in(values: dict[str, Any]) -> Receipt:
    return _made(Receipt, values | {"headers": _headers_in(values["headers"])})


def _signature_in(values: dict[str, Any]) -> SignatureCheck:
    sent = _typed(values["sent"], str)
    computed = sent if values["matches"] is True else None
    return _made(SignatureCheck, values | {"computed": computed})


def _made(kind: type[T], values: dict[str, Any]) -> T:
    """Return a dataclass of these values, each of which has the type that the class asks for."""
    hints = {name: hint for name, hint in get_type_hints(kind).items() if name in values}
    plain = {name: values[name] for name, hint in hints.items() if hint != Headers}
    checked = {name: _typed(value, hints[name]) for name, value in plain.items()}
    return kind(**checked, **{name: values[name] for name, hint in hints.items() if hint == Headers})


def _headers_in(pairs: list[list[str]]) -> Headers:
    return tuple((_typed(name, str), _typed(value, str)) for name, value in pairs)


def _text_in(values: dict[str, Any], name: str) -> bytes:
    if name in values:
        text: str = _typed(values[name], str)
        return text.encode()
    try:
        return base64.b64decode(values[f"{name}_base64"], validate=True)
    except binascii.Error as error:
        raise ValueError(name) from error


def _time_in(text: str | None) -> int | None:
    return None if text is None else _epoch(text)


def _epoch(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def _typed(value: Any, hint: Any) -> Any:
    if not isinstance(value, hint):
        raise TypeError(f"{value!r:.40} is no {hint}")
    return value
