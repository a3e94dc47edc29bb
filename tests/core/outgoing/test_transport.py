import asyncio
import random
import socket
import time
from contextlib import aclosing

import pytest

from core.outgoing.faults import UNKNOWN
from core.outgoing.routes import PIECE
from core.outgoing.time_limits import TimeLimits
from core.outgoing.transport import KEEP, Failed, open_transport, system_tls
from tests.core.outgoing.wire import OK, post, read_request, run, serving


def answered(answer, **options):
    async def work():
        async with serving(answer) as url:
            return await post(url, **options)

    return run(work())


def test_an_answer_has_status_reason_headers_body_and_time():
    head = (
        b"HTTP/1.1 202 Taken\r\nX-One: a\r\nset-cookie: b=1\r\nset-cookie: c=2\r\ncontent-length: 5\r\n\r\n"
    )
    answer = answered(head + b"h\xff\x00\r\n")
    assert (answer.status, answer.reason, answer.body) == (202, "Taken", b"h\xff\x00\r\n")
    assert answer.headers == (
        ("X-One", "a"),
        ("set-cookie", "b=1"),
        ("set-cookie", "c=2"),
        ("content-length", "5"),
    )
    assert 0 <= answer.duration_ms < 5000


def test_headers_that_are_not_text_are_no_failure():
    answer = answered(b"HTTP/1.1 200 OK\r\nx: \xff\xfe\r\ncontent-length: 0\r\n\r\n")
    assert ("x", "\xff\xfe") in answer.headers


def test_a_reason_keeps_only_what_is_text():
    assert answered(b"HTTP/1.1 200 O\xffK \xc3\xa9\r\ncontent-length: 0\r\n\r\n").reason == "OK "


def test_an_empty_answer_is_whole():
    assert answered(b"HTTP/1.1 204 No Content\r\n\r\n").body == b""


def test_an_answer_that_ends_with_its_connection_is_whole():
    assert answered(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nall of it").body == b"all of it"


def test_a_redirect_is_not_followed():
    answer = answered(b"HTTP/1.1 302 Found\r\nlocation: /hook\r\ncontent-length: 0\r\n\r\n")
    assert answer.status == 302


def test_the_body_is_kept_as_it_comes():
    gzipped = b"\x1f\x8b\x08not really"
    head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(gzipped)
    assert answered(head + gzipped).body == gzipped


def test_an_answer_of_just_what_is_kept_is_whole():
    body = b"x" * KEEP
    assert answered(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % KEEP + body).body == body


@pytest.mark.parametrize("head", [b"content-length: 1000000000", b"connection: close"])
def test_an_endless_answer_is_read_as_far_as_it_is_kept_and_then_dropped(head):
    dropped = asyncio.Event()

    async def endless(reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n")
        try:
            while True:
                writer.write(b"y" * 10_000)
                await writer.drain()
        except ConnectionError:
            dropped.set()

    async def work():
        async with serving(endless) as url, aclosing(open_transport()) as transport:
            answer = await post(url, transport=transport)
            await asyncio.wait_for(dropped.wait(), 2)  # while the transport stays open
            return answer

    assert run(work()).body == b"y" * KEEP


def test_what_follows_the_kept_part_may_break_off():
    head = f"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {KEEP + 99}\r\n\r\n"
    answer = answered(head.encode() + b"a" * KEEP + b"b")
    assert answer.body == b"a" * KEEP


def test_a_dribbling_answer_does_not_stretch_the_time():
    async def dribble(reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        while True:
            writer.write(b".")
            await asyncio.sleep(0.01)

    started = time.perf_counter()
    with pytest.raises(Failed) as failed:
        answered(dribble, timeout=0.2)
    assert failed.value.fault.sentence == "No answer in 0.2 s"
    assert 190 <= failed.value.duration_ms < 1000  # the loop's timers are some milliseconds early
    assert time.perf_counter() - started < 2


def test_an_answer_that_comes_before_the_body_was_taken_counts():
    async def early(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Content Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
        await writer.drain()
        await reader.read()

    async def work():
        async with serving(early, reads=False) as url:
            return await post(url, body=b"x" * 20_000_000)

    assert run(work()).status == 413


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1, 3_000_000])
def test_a_body_of_any_size_arrives_whole_and_with_its_length(size):
    body = random.Random(size).randbytes(size)
    taken = []

    async def take(reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        taken.append((b"content-length: %d\r\n" % size in head, b"chunked" in head))
        taken.append(await reader.readexactly(size))
        writer.write(OK)

    async def work():
        async with serving(take, reads=False) as url:
            await post(url, body=body)

    run(work())
    assert taken == [(True, False), body]


def test_a_connection_is_used_again():
    ports = []

    async def work():
        async def count(reader, writer):
            ports.append(writer.get_extra_info("peername")[1])
            while True:
                writer.write(OK)
                await read_request(reader)

        async with serving(count) as url, aclosing(open_transport()) as transport:
            for _ in range(3):
                await post(url, transport=transport)

    run(work())
    assert len(ports) == 1


def test_what_connecting_took_is_told_apart():
    async def slow(reader, writer):
        await asyncio.sleep(0.1)
        writer.write(OK)
        await read_request(reader)
        writer.write(OK)

    async def work():
        async with serving(slow) as url, aclosing(open_transport()) as transport:
            return [await post(url, transport=transport) for _ in range(2)]

    first, second = run(work())
    assert 1 <= first.connect_ms < 100 <= first.duration_ms
    assert second.connect_ms == 0, "it was open"


def test_an_attempt_that_found_no_connection_spent_its_time_on_looking_for_one():
    with socket.socket() as full:  # nobody accepts, and its queue is full
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        with socket.create_connection(full.getsockname()), pytest.raises(Failed) as failed:
            run(post(f"http://127.0.0.1:{full.getsockname()[1]}/", timeout=0.2))
    assert 190 <= failed.value.connect_ms <= failed.value.duration_ms + 1


def test_many_go_at_once():
    async def work():
        waiting = 0
        everyone = asyncio.Event()

        async def together(reader, writer):
            nonlocal waiting
            waiting += 1
            if waiting == 150:  # more than the library's own bound
                everyone.set()
            await everyone.wait()
            writer.write(OK)

        async with serving(together) as url, aclosing(open_transport()) as transport:
            return await asyncio.gather(*(post(url, transport=transport) for _ in range(150)))

    assert {answer.status for answer in run(work())} == {200}


def test_cookies_are_not_kept_and_proxies_of_the_environment_are_not_used(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    heads = []

    async def work():
        async def give(reader, writer):
            writer.write(OK.replace(b"\r\n\r\n", b"\r\nset-cookie: a=b\r\n\r\n"))
            heads.append(await read_request(reader))
            writer.write(OK)

        async with serving(give) as url, aclosing(open_transport()) as transport:
            await post(url, transport=transport)
            await post(url, transport=transport)

    run(work())
    assert b"cookie" not in heads[0].lower()


def test_a_request_that_is_cancelled_is_cancelled():
    async def work():
        async def silent(reader, writer):
            await reader.read()

        async with serving(silent) as url:
            sending = asyncio.ensure_future(post(url))
            await asyncio.sleep(0.05)
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending

    run(work())


def test_what_nobody_foresaw_is_one_failed_attempt_and_is_logged(caplog):
    class Broken:
        time_limits = TimeLimits()

        async def send(self, url, headers, body):
            raise LookupError("a bug")

    with pytest.raises(Failed) as failed:
        run(post("http://127.0.0.1/", transport=Broken()))
    assert failed.value.fault is UNKNOWN
    assert "a bug" in caplog.text


def test_the_systems_certificates_are_read_once():
    assert system_tls() is system_tls()
    assert system_tls().check_hostname
