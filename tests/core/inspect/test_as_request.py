"""What is copied runs: in a shell, in Python, and over a bare connection."""

import shutil
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from core.inspect.as_request import (
    MOST_INLINE,
    PLACEHOLDER,
    as_curl,
    as_http,
    as_httpx,
    masked_url,
)
from core.outgoing.request import Request

BODIES = [
    b'{"note": "it\'s $HOME `ls` \\"x\\" \\\\ %s !"}',
    "ü 😀\n\ttabs\r\nand lines".encode(),
    b"@/etc/passwd",
    b"",
    bytes(range(256)),
    b"x" * 300,
]
HEADERS = (
    ("content-type", "application/json"),
    ("X-Odd", 'it\'s "$(odd)"'),
    ("x-empty", ""),
    ("x-api-key", "s3cret"),
    ("host", "elsewhere.example"),
    ("content-length", "7"),
)


def check(got, body):
    assert got.body == body
    assert got.headers["x-odd"] == 'it\'s "$(odd)"'
    assert got.headers["x-empty"] == ""
    assert "s3cret" not in str(got.headers)
    assert got.headers["host"] != "elsewhere.example"


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_the_command_for_the_shell_sends_the_same_bytes(sink, body):
    url = f"{sink.url}?a=[1]&b={{2}}&it's"
    done = subprocess.run(["/bin/sh"], input=as_curl(Request(url, HEADERS, body)).encode(), timeout=20)
    assert done.returncode == 0
    check(sink.requests[0], body)
    assert sink.requests[0].path == "/hook?a=[1]&b={2}&it's"


def test_the_script_for_python_sends_the_same_bytes(sink):
    for body in BODIES:
        exec(as_httpx(Request(sink.url, HEADERS, body)), {"print": lambda *_: None})
        check(sink.requests[-1], body)


@pytest.mark.parametrize("body", [b'{"a": 1}', "ü".encode(), b""])
def test_what_goes_over_the_wire_is_http(sink, body):
    parts = urlsplit(sink.url)
    written = as_http(Request(f"{sink.url}?x=1", HEADERS[:3], body))
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as connection:
        connection.sendall(written.encode())
        assert connection.recv(100).startswith(b"HTTP/1.0 200")
    check(sink.requests[0], body)
    assert sink.requests[0].path == "/hook?x=1"


@pytest.mark.parametrize("write", [as_curl, as_httpx, as_http])
def test_secrets_are_masked_wherever_they_stand(write):
    headers = (("authorization", "Bearer s3cret"), ("cookie", "s3cret"))
    written = write(Request("https://me:s3cret@shop.example/hook?api_key=s3cret&a=1", headers, b"{}"))
    assert "s3cret" not in written
    assert f"/hook?api_key={PLACEHOLDER}&a=1" in written


def test_an_address_without_secrets_stays_as_it_is():
    for url in ("https://shop.example/hook?monkey=1&b=%20", "https://shop.example", "http://[::1]:8/x?"):
        assert masked_url(url).rstrip("?") == url.rstrip("?")


def test_a_large_body_is_read_from_a_file(sink, tmp_path):
    body = b"x" * (MOST_INLINE + 1)
    request = Request(sink.url, (), body)
    assert as_curl(request).startswith("# Save the payload as payload.json first.\n")
    (tmp_path / "payload.json").write_bytes(body)
    script = as_httpx(request)
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, timeout=20, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert sink.requests[0].body == body
