"""A test for each row of the table, from a real fault wherever one can be made on this machine."""

import errno
import socket
import ssl
import struct

import aiohttp
import pytest

from core.outgoing.faults import CERTIFICATES, ERRNOS, UNKNOWN, describe_error, describe_status
from core.outgoing.kinds import Kind
from core.outgoing.transport import Failed
from tests.core.outgoing.wire import LOOPS, OK, Authority, post, run, serving

pytestmark = pytest.mark.parametrize("loop", sorted(LOOPS))


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


async def fault_of(url, **options):
    with pytest.raises(Failed) as failed:
        await post(url, **options)
    return failed.value.fault.kind, failed.value.fault.sentence


async def fault_when(answer, *, server_tls=None, **options):
    async with serving(answer, tls=server_tls) as url:
        return await fault_of(url, **options)


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def test_a_host_that_does_not_exist(loop):
    kind, sentence = run(fault_of("http://nohost.invalid/hook"), loop)
    assert (kind, sentence) in {
        (Kind.HOST_NOT_FOUND, "Host not found"),
        (Kind.OFFLINE, "No name server answers (is this computer offline?)"),  # on a machine without any
    }


def test_a_port_where_nobody_listens(loop):
    fault = run(fault_of(f"http://127.0.0.1:{free_port()}/hook"), loop)
    assert fault == (Kind.REFUSED, "Connection refused")


def test_a_name_with_several_addresses_where_nobody_listens(loop):
    fault = run(fault_of(f"http://localhost:{free_port()}/hook"), loop)
    assert fault == (Kind.REFUSED, "Connection refused")


def test_a_certificate_that_signed_itself(loop, authority):
    tls = authority.serves(self_signed=True)
    fault = run(fault_when(OK, server_tls=tls), loop)
    assert fault == (Kind.CERTIFICATE, "Certificate is self-signed")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"days": -1}, "Certificate has expired"),
        ({"name": "127.0.0.2"}, "Certificate is for another name"),
        ({"name": "other.example"}, "Certificate is for another name"),
    ],
    ids=str,
)
def test_a_certificate_of_a_known_authority_that_is_wrong(loop, authority, wrong, sentence):
    fault = run(fault_when(OK, server_tls=authority.serves(**wrong), tls=authority.trusted()), loop)
    assert fault == (Kind.CERTIFICATE, sentence)


def test_a_certificate_from_an_unknown_authority(loop, authority):
    fault = run(fault_when(OK, server_tls=authority.serves()), loop)
    assert fault == (Kind.CERTIFICATE, "Certificate from an unknown authority")


def test_a_certificate_that_is_right(loop, authority):
    async def work():
        async with serving(OK, tls=authority.serves()) as url:
            return await post(url, tls=authority.trusted())

    assert run(work(), loop).status == 200


def test_https_to_a_server_that_speaks_http(loop):
    async def work():
        async with serving(OK, reads=False) as url:
            return await fault_of(url.replace("http:", "https:"))

    assert run(work(), loop) == (Kind.TLS, "No secure connection (TLS failed)")


def test_no_answer_at_all(loop):
    async def silent(reader, writer):
        await reader.read()

    fault = run(fault_when(silent, timeout=0.1), loop)
    assert fault == (Kind.TIMEOUT, "No answer in 0.1 s")


def test_a_body_that_never_ends_in_time(loop):
    async def slow(reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc")
        await reader.read()

    fault = run(fault_when(slow, timeout=0.1), loop)
    assert fault == (Kind.TIMEOUT, "No answer in 0.1 s")


def test_a_connection_that_is_reset(loop):
    async def reset(reader, writer):
        plain = writer.get_extra_info("socket")
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    assert run(fault_when(reset), loop) == (Kind.BROKE_OFF, "The connection broke off")


def test_a_connection_that_is_closed_without_an_answer(loop):
    async def close(reader, writer):
        writer.close()

    assert run(fault_when(close), loop) == (Kind.BROKE_OFF, "The connection broke off")


@pytest.mark.parametrize(
    "half",
    [
        b"content-length: 100\r\n\r\nonly this",
        b"transfer-encoding: chunked\r\n\r\n64\r\nonly this",
        b"transfer-encoding: chunked\r\n\r\n4\r\nonly\r\n",
    ],
)
def test_an_answer_that_breaks_off_is_a_failure_even_if_its_status_is_200(loop, half):
    answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\n" + half
    assert run(fault_when(answer), loop) == (Kind.BROKE_OFF, "The answer broke off half-way")


@pytest.mark.parametrize(
    "garbage",
    [b"hello\r\n\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", b"\x00\xff\xfe\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n"],
)
def test_an_answer_that_is_not_http(loop, garbage):
    async def answer(reader, writer):
        writer.write(garbage)

    assert run(fault_when(answer), loop) == (Kind.NOT_HTTP, "The answer is not HTTP")


def test_a_header_that_is_too_long(loop):
    answer = b"HTTP/1.1 200 OK\r\nx: " + b"a" * 100_000 + b"\r\ncontent-length: 0\r\n\r\n"
    assert run(fault_when(answer), loop) == (Kind.NOT_HTTP, "The answer's headers are too large")


def test_headers_that_never_end(loop):
    async def endless(reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100_000):
            writer.write(b"x-%d: y\r\n" % number)
            await writer.drain()

    kind, _ = run(fault_when(endless), loop)
    assert kind == Kind.NOT_HTTP


@pytest.mark.parametrize("number", sorted(ERRNOS))
def test_each_number_of_the_system_has_its_words_through_the_library(loop, number):
    system = OSError(number, "as the system says it")
    inner = aiohttp.ClientOSError(number, "as the system says it")
    inner.__cause__ = system
    outer = aiohttp.ClientConnectionError("as the transport says it")
    outer.__cause__ = inner
    assert describe_error(system) == describe_error(outer) == ERRNOS[number]


def test_without_a_route_or_a_name_server_the_computer_is_offline(loop):
    assert describe_error(OSError(errno.ENETUNREACH, "")).kind == Kind.OFFLINE
    assert describe_error(socket.gaierror(socket.EAI_AGAIN, "")).kind == Kind.OFFLINE
    assert describe_error(socket.gaierror(socket.EAI_NONAME, "")).kind == Kind.HOST_NOT_FOUND


@pytest.mark.parametrize("code", sorted(CERTIFICATES))
def test_each_number_of_openssl_has_its_words(loop, code):
    error = ssl.SSLCertVerificationError()
    error.verify_code = code
    assert describe_error(error) == CERTIFICATES[code]


def test_another_systems_verifier_says_at_least_that_it_is_the_certificate(loop):
    error = ssl.SSLCertVerificationError()
    error.verify_code = -2146762487
    outer = aiohttp.ClientConnectionError("as the transport says it")
    outer.__cause__ = error
    assert describe_error(outer).sentence == "Certificate not valid"


def test_what_is_in_no_row_is_unexpected(loop):
    assert describe_error(LookupError("?")) is UNKNOWN


@pytest.mark.parametrize(
    ("code", "reason", "kind", "sentence"),
    [
        (301, "Moved", Kind.REDIRECT, "301 Moved Permanently: redirects are not followed"),
        (308, "", Kind.REDIRECT, "308 Permanent Redirect: redirects are not followed"),
        (304, "", Kind.REDIRECT, "304 Not Modified"),
        (400, "", Kind.CLIENT_ERROR, "400 Bad Request"),
        (410, "<b>gone</b>", Kind.CLIENT_ERROR, "410 Gone"),
        (429, "", Kind.TOO_MANY, "429 Too Many Requests"),
        (500, "", Kind.SERVER_ERROR, "500 Internal Server Error"),
        (503, "", Kind.SERVER_ERROR, "503 Service Unavailable"),
        (
            520,
            "Web Server Returned an Unknown Error",
            Kind.SERVER_ERROR,
            "520 Web Server Returned an Unknown Error",
        ),
        (499, "", Kind.CLIENT_ERROR, "499"),
        (599, "bad\x1b[2J", Kind.SERVER_ERROR, "599"),
        (101, "", Kind.OTHER, "101 Switching Protocols"),
        (799, "a" * 999, Kind.OTHER, "799 " + "a" * 60),
    ],
)
def test_each_class_of_status_has_its_words(loop, code, reason, kind, sentence):
    fault = describe_status(code, reason)
    assert (fault.kind, fault.sentence) == (kind, sentence)


def test_a_status_arrives_with_its_reason(loop):
    async def work():
        async with serving(b"HTTP/1.1 520 Odd one\r\ncontent-length: 0\r\n\r\n") as url:
            answer = await post(url)
            return describe_status(answer.status, answer.reason)

    assert run(work(), loop).sentence == "520 Odd one"
