"""Makes requests as nobody should send them: each part is a usual one, or one that breaks a rule."""

import gzip
import random
import zlib

from core.signing import nautical
from tests.core.incoming.conftest import SECRET

METHODS = ("POST",) * 12 + ("GET", "PUT", "HEAD", "OPTIONS", "DELETE", "PRI", "post", "P\x00ST", "")
PATHS = ("/plugins/shop/", "/plugins/open/", "/plugins/std/", "/plugins/open/stock_update") * 4 + (
    "/plugins/off/",
    "/plugins/nobody/",
    "/plugins/open/tide",
    "/plugins/open/\x00",
    "/plugins/%00/",
    "/plugins/../../etc/passwd",
    "/plugins/" + "a" * 300 + "/",
    "/plugins/é/",
    "/plugins/open/?a=%FF&a[]=1#x",
    "http://evil.example/plugins/open/",
    "//plugins/open/",
    "*",
    "/events/product_created",
    "/health",
    "/",
    "",
)
VERSIONS = ("HTTP/1.1",) * 12 + ("HTTP/1.0", "HTTP/2.0", "HTTP/9", "ICY", "")
TYPES = ("application/json",) * 8 + (
    "application/json; charset=utf-16",
    "application/x-www-form-urlencoded",
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/vnd.shop+json",
    "\xff",
    "",
)
CODINGS = (None,) * 8 + ("gzip", "deflate", "x-gzip", "identity", "br", "gzip, gzip", "GZIP ", "")
BODIES = (
    b"{}",
    b'{"job_type": "STOCK_UPDATE", "sku": "BW-1", "quantity": 1}',
    b'{"job_type": ["STOCK_UPDATE"]}',
    b'{"a": 1e999, "b": -0, "c": "\\ud800"}',
    b"[" * 3_000 + b"]" * 3_000,
    b'{"a": NaN}',
    b"payload=%7B%7D",
    b"\xff\xfe\x00",
    b"null",
    b"",
    b" " * 70_000 + b"{}",
    b'{"a": "' + b"x" * 300_000 + b'"}',
)
ODD_HEADERS = (
    ("origin", "https://evil.example"),
    ("sec-fetch-site", "cross-site"),
    ("host", "evil.example"),
    ("webhook-id", "msg_1"),
    ("webhook-id", "\xe9" * 300),
    ("webhook-timestamp", "9" * 400),
    ("webhook-signature", "v1,abc v1a,= v2 ,"),
    ("x-nautical-signature", "0" * 64),
    ("x-nautical-event", "stock_update"),
    ("expect", "100-continue"),
    ("connection", "upgrade"),
    ("upgrade", "websocket"),
    ("connection", "close"),
    ("transfer-encoding", "chunked"),
    ("transfer-encoding", "gzip, chunked"),
    ("content-length", "5"),
    ("content-length", "-1"),
    ("content-length", "0x10"),
    ("content-type", "text/plain"),
    ("authorization", "Bearer \xff"),
    ("x-long", "a" * 9_000),
    ("x\x00y", "z"),
    ("x y", "z"),
    ("", "z"),
    ("x", "a\r\n b"),
    ("cookie", "a=" + "b" * 4_000),
)


def request(chance: random.Random) -> bytes:
    """Return the bytes of one request; most are nearly right, so that they come far."""
    content = chance.choice(BODIES)
    coding = chance.choice(CODINGS)
    headers = [("host", "127.0.0.1"), ("content-type", chance.choice(TYPES))]
    headers += [("content-encoding", coding)] * (coding is not None)
    if chance.random() < 0.6:
        headers.append(("x-nautical-signature", nautical.sign(SECRET, content)))
    sent = _packed(chance, content, coding)
    framing, sent = _framed(chance, sent)
    headers += [*framing, *chance.choices(ODD_HEADERS, k=chance.choice((0, 0, 0, 1, 1, 2, 5, 120)))]
    chance.shuffle(headers)
    first = " ".join((chance.choice(METHODS), chance.choice(PATHS), chance.choice(VERSIONS)))
    lines = [first, *(f"{name}: {value}" for name, value in headers), "", ""]
    whole = chance.choice(("\r\n",) * 9 + ("\n",)).join(lines).encode("latin-1", "replace") + sent
    return whole if chance.random() < 0.95 else _spoiled(chance, whole)


def _packed(chance: random.Random, content: bytes, coding: str | None) -> bytes:
    if chance.random() < 0.05:
        return zlib.compress(b"0" * 30_000_000, 1)
    if coding in ("gzip", "x-gzip", "GZIP "):
        return gzip.compress(content, 1)
    return zlib.compress(content, 1) if coding == "deflate" else content


def _framed(chance: random.Random, sent: bytes) -> tuple[list[tuple[str, str]], bytes]:
    """Return the headers that say how long a body is, mostly truly, and the body as it is sent."""
    how = chance.random()
    if how < 0.65:
        return [("content-length", str(len(sent)))], sent
    if how < 0.75:
        return [("content-length", str(max(0, len(sent) + chance.choice((-3, -1, 1, 1_000)))))], sent
    if how < 0.8:
        return [], sent
    size = chance.choice((1, 10, 4_096)) if len(sent) < 1_000 else 8_192
    pieces = [sent[at : at + size] for at in range(0, len(sent), size)]
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return [("transfer-encoding", "chunked")], chunks + chance.choice((b"0\r\n\r\n",) * 4 + (b"", b"zz\r\n"))


def _spoiled(chance: random.Random, whole: bytes) -> bytes:
    """Change some bytes of it, or cut it off."""
    spoiled = bytearray(whole)
    for _ in range(chance.choice((1, 3, 20))):
        spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
    return bytes(spoiled[: chance.randrange(1, len(spoiled) + 1)])
