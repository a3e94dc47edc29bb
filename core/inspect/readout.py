"""What a value means: times read out, and what is packed into a text unpacked. Pure."""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote_to_bytes

FIRST, LAST = 978_307_200, 4_102_444_800  # 2001 to 2100: numbers outside are no times, in seconds
UNITS = (1, 1_000, 1_000_000, 1_000_000_000)  # parts of a second that clocks count
LONGEST_TIME = 40
MOST_DECODED = 32 * 1024 * 1024
"""A longer text is not decoded, in characters."""
IMAGES = {
    "png": b"\x89PNG\r\n\x1a\n",
    "jpeg": b"\xff\xd8\xff",
    "gif": b"GIF8",
    "bmp": b"BM",
}
"""What pictures begin with that are shown. SVG is a document that may load others: never among them."""
_INTEGER = re.compile(r"-?\d{1,25}(?:\.\d{1,9})?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{4,}={0,2}")
_JWT = re.compile(r"[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]*")
_DATA_URL = re.compile(r"data:(?P<type>[^;,]*)(?P<options>(?:;[^;,]*)*),", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """What was packed into a text: `what` names the packing, `data` is what was in it."""

    what: str
    data: bytes


def read_out(text: str) -> str:
    """Return a number or a date as a time in UTC, or nothing where it is none."""
    if len(text) > LONGEST_TIME:
        return ""
    moment = _of_number(text) if _INTEGER.fullmatch(text) else _of_date(text)
    return "" if moment is None else f"{moment:%a} {moment.day} {moment:%b %Y, %H:%M:%S} UTC"


def can_decode(text: str) -> bool:
    """Tell, at the cost of its first characters, whether it is worthwhile to offer decoding a text."""
    head = text[:200]
    if _DATA_URL.match(head) or head.lstrip()[:1] in ("{", "["):
        return True
    return len(text) >= 16 and not head.isdigit() and bool(re.fullmatch(r"[A-Za-z0-9+/=_.-]+", head))


def decode(text: str) -> Decoded | None:
    """Return what is packed into a text, or None: a JWT, a data URL, JSON or base64, whichever fits first."""
    text = text.strip()
    if len(text) > MOST_DECODED:
        return None
    for unpack in (_jwt, _data_url, _json, _base64):
        if found := unpack(text):
            return found
    return None


def picture_format(data: bytes) -> str:
    """Return which kind of picture that can be shown bytes are, or nothing."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((name for name, start in IMAGES.items() if data.startswith(start)), "")


def _of_number(text: str) -> datetime | None:
    whole, _, rest = text.partition(".")
    for parts in UNITS:
        if FIRST <= int(whole) // parts < LAST:
            seconds, left = divmod(int(whole), parts)
            micros = left * 1_000_000 // parts if parts > 1 else int((rest + "000000")[:6])
            return datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=micros)
    return None


def _of_date(text: str) -> datetime | None:
    """Return a date with a time zone; without one nobody knows which moment it is."""
    if not _DATE.match(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _jwt(text: str) -> Decoded | None:
    if not _JWT.fullmatch(text):
        return None
    try:
        header, claims = (json.loads(_unpadded(part)) for part in text.split(".")[:2])
    except (ValueError, RecursionError):
        return None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        return None
    shown = json.dumps({"header": header, "claims": claims}, indent=2, ensure_ascii=False)
    return Decoded("A JWT; its signature was not checked", shown.encode("utf-8", "replace"))


def _data_url(text: str) -> Decoded | None:
    found = _DATA_URL.match(text)
    if not found:
        return None
    packed, words = text[found.end() :], found["type"] or "text/plain"
    try:
        is_packed = found["options"].lower().endswith(";base64")
        data = _unpadded(packed) if is_packed else unquote_to_bytes(packed)
    except ValueError:
        return None
    return Decoded(f"A data URL, {words[:60]}", data)


def _json(text: str) -> Decoded | None:
    if text[:1] not in ("{", "["):
        return None
    return Decoded("JSON in a text", text.encode("utf-8", "replace"))


def _base64(text: str) -> Decoded | None:
    packed = text.replace("\r\n", "").replace("\n", "")  # e-mail breaks its lines
    if not _BASE64.fullmatch(packed):
        return None
    try:
        return Decoded("Base64", _unpadded(packed))
    except ValueError:
        return None


def _unpadded(text: str) -> bytes:
    """Return what base64 stands for, in either alphabet, padded or not. Raises ValueError."""
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
