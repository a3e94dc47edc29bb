"""Adyen: each item of a notification carries its own HMAC-SHA256, in base64; the key is written in
hexadecimal.

Source: docs.adyen.com, "Verify HMAC signatures", and Adyen's Python library. Payment notifications sign
eight fields of each item, and several items may come at once. All other kinds sign the raw body, in the
header HmacSignature.
"""

import binascii
import json
from typing import Any

from core.errors import BadSignature, InvalidInput
from core.signing import peek
from core.signing.scheme import BASE64, Proof, Scheme, Seen, Verified, offered

SIGNATURE = "hmacsignature"
_FIELDS = ("pspReference", "originalReference", "merchantAccountCode", "merchantReference")


def read_key(secret: str) -> bytes:
    """Return the bytes that a key in hexadecimal stands for. Raises InvalidInput."""
    try:
        if key := binascii.unhexlify(secret.strip()):
            return key
    except (binascii.Error, ValueError):
        pass
    raise InvalidInput(
        "This is not an HMAC key of Adyen.",
        "It is hexadecimal: digits and the letters A to F.",
        field="secret",
    )


def _proofs(seen: Seen) -> tuple[Proof, ...]:
    if SIGNATURE in seen.headers:
        return (Proof((seen.body,), (offered(seen, SIGNATURE),)),)
    items = _items(seen.body)
    if not items:
        raise BadSignature("No signature", f"The request has no {SIGNATURE} header and no notificationItems.")
    return tuple(Proof((_signed(item),), (_signature(item),)) for item in items)


def _items(body: bytes) -> list[dict[str, Any]]:
    try:
        content = json.loads(body, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return []
    boxes = content.get("notificationItems") if isinstance(content, dict) else None
    return [_object(box, "NotificationRequestItem") for box in boxes] if isinstance(boxes, list) else []


def _signed(item: dict[str, Any]) -> bytes:
    """Return the signed fields; one that is missing is empty."""
    amount = _object(item, "amount")
    parts = [_text(item, name) for name in _FIELDS]
    parts += [
        _text(amount, "value"),
        _text(amount, "currency"),
        _text(item, "eventCode"),
        _text(item, "success"),
    ]
    return ":".join(parts).encode("utf-8", "surrogatepass")


def _signature(item: dict[str, Any]) -> str:
    signature = _text(_object(item, "additionalData"), "hmacSignature")
    if not signature:
        raise BadSignature(
            "No signature", "An item has no additionalData.hmacSignature. Set the key at Adyen."
        )
    return signature


def _tell(seen: Seen) -> Verified:
    """An item is repeated with the same reference, event and outcome; the reference alone is the
    payment's."""
    if SIGNATURE in seen.headers:
        return Verified(None, peek.texts(seen.body, "type")[0] or None)
    items = _items(seen.body)
    ids = [":".join(_text(item, name) for name in ("pspReference", "eventCode", "success")) for item in items]
    return Verified(",".join(ids), _text(items[0], "eventCode") or None)


def _object(box: Any, name: str) -> dict[str, Any]:
    found = box.get(name) if isinstance(box, dict) else None
    return found if isinstance(found, dict) else {}


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else ""


SCHEME = Scheme(_proofs, _tell, key=read_key, writings=(BASE64,))
