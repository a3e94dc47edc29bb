"""What the receiver decides of a request, without a socket or a store."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.incoming.guards import Accepted, Answer, Origin, Request, judge, own_hosts
from core.signing import nautical

OWN = own_hosts("127.0.0.1", 8765)
HEADERS = {"host": "127.0.0.1:8765", "content-type": "application/json"}


def judged(body=b"{}", job_type="", provider="none", **headers):
    given = HEADERS | {name.replace("_", "-"): value for name, value in headers.items()}
    origin = Origin("shop", "Shop", provider, "s3cret", "")
    return judge(Request("shop", job_type, given, body), origin, own_hosts=OWN, now=1_795_000_000_000)


@pytest.mark.parametrize(
    ("host", "port", "means"),
    [
        ("127.0.0.1", 8765, {"127.0.0.1:8765", "localhost:8765", "[::1]:8765"}),
        ("localhost", 8765, {"127.0.0.1:8765", "localhost:8765", "[::1]:8765"}),
        ("::1", 9, {"[::1]:9", "localhost:9"}),
        ("127.0.0.1", 80, {"127.0.0.1:80", "127.0.0.1", "localhost"}),
        ("192.0.2.7", 8765, {"192.0.2.7:8765"}),
        ("2001:db8::1", 8765, {"[2001:db8::1]:8765"}),
        ("0.0.0.0", 8765, {"127.0.0.1:8765", "localhost:8765"}),
        ("::", 8765, {"127.0.0.1:8765", "[::1]:8765"}),
    ],
)
def test_the_receiver_knows_its_own_names(host, port, means):
    assert means <= own_hosts(host, port)


def test_a_name_without_the_port_or_of_another_machine_is_not_its_own():
    assert not {"127.0.0.1", "localhost", "evil.example:8765", "127.0.0.1:80"} & OWN
    assert "localhost:8765" not in own_hosts("192.0.2.7", 8765)


def test_a_job_type_in_the_path_that_does_not_exist_is_not_found_whoever_asks():
    refused = judged(job_type="TIDE", provider="nautical")
    assert isinstance(refused, Answer)
    assert refused.status == 404


def test_the_signature_is_looked_at_before_the_json():
    refused = judged(b"no json", provider="nautical")
    assert isinstance(refused, Answer)
    assert refused.status == 401


def test_json_so_deep_that_nothing_reads_it_is_an_answer_too():
    """SQLite takes large JSON some levels deeper than Python reads it."""
    for depth in range(900, 2_010, 10):
        body = b'{"job_type": "STOCK_UPDATE", "a":' + b"[" * depth + b"]" * depth + b"}"
        for size in (0, 300_000):
            assert isinstance(judged(b" " * size + body), Answer | Accepted)


def test_what_verified_says_how():
    body = b'{"a": 1}'
    signed = judged(body, provider="nautical", x_nautical_signature=nautical.sign("s3cret", body))
    unsigned = judged(body)
    assert isinstance(signed, Accepted)
    assert isinstance(unsigned, Accepted)
    assert "matches" in signed.detail
    assert "without verification" in unsigned.detail


@given(
    st.dictionaries(
        st.sampled_from(["host", "content-type", "webhook-id", "x-nautical-event", "x-nautical-signature"]),
        st.text(st.characters(max_codepoint=255)),
    ),
    st.binary() | st.sampled_from([b'{"job_type": {}}', b'["job_type"]', b'{"job_type": "\\ud800"}']),
    st.sampled_from(["none", "nautical", "standard"]),
)
def test_whatever_a_stranger_sends_gets_an_answer_that_can_be_stored(headers, body, provider):
    verdict = judged(
        body, provider=provider, **{name.replace("-", "_"): value for name, value in headers.items()}
    )
    if isinstance(verdict, Accepted):
        with sqlite3.connect(":memory:") as scratch:
            scratch.execute("SELECT ?, ?, ?", (verdict.transaction_id, verdict.job_type, verdict.detail))
        scratch.close()
    else:
        assert 400 <= verdict.status < 500
