"""Every answer of the contract's "The receiver", over real sockets."""

import threading

import httpx
import pytest

from core.bus import Bus
from core.clock import epoch_ms
from core.incoming.plugins import create_plugin, delete_plugin, update_plugin
from core.incoming.receiver import Receiver
from core.log import event_log
from core.settings import save
from core.signing import keys, nautical, standard
from core.store.database import open_store
from core.store.vault import KEY_FILE
from tests.core.incoming import speak
from tests.core.incoming.conftest import KEY, SECRET, Desk, fill, open_desk


def test_what_is_answered_204_is_on_disk_with_its_job(desk):
    body = b'{ "price": 1.10, "name": "\xc3\x96l" }'
    answer = desk.signed("/plugins/shop/stock_update", body, webhook_id="msg_1", user_agent="Shop/1")
    assert (answer.status, answer.body, desk.jobs()) == (204, b"", [("STOCK_UPDATE", "PENDING")])
    (row,) = desk.rows()
    assert (row.direction, row.status, row.event_type) == ("RECEIVED", "ACCEPTED", "STOCK_UPDATE")
    assert (row.plugin_id, row.transaction_id, row.size) == ("shop", "msg_1", len(body))
    with desk.store.connection():
        assert event_log.payload(desk.store, row.id) == body
        receipt = event_log.receipt(desk.store, row.id)
    assert receipt
    assert (receipt.verified, receipt.scheme) == (True, "nautical")
    assert ("user-agent", "Shop/1") in receipt.headers


@pytest.mark.parametrize(
    ("path", "headers", "body", "job_type"),
    [
        ("/plugins/shop/STOCK_UPDATE", {}, b"{}", "STOCK_UPDATE"),
        ("/plugins/shop/Stock_Update/", {}, b"{}", "STOCK_UPDATE"),
        ("/plugins/shop/", {"x_nautical_event": "product_create"}, b"{}", "PRODUCT_CREATE"),
        ("/plugins/shop/", {}, b'{"job_type": "product_create"}', "PRODUCT_CREATE"),
        (
            "/plugins/shop/STOCK_UPDATE",
            {"x_nautical_event": "PRODUCT_CREATE"},
            b'{"job_type": "ORDER"}',
            "STOCK_UPDATE",
        ),
        (
            "/plugins/shop/",
            {"x_nautical_event": "PRODUCT_CREATE"},
            b'{"job_type": "STOCK_UPDATE"}',
            "PRODUCT_CREATE",
        ),
        ("/plugins/shop/", {"x_nautical_event": "tide"}, b'{"job_type": "STOCK_UPDATE"}', "STOCK_UPDATE"),
    ],
)
def test_the_job_type_comes_from_the_path_else_the_topic_else_the_body(desk, path, headers, body, job_type):
    assert desk.signed(path, body, **headers).status == 204
    assert desk.jobs() == [(job_type, "PENDING")]


@pytest.mark.parametrize("body", [b"{}", b"[]", b'"job_type"', b'{"job_type": 7}', b'{"job_type": "TIDE"}'])
def test_a_payload_that_nothing_names_is_kept_and_its_job_says_why_it_failed(desk, body):
    assert desk.signed("/plugins/shop/", body).status == 204
    with desk.store.connection():
        ((job_type, status, message),) = desk.store.sql(
            "SELECT job_type, status, message FROM job"
        ).fetchall()
    assert (job_type, status, "job_type" in message) == ("", "FAILED", True)


@pytest.mark.parametrize(
    ("path", "changes", "status", "code"),
    [
        ("/plugins/shop/", {}, 401, "bad_signature"),
        ("/plugins/shop/", {"x_nautical_signature": ""}, 401, "bad_signature"),
        ("/plugins/shop/", {"x_nautical_signature": nautical.sign("other", b"{}")}, 401, "bad_signature"),
        ("/plugins/shop/", {"x_nautical_signature": "\xff" * 64}, 401, "bad_signature"),
        ("/plugins/std/", {}, 401, "bad_signature"),
        ("/plugins/open/", {"origin": "http://evil.example"}, 403, "from_a_browser"),
        ("/plugins/open/", {"origin": "null"}, 403, "from_a_browser"),
        ("/plugins/open/", {"sec_fetch_site": "same-origin"}, 403, "from_a_browser"),
        ("/plugins/open/", {"host": "evil.example"}, 403, "wrong_host"),
        ("/plugins/open/", {"host": "127.0.0.1"}, 403, "wrong_host"),
        ("/plugins/open/", {"host": "127.0.0.1:1"}, 403, "wrong_host"),
        ("/plugins/open/", {"host": ""}, 403, "wrong_host"),
        ("/plugins/open/", {"content_type": "text/plain"}, 403, "wrong_type"),
        ("/plugins/open/", {"content_type": "application/x-www-form-urlencoded"}, 403, "wrong_type"),
        ("/plugins/open/", {"content_type": None}, 403, "wrong_type"),
        ("/plugins/off/", {}, 404, "no_such_plugin"),
        ("/plugins/nobody/", {}, 404, "no_such_plugin"),
        ("/plugins/OPEN/", {}, 404, "no_such_plugin"),
        ("/plugins/open/TIDE_TURN", {}, 404, "no_such_job_type"),
        ("/plugins/open", {}, 404, "not_found"),
        ("/plugins/open/STOCK_UPDATE/more", {}, 404, "not_found"),
        ("/plugins//", {}, 404, "not_found"),
        ("/plugins/open%00/", {}, 404, "not_found"),
        ("/plugins/%ff%fe/", {}, 404, "not_found"),
        ("/plugins/../plugins/open/", {}, 404, "not_found"),
        ("/plugins/" + "a" * 200 + "/", {}, 404, "not_found"),
        ("/", {}, 404, "not_found"),
        ("/health", {}, 404, "not_found"),
        ("/plugins/open/", {"content_encoding": "br"}, 415, "encoded"),
        ("/plugins/open/", {"content_encoding": "gzip, gzip"}, 415, "encoded"),
        ("/plugins/open/", {"content_encoding": "gzip"}, 400, "bad_encoding"),
    ],
)  # fmt: skip
def test_what_is_not_taken_is_refused_with_a_code(desk, path, changes, status, code):
    answer = desk.post(path, **changes)
    assert (answer.status, answer.code) == (status, code)
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("given", ["text/json", "", None, "application/jsonx", "multipart/form-data"])
def test_only_json_is_taken_from_who_signs(desk, given):
    assert desk.signed(content_type=given).status == 415


@pytest.mark.parametrize(
    "given", ["application/json; charset=utf-8", "Application/JSON", "application/vnd.shop+json"]
)
def test_json_goes_by_several_names(desk, given):
    assert desk.signed(content_type=given).status == 204


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "QUERY"])
def test_only_post_is_taken(desk, method):
    answer = desk.post(body=b"", method=method)
    assert (answer.status, answer.code, answer.headers["allow"]) == (405, "not_post", "POST")


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_request_without_a_length_is_refused(desk, version):
    answer = desk.post(body=b"", content_length=None, version=version)
    assert (answer.status, answer.code) == (411, "length_required")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"no", b"{} {}", b'{"a": NaN}', b"\xff\xfe", b"[" * 100_000, b'{"a": 1}\x00']
)
@pytest.mark.parametrize("size", [0, 300_000], ids=["small", "big"])
def test_broken_json_is_refused_and_makes_no_job(desk, body, size):
    answer = desk.signed(body=b" " * size + body)
    assert (answer.status, answer.code, desk.count("job")) == (400, "not_json", 0)
    assert [(row.status, row.error) for row in desk.rows()] == [("REFUSED", "Not JSON")]


def test_no_answer_ever_lets_a_web_page_read_it(desk):
    asked = [
        desk.signed(origin="http://evil.example"),
        desk.post(origin="http://evil.example"),
        desk.post(method="OPTIONS", access_control_request_method="POST"),
        desk.post("/health", method="GET", origin="http://evil.example"),
    ]
    for answer in asked:
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_the_receiver_goes_by_all_names_of_this_machine(desk, host):
    assert desk.post(host=f"{host}:{desk.port}").status == 204


def test_who_signs_may_call_the_receiver_by_any_name_and_send_from_a_page(desk):
    assert desk.signed(host="desk.example", origin="https://shop.example").status == 204


def test_a_standard_webhook_is_verified_with_its_time(desk):
    now = epoch_ms() // 1000

    def send(at, uid="msg_1", **changes):
        headers = {"webhook_id": uid, "webhook_timestamp": str(at)}
        headers["webhook_signature"] = standard.sign([KEY], uid, at, b"{}")
        return desk.post("/plugins/std/STOCK_UPDATE", **(headers | changes)).status

    assert [send(now), send(now + 290, "msg_2"), send(now - 3_600, "msg_3")] == [204, 204, 401]
    assert send(now, webhook_id="msg_9") == 401
    assert [row.transaction_id for row in desk.rows()] == ["msg_1", "msg_2", None, None]


def test_a_repeat_is_answered_204_and_kept_once(alone):
    for _ in range(2):
        assert alone.signed(webhook_id="msg_1").status == 204
    assert alone.post(webhook_id="msg_1").status == 204  # another plugin's
    alone.receiver.stop()
    after_restart = Receiver(open_store(alone.store.path.parent), "127.0.0.1", 0)
    after_restart.start()
    alone.receiver = after_restart
    assert alone.signed(webhook_id="msg_1").status == 204
    assert [(row.plugin_id, row.transaction_id) for row in alone.rows()] == [
        ("shop", "msg_1"),
        ("open", "msg_1"),
    ]


def test_a_repeat_of_what_was_refused_is_taken(desk):
    assert desk.post("/plugins/shop/", webhook_id="msg_1").status == 401
    assert desk.signed(webhook_id="msg_1").status == 204
    assert [row.status for row in desk.rows()] == ["REFUSED", "ACCEPTED"]


def test_without_an_id_each_is_a_transaction_of_its_own(desk):
    for _ in range(2):
        desk.signed()
    first, second = [row.transaction_id for row in desk.rows()]
    assert first != second
    assert first.startswith("txn_")


@pytest.mark.parametrize("given", ["x" * 300, "a\tb", "\u202e".encode().decode("latin-1"), "é"])
def test_an_odd_id_is_kept_in_a_form_that_fits_and_recognised(desk, given):
    for _ in range(2):
        assert desk.signed(webhook_id=given).status == 204
    (row,) = desk.rows()
    assert (len(row.transaction_id) <= 255, row.transaction_id.isprintable()) == (True, True)


def test_a_refused_request_is_kept_to_be_looked_into(desk):
    answer = desk.post("/plugins/shop/", b"not json", authorization="Bearer s3cret", cookie="s3cret")
    assert answer.status == 401
    (row,) = desk.rows()
    with desk.store.connection():
        receipt = event_log.receipt(desk.store, row.id)
        assert event_log.payload(desk.store, row.id) == b"not json"
    assert receipt
    assert (row.status, receipt.verified, desk.jobs()) == ("REFUSED", False, [])
    assert "s3cret" not in str(receipt.headers)


@pytest.mark.parametrize(
    ("again", "status", "code"),
    [
        ("host: evil.example", 400, "bad_request"),
        ("content-length: 2", 400, "bad_request"),
        ("transfer-encoding: chunked", 400, "bad_request"),
        ("content-encoding: gzip\r\ncontent-encoding: gzip", 415, "encoded"),
        ("content-type: text/plain", 415, "not_json"),
        (f"x-nautical-signature: {nautical.sign(SECRET, b'{}')}", 401, "bad_signature"),
    ],
)
def test_a_header_given_twice_is_refused_where_one_alone_can_be_meant(desk, again, status, code):
    signature = nautical.sign(SECRET, b"{}")
    sent = speak.request("/plugins/shop/", port=desk.port, x_nautical_signature=signature)
    answer = speak.ask(desk.port, sent.replace(b"\r\n\r\n", b"\r\n" + again.encode() + b"\r\n\r\n", 1))
    assert (answer.status, answer.code, desk.count("job")) == (status, code, 0)


def test_several_requests_go_over_one_connection(desk):
    with speak.call(desk.port) as line:
        for _ in range(3):
            line.sendall(speak.request(port=desk.port))
            assert speak.hear(line).status == 204
        line.sendall(speak.request(port=desk.port) * 3)
        assert [speak.hear(line).status for _ in range(3)] == [204] * 3
    assert desk.count("event_log") == 6


def test_health_says_ok(desk):
    answer = httpx.get(f"{desk.receiver.state().url}/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert httpx.head(f"{desk.receiver.state().url}/health").status_code == 200


def test_what_another_process_changes_holds_for_the_next_request(desk):
    other = open_store(desk.store.path.parent, bus=Bus())
    assert desk.post().status == 204
    update_plugin(other, "open", is_active=False)
    assert desk.post().status == 404
    create_plugin(other, id="new", name="New", provider="none")
    assert desk.post("/plugins/new/").status == 204
    delete_plugin(other, "new")
    assert desk.post("/plugins/new/").status == 404
    update_plugin(other, "shop", secret="changed")
    assert desk.signed().status == 401


def test_too_many_a_second_are_asked_to_come_again(desk):
    save(desk.store, plugin_per_second=2)
    answers = [desk.post() for _ in range(4)]
    assert {answer.status for answer in answers} == {204, 429}
    last = answers[-1]
    assert (last.code, last.headers["retry-after"]) == ("too_fast", "1")
    assert desk.signed().status == 204  # another plugin's
    save(desk.store, plugin_per_second=0)
    assert desk.post().status == 204


def test_while_other_machines_can_reach_it_nothing_is_taken_without_verification(store):
    fill(store)
    receiver = Receiver(store, "0.0.0.0", 0)
    receiver.start()
    desk = Desk(store, receiver)
    answer = desk.post()
    assert (answer.status, answer.code, desk.signed().status) == (403, "not_verified", 204)
    receiver.stop()


def test_a_key_that_cannot_be_read_refuses_whom_it_concerns_and_nobody_else(tmp_path):
    open_desk(tmp_path / "desk").receiver.stop()
    (tmp_path / "desk" / KEY_FILE).unlink()
    store = open_store(tmp_path / "desk")
    receiver = Receiver(store, "127.0.0.1", 0)
    receiver.start()
    port = receiver.state().port
    signature = nautical.sign(SECRET, b"{}")
    signed = speak.request("/plugins/shop/", port=port, x_nautical_signature=signature)
    assert speak.ask(port, signed).status == 503
    assert speak.ask(port, speak.request(port=port)).status == 204
    receiver.stop()


def test_many_senders_at_once_are_all_taken(desk):
    statuses: list[int] = []

    def send(number):
        statuses.extend(desk.signed(webhook_id=f"{number}.{each % 10}").status for each in range(20))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (set(statuses), len(statuses), desk.count("job")) == ({204}, 160, 80)


def test_a_sender_with_a_key_pair_is_verified_with_its_public_key_alone(desk):
    private = keys.generate_private()
    create_plugin(desk.store, id="pair", name="Pair", provider="standard", secret=keys.public_key(private))
    answers = []
    for secret in (private, keys.generate_private(), KEY):
        at = epoch_ms() // 1000
        signature = standard.sign([secret], "evt_1", at, b"{}")
        headers = {"webhook_id": "evt_1", "webhook_timestamp": str(at), "webhook_signature": signature}
        answers.append(desk.post("/plugins/pair/stock_update", **headers).status)
    assert answers == [204, 401, 401]
