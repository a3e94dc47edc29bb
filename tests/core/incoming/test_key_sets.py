"""Key sets over https from a local authority's server, and the requests that wait for them."""

import asyncio
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from core.errors import InvalidInput
from core.incoming.key_sets import DAY, MINUTE, KeySets, KeysOutOfReach, download
from core.incoming.plugins import create_plugin, update_plugin
from tests.core.outgoing.wire import Authority
from tests.core.signing.saleor import jws, key_set
from tests.waiting import eventually

BODY = b'{"id": 1}'
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Publisher:
    """A server that publishes a key set, and counts who asked."""

    def __init__(self, tls):
        self.asked = []
        self.answer = (200, {}, key_set(KEY))
        self.may_answer = threading.Event()
        self.may_answer.set()
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                publisher.asked.append(self.path)
                publisher.may_answer.wait(10)
                status, headers, text = publisher.answer
                self.send_response(status)
                for name, value in {"content-length": str(len(text)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def close(self):
        self.may_answer.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def publisher(authority, monkeypatch):
    """A publisher whose certificate the program trusts."""
    monkeypatch.setattr("core.outgoing.transport.system_tls", authority.trusted)
    made = Publisher(authority.serves())
    yield made
    made.close()


@pytest.fixture
def saleor(desk, publisher):
    """The receiver with a plugin whose host publishes keys."""
    create_plugin(desk.store, name="Saleor", provider="saleor-jws", options={"host": publisher.host})
    return desk


def post(desk, body=BODY, key=KEY, kid="1"):
    return desk.post("/plugins/saleor/product_create", body, saleor_signature=jws(key, body, kid=kid))


def test_the_first_request_fetches_the_keys_and_the_others_use_them(saleor, publisher):
    assert [post(saleor, b'{"id": %d}' % number).status for number in range(3)] == [204, 204, 204]
    assert publisher.asked == ["/.well-known/jwks.json"]
    assert [row.status for row in saleor.rows()] == ["ACCEPTED"] * 3


def test_an_unknown_key_is_asked_for_at_most_once_a_minute(saleor, publisher):
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    heard = [post(saleor, key=stranger, kid=f"k{number}") for number in range(5)]
    assert [(each.status, each.code) for each in heard] == [(401, "unknown_key")] * 5
    assert len(publisher.asked) == 1
    assert [row.error for row in saleor.rows()] == ["Unknown key"] * 5


def test_who_waits_for_keys_holds_nobody_up_and_they_are_fetched_once_for_all(saleor, publisher):
    publisher.may_answer.clear()
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(post, saleor, b'{"id": %d}' % number) for number in range(4)]
        eventually(lambda: publisher.asked)
        assert saleor.signed().status == 204
        assert not any(each.done() for each in waiting)
        publisher.may_answer.set()
        assert [each.result().status for each in waiting] == [204] * 4
    assert len(publisher.asked) == 1


def test_without_the_keys_the_sender_is_told_to_come_again_and_nothing_is_kept(saleor, publisher):
    publisher.answer = (500, {}, "")
    heard = [post(saleor), post(saleor)]
    assert [(each.status, each.code) for each in heard] == [(503, "keys_out_of_reach")] * 2
    assert (len(publisher.asked), saleor.rows()) == (1, [])


def test_a_plugin_with_published_keys_needs_a_host_and_no_secret(store):
    with pytest.raises(InvalidInput) as caught:
        create_plugin(store, name="Saleor", provider="saleor-jws")
    assert caught.value.field == "host"
    plugin = create_plugin(store, name="Saleor", provider="saleor-jws", options={"host": "Shop.Saleor.cloud"})
    assert (plugin.has_secret, plugin.options.host) == (False, "shop.saleor.cloud")
    for host in ("https://shop", "a/b", "a@b", "a b", "-a", "a:b", "[::1]"):
        with pytest.raises(InvalidInput):
            update_plugin(store, plugin.id, options={"host": host})


def fetched(host):
    return asyncio.run(download(host))


@pytest.mark.parametrize(
    "answer",
    [
        (302, {"location": "/other"}, ""),
        (404, {}, ""),
        (200, {}, "no json"),
        (200, {}, '{"keys": []}'),
        (200, {}, " " * 70_000),
        (200, {"content-length": "9999999999"}, " " * 70_000),
    ],
    ids=lambda answer: f"{answer[0]} {answer[2][:9]}",
)
def test_an_answer_that_is_no_key_set_is_one_kind_of_error(publisher, answer):
    publisher.answer = answer
    with pytest.raises(KeysOutOfReach):
        fetched(publisher.host)
    assert len(publisher.asked) == 1  # no redirect is followed


def test_a_host_that_cannot_prove_its_name_is_not_believed(publisher, authority, monkeypatch):
    assert fetched(publisher.host) == key_set(KEY)
    with pytest.raises(KeysOutOfReach, match="Certificate"):
        fetched(publisher.host.replace("127.0.0.1", "localhost"))
    monkeypatch.setattr("core.outgoing.transport.system_tls", ssl.create_default_context)
    with pytest.raises(KeysOutOfReach, match="Certificate"):
        fetched(publisher.host)
    assert len(publisher.asked) == 1


def test_keys_are_never_fetched_without_https(authority):
    plain = Publisher(None)
    with pytest.raises(KeysOutOfReach):
        fetched(plain.host)
    assert plain.asked == []
    plain.close()


def test_a_host_is_asked_again_after_a_minute_for_an_unknown_key_and_after_a_day_for_any():
    sets = KeySets()
    assert sets.want("a", 1_000)
    sets._wanted.clear()  # as if it had been asked
    assert not sets.want("a", 1_000 + MINUTE - 1)
    assert sets.want("b", 1_000)
    assert not sets.is_old("a", 1_000 + DAY)
    assert sets.is_old("a", 1_001 + DAY)
    assert sets.want("a", 1_000 + MINUTE)
    assert not sets.is_old("never asked", 9 * DAY)


def test_a_host_is_asked_again_after_the_clock_was_set_back():
    sets = KeySets()
    assert sets.want("a", DAY)
    sets._wanted.clear()
    assert sets.want("a", DAY - 60 * MINUTE)
