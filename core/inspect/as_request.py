"""A request to run elsewhere: for the shell, for Python, or as it goes over the wire. Secrets are masked."""

import base64
import re
import shlex
from urllib.parse import parse_qsl, urlsplit

from core.masking import is_secret
from core.outgoing.request import Request

MOST_INLINE = 64 * 1024
"""A larger body is read from a file, in bytes: a shell takes 128 KiB as one argument."""
FILE = "payload.json"
PLACEHOLDER = "SECRET"
"""Stands for what the reader has to fill in."""
_ADDED = frozenset(("host", "content-length", "connection", "accept-encoding", "transfer-encoding"))
"""What every client sets itself."""
_WIDTH = 90


def as_curl(request: Request) -> str:
    """Return a command for curl, quoted for a POSIX shell. A large body is to be saved beside it first."""
    lines = [f"curl --request POST {shlex.quote(masked_url(request.url))}"]
    if re.search(r"[][{}]", request.url):
        lines.append("--globoff")
    lines += [f"--header {shlex.quote(_header(name, value))}" for name, value in _sent(request)]
    before, data = _data(request.body)
    command = " \\\n  ".join([*lines, f"--data-binary {data}"])
    return f"{before}{command}\n"


def as_httpx(request: Request) -> str:
    """Return a script for Python with the library httpx."""
    headers = "".join(f"    ({name!r}, {value!r}),\n" for name, value in _sent(request))
    large = len(request.body) > MOST_INLINE
    body = f'open({FILE!r}, "rb").read()' if large else _literal(request.body)
    return (
        f"import httpx\n\nheaders = [\n{headers}]\nbody = {body}\n"
        f"response = httpx.post({masked_url(request.url)!r}, headers=headers, content=body)\n"
        "print(response.status_code, response.text)\n"
    )


def as_http(request: Request) -> str:
    """Return the request as HTTP/1.1 writes it; a body that is not UTF-8 with U+FFFD in it."""
    parts = urlsplit(masked_url(request.url))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    own = [("host", parts.netloc), ("content-length", str(len(request.body)))]
    lines = [f"{name}: {value}" for name, value in (*own, *_sent(request))]
    head = "\r\n".join([f"POST {target} HTTP/1.1", *lines])
    return f"{head}\r\n\r\n{request.body.decode('utf-8', 'replace')}"


def masked_url(url: str) -> str:
    """Return an address without a user and without the values of what its query calls a secret."""
    parts = urlsplit(url)
    if not any(is_secret(f"-{name.lower()}") for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
        return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    query = "&".join(_masked_pair(pair) for pair in parts.query.split("&"))
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query=query).geturl()


def _masked_pair(pair: str) -> str:
    name, equals, _ = pair.partition("=")
    return f"{name}={PLACEHOLDER}" if equals and is_secret(f"-{name.lower()}") else pair


def _sent(request: Request) -> list[tuple[str, str]]:
    """Return the headers to set, those that carry credentials masked."""
    kept = [(name, value) for name, value in request.headers if name.lower() not in _ADDED]
    return [(name, PLACEHOLDER if is_secret(name.lower()) else value) for name, value in kept]


def _header(name: str, value: str) -> str:
    """Return what curl takes for a header; one without a value ends in a semicolon."""
    return f"{name}: {value}" if value else f"{name};"


def _data(body: bytes) -> tuple[str, str]:
    """Return a line to stand before the command, and the argument that gives curl the body."""
    if len(body) > MOST_INLINE:
        return f"# Save the payload as {FILE} first.\n", f"@{FILE}"
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" not in text and not text.startswith("@"):  # after an @ curl expects the name of a file
        return "", shlex.quote(text)
    return f"printf %s {base64.b64encode(body).decode()} | base64 -d | ", "@-"


def _literal(body: bytes) -> str:
    """Return bytes as Python writes them, in lines."""
    if len(body) <= _WIDTH:
        return repr(body)
    lines = "".join(f"    {body[at : at + _WIDTH]!r}\n" for at in range(0, len(body), _WIDTH))
    return f"(\n{lines})"
