"""A case is written and read again by another desk; nothing secret is in it, and nothing read is trusted."""

import json
import stat

import pytest

from core.bus import Change
from core.errors import DeskError, InvalidInput, NotFound
from core.log import event_log
from core.log.case import NOT_MATCHING, export_case, read_case
from core.masking import MASK
from core.outgoing.emit import emit
from core.outgoing.webhooks import update_webhook
from core.signing import nautical
from core.store.records import AttemptRecord, LogRecord, PayloadRecord, ReceiptRecord
from tests.core import made


@pytest.fixture
def path(tmp_path):
    return tmp_path / "case.json"


@pytest.fixture
def delivered(store):
    """A delivery with two attempts, the second of which arrived."""
    hook = made.hook(store, "https://shop.example/hook?api_key=s3cret", secret="s3cret")
    (log_id,) = emit(store, "product_created", b'{"price": 1.10}').deliveries
    signature = nautical.sign("s3cret", event_log.payload(store, log_id))
    headers = [["x-nautical-signature", signature], ["x-shop", "1"]]
    with store.write(Change.LOG):
        for number, (code, body) in enumerate(((500, b"\xff\x00"), (200, b"ok")), 1):
            row = {
                "log_id": log_id,
                "number": number,
                "at": 1_795_000_000_123,
                "status_code": code,
                "duration_ms": 7,
                "error": None if code == 200 else "500",
                "request_headers": json.dumps(headers),
                "response_headers": '[["set-cookie", "s3cret"]]',
                "response_body": body,
            }
            store.run(AttemptRecord.insert(**row))
    return log_id, hook


@pytest.fixture
def received(store):
    with store.write(Change.LOG):
        payload_id = store.run(PayloadRecord.insert(body=b"\xff not JSON"))
        row = {"date": 1_795_000_000_000, "direction": "RECEIVED", "status": "REFUSED", "attempts": 0}
        row |= {"event_type": "", "plugin_id": "shop", "payload_id": payload_id, "size": 10}
        log_id = store.run(LogRecord.insert(**row))
        told = {"headers": '[["x-shop", "1"]]', "scheme": "nautical", "detail": "It is not JSON."}
        store.run(ReceiptRecord.insert(log_id=log_id, **told))
    return log_id


def test_a_delivery_is_read_as_it_was_written(store, delivered, path, clock):
    log_id, _ = delivered
    export_case(store, log_id, path)
    case, row = read_case(path), event_log.get_row(store, log_id)
    assert case.row.target_url == "https://shop.example/hook?api_key=SECRET"
    assert (case.row.date, case.row.uid, case.row.status) == (row.date, row.uid, row.status)
    assert case.body == event_log.payload(store, log_id)
    assert [each.response_body for each in case.attempts] == [b"\xff\x00", b"ok"]
    assert case.attempts[0].response_headers == (("set-cookie", MASK),)
    assert case.attempts[1].at == 1_795_000_000_123
    assert case.signature.matches
    assert (case.made_at, case.receipt) == (clock.now, None)


def test_what_was_received_is_read_with_its_verification(store, received, path):
    export_case(store, received, path)
    case = read_case(path)
    assert case.body == b"\xff not JSON"
    assert (case.receipt, case.signature) == (event_log.receipt(store, received), None)
    assert case.row == event_log.get_row(store, received)


def test_no_secret_is_in_the_file_and_nobody_else_can_read_it(store, delivered, path):
    log_id, hook = delivered
    update_webhook(store, hook.id, secret="an0ther")
    other = nautical.sign("an0ther", event_log.payload(store, log_id))
    export_case(store, log_id, path)
    text = path.read_text()
    assert "s3cret" not in text
    assert "an0ther" not in text
    assert other not in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_case(path).signature.reason == NOT_MATCHING


def test_a_row_or_a_folder_that_is_not_there_is_an_error(store, delivered, path, tmp_path):
    with pytest.raises(NotFound):
        export_case(store, 99, path)
    with pytest.raises(DeskError, match="cannot be written"):
        export_case(store, delivered[0], tmp_path / "nowhere" / "case.json")


@pytest.mark.parametrize(
    "change",
    [
        {"yardarm_case": 2},
        {"row": []},
        {"row": {}},
        {"made_at": 7},
        {"made_at": "9" * 400},
        {"payload": 7},
        {"payload": None},
        {"attempts": [{}]},
        {"attempts": 7},
        {"attempts": [{"at": "2026-01-01T00:00:00Z"}]},
        {"receipt": {"headers": [["a"]]}},
        {"signature": {"sent": 1}},
        {"made_by": None},
    ],
    ids=str,
)
def test_whatever_is_no_case_is_refused_in_one_way(store, received, path, change):
    export_case(store, received, path)
    document = json.loads(path.read_text())
    path.write_text(json.dumps(document | change))
    with pytest.raises(InvalidInput, match="is not a case"):
        read_case(path)


@pytest.mark.parametrize("raw", [b"", b"[]", b"7", b"\xff", b"[" * 100_000, b'{"yardarm_case": 1}', b"NaN"])
def test_any_other_file_is_refused(path, raw):
    path.write_bytes(raw)
    with pytest.raises(InvalidInput, match="is not a case"):
        read_case(path)


def test_each_value_has_to_be_of_its_type(store, delivered, path):
    export_case(store, delivered[0], path)
    document = json.loads(path.read_text())
    for name in document["row"]:
        path.write_text(json.dumps(document | {"row": document["row"] | {name: ["no", "such"]}}))
        with pytest.raises(InvalidInput):
            read_case(path)


def test_a_file_that_is_not_there_says_so(path):
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_case(path)
