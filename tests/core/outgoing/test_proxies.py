import asyncio
import base64
import socket
from contextlib import aclosing

import pytest

from core import settings
from core.errors import InvalidInput
from core.outgoing.emit import emit
from core.outgoing.faults import Fault
from core.outgoing.kinds import Kind
from core.outgoing.proxies import Proxies, UnusableProxy, check_proxy, shown_proxy, system_proxies
from core.outgoing.transport import Failed, open_transport
from core.outgoing.webhooks import update_webhook
from tests.core import made
from tests.core.outgoing.sending import is_now, running_sender
from tests.core.outgoing.wire import OK, Authority, post, run, serving

TARGET = "http://shop.invalid/hook"


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    """Let the environment name no proxy but a test's own."""
    for name in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{name}_proxy", raising=False)
        monkeypatch.delenv(f"{name.upper()}_PROXY", raising=False)


def only(proxy):
    return Proxies({"http": proxy, "https": proxy}, lambda host: host.startswith("direct."))


def through(answer, url=TARGET, user=""):
    """Post to `url` through a proxy that answers so; return the answer, or the fault, and what it got."""
    got = []

    async def proxy(reader, writer):
        writer.write(answer)
        await writer.drain()

    async def listen(reader, writer):
        got.append(await reader.readuntil(b"\r\n\r\n"))
        await proxy(reader, writer)

    async def work():
        async with serving(listen, reads=False) as address:
            own = address.replace("http://", f"http://{user}").removesuffix("/hook")
            async with aclosing(open_transport(proxies=only(own))) as transport:
                try:
                    return await post(url, transport=transport)
                except Failed as failed:
                    return failed.fault

    return run(work()), got


def test_a_target_is_reached_through_its_proxy_which_looks_its_name_up():
    answer, (got,) = through(OK, user="ann:s3cret@")
    assert (answer.status, answer.body) == (200, b"{}")
    assert got.startswith(b"POST http://shop.invalid/hook HTTP/1.1\r\n")
    assert b"proxy-authorization: basic " + base64.b64encode(b"ann:s3cret").lower() in got.lower()


def test_a_secure_target_is_asked_for_by_name_and_a_refusal_is_told_as_the_proxy_s():
    refusal = b"HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n"
    answer, (got,) = through(refusal, "https://shop.invalid/hook", user="ann:s3cret@")
    assert got.startswith(b"CONNECT shop.invalid:443 HTTP/1.1\r\n")
    assert b"proxy-authorization: basic " + base64.b64encode(b"ann:s3cret").lower() in got.lower()
    assert answer == Fault(Kind.PROXY, "The proxy refuses to connect to the host")


def test_a_secure_target_is_reached_through_the_proxy_and_its_certificate_is_checked(tmp_path):
    authority, got = Authority(tmp_path), []

    async def work():
        async def tunnel(reader, writer):
            got.append(await reader.readuntil(b"\r\n\r\n"))
            port = int(address.rpartition(":")[2].removesuffix("/hook"))
            there, back = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            await asyncio.gather(pour(reader, back), pour(there, writer))

        tls = authority.serves(name="shop.invalid")
        async with serving(OK, tls=tls) as address, serving(tunnel, reads=False) as proxy:
            proxies = only(proxy.removesuffix("/hook"))
            async with aclosing(open_transport(authority.trusted(), proxies=proxies)) as transport:
                trusted = await post("https://shop.invalid/hook", transport=transport)
            async with aclosing(open_transport(proxies=proxies)) as transport:
                with pytest.raises(Failed) as failed:
                    await post("https://shop.invalid/hook", transport=transport)
        return trusted.status, failed.value.fault.sentence

    assert run(work()) == (200, "Certificate from an unknown authority")
    assert [head.partition(b" HTTP")[0] for head in got] == [b"CONNECT shop.invalid:443"] * 2


async def pour(source, into):
    while data := await source.read(65_536):
        into.write(data)
    into.close()


def test_a_proxy_that_is_not_there_is_told_as_such():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def work():
        async with aclosing(open_transport(proxies=only(f"http://127.0.0.1:{port}"))) as transport:
            await post(TARGET, transport=transport)

    with pytest.raises(Failed) as failed:
        run(work())
    assert failed.value.fault == Fault(Kind.PROXY, "The proxy cannot be reached")


def test_a_proxy_whose_name_leads_nowhere_is_not_taken_for_the_target():
    async def work():
        async with aclosing(open_transport(proxies=only("http://proxy.invalid:1"))) as transport:
            await post(TARGET, transport=transport)

    with pytest.raises(Failed) as failed:
        run(work())
    assert failed.value.fault == Fault(Kind.PROXY, "The proxy cannot be reached")


def test_this_computer_is_never_reached_through_a_proxy():
    async def work():
        async with (
            serving(OK) as url,
            aclosing(open_transport(proxies=only("http://proxy.invalid:1"))) as transport,
        ):
            return await post(url, transport=transport)

    assert run(work()).status == 200


@pytest.mark.parametrize("host", ["169.254.169.254", "[fe80::1]", "100.100.100.200"])
def test_a_literal_address_that_is_never_sent_to_is_not_asked_of_a_proxy_either(host):
    fault, got = through(OK, f"http://{host}/")
    assert (fault.kind, got) == (Kind.FORBIDDEN, [])


@pytest.mark.parametrize(
    ("by_scheme", "url", "expected"),
    [
        ({}, TARGET, None),
        ({"http": "http://p:1"}, TARGET, "http://p:1"),
        ({"http": "http://p:1"}, "https://shop.invalid/", None),
        ({"all": "p:1"}, "https://shop.invalid/", "http://p:1"),
        ({"http": "http://p:1"}, "http://direct.example/", None),
        ({"http": "http://p:1"}, "http://127.0.0.1/", None),
        ({"http": "http://p:1"}, "http://localhost:8000/", None),
        ({"http": "http://p:1"}, "http://192.168.1.4/", "http://p:1"),
    ],
)
def test_which_targets_go_through_which_proxy(by_scheme, url, expected):
    assert Proxies(by_scheme, lambda host: host.startswith("direct.")).of(url) == expected


def test_a_proxy_of_another_kind_is_a_failed_attempt_and_not_a_way_round_it():
    with pytest.raises(UnusableProxy):
        Proxies({"all": "socks5://p:1"}, lambda host: False).of(TARGET)

    async def work():
        async with aclosing(open_transport(proxies=only("socks5://p:1"))) as transport:
            await post(TARGET, transport=transport)

    with pytest.raises(Failed) as failed:
        asyncio.run(work())
    assert failed.value.fault.kind is Kind.PROXY


def test_the_environment_is_asked_and_no_password_is_shown(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://ann:s3cret@proxy.example:3128")
    monkeypatch.setenv("no_proxy", "direct.example")
    assert system_proxies().of("https://shop.example/") == "http://ann:s3cret@proxy.example:3128"
    assert shown_proxy("https://shop.example/") == "proxy.example:3128"
    assert [shown_proxy(url) for url in ("https://direct.example/", TARGET)] == ["", ""]
    monkeypatch.setenv("https_proxy", "socks5://p:1")
    assert shown_proxy("https://shop.example/") == ""


def test_the_settings_name_a_proxy_or_none_in_place_of_the_environment_s(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "direct.example")
    assert shown_proxy("https://shop.example/", "http://other.example:8080") == "other.example:8080"
    assert shown_proxy("http://shop.example/", "http://other.example:8080") == "other.example:8080"
    assert shown_proxy("https://direct.example/", "http://other.example:8080") == ""
    assert shown_proxy("http://127.0.0.1/", "http://other.example:8080") == ""
    assert shown_proxy("https://shop.example/", "none") == ""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        (" None ", "none"),
        ("proxy.example:3128", "http://proxy.example:3128"),
        ("https://Proxy.example/", "https://proxy.example"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_a_proxy_is_kept_as_scheme_host_and_port(store, text, kept):
    assert check_proxy(text) == kept
    assert settings.save(store, proxy=text).proxy == kept


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("socks5://p:1", "A proxy is a host and a port"),
        ("p:port", "A proxy is a host and a port"),
        ("two words", "A proxy is a host and a port"),
        ("http://ann:s3cret@p:1", "A proxy in the settings has no user or password"),
    ],
)
def test_what_is_no_proxy_is_refused_at_its_field(store, text, words):
    with pytest.raises(InvalidInput, match=words) as refused:
        settings.save(store, proxy=text)
    assert refused.value.field == "proxy"


def test_another_proxy_in_the_settings_holds_for_the_next_request(store, sink):
    with running_sender(store):
        settings.save(store, proxy=sink.url.removesuffix("/hook"))
        hook = made.hook(store, TARGET)
        emit(store, "product_created")
        is_now(store, "DELIVERED")
        assert [got.path for got in sink.requests] == [TARGET]
        settings.save(store, proxy="none")
        update_webhook(store, hook.id, target_url=sink.url)
        emit(store, "product_created")
        is_now(store, "DELIVERED", "DELIVERED")
        assert [got.path for got in sink.requests] == [TARGET, "/hook"]
