"""One webhook may trust an authority that the system does not know, and only that webhook does."""

import ssl

import pytest

from core.errors import InvalidInput
from core.log import event_log
from core.outgoing.authorities import MOST_BYTES, check_authorities, described
from core.outgoing.emit import emit
from core.outgoing.sending import DEFAULT, Sending
from core.outgoing.webhooks import get_webhook, update_webhook
from tests.core import made
from tests.core.outgoing.sending import attempted, is_now, running_sender
from tests.core.outgoing.wire import Authority
from tests.sink import running_sink

UNKNOWN = "Certificate from an unknown authority"


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


def test_a_private_authority_is_trusted_by_the_webhook_that_has_its_certificate_alone(store, authority):
    with running_sink(tls=authority.serves()) as sink, running_sender(store):
        made.hook(store, sink.url)
        made.hook(store, sink.url, sending=Sending(authorities=authority.file.read_text()))
        authority.file.unlink()
        emit(store, "product_created")
        is_now(store, "PENDING", "DELIVERED")
        assert made.states(store) == [("PENDING", UNKNOWN), ("DELIVERED", None)]
        assert len(sink.requests) == 1


def test_the_next_attempt_knows_of_a_certificate_that_was_added_or_removed(store, authority):
    with running_sink(tls=authority.serves()) as sink, running_sender(store):
        hook = made.hook(store, sink.url, sending=Sending(authorities=authority.file.read_text()))
        emit(store, "product_created")
        is_now(store, "DELIVERED")
        update_webhook(store, hook.id, sending=DEFAULT)
        emit(store, "product_created")
        attempted(store, 1, log_id=2)
        assert event_log.get_row(store, 2).error == UNKNOWN


def test_a_certificate_that_no_authority_signed_can_be_trusted_itself(store, authority, tmp_path):
    tls = authority.serves(self_signed=True)
    own = (tmp_path / "127.0.0.1 1 True.pem").read_text().partition("-----BEGIN PRIVATE")[0]
    with running_sink(tls=tls) as sink, running_sender(store):
        made.hook(store, sink.url, sending=Sending(authorities=own))
        emit(store, "product_created")
        is_now(store, "DELIVERED")


def test_only_the_certificates_of_a_file_are_kept(store, authority):
    pem = authority.file.read_text()
    hook = made.hook(store, sending=Sending(authorities=f"# ours\n{pem}\n\nand another\n{pem}"))
    assert get_webhook(store, hook.id).sending.authorities == pem * 2
    (first, second) = described(pem * 2)
    assert (first.subject, first) == ("Test authority", second)
    assert first.expires_at > store.clock()


def test_a_certificate_that_is_no_text_is_kept_as_one(authority):
    pem = authority.file.read_text()
    assert check_authorities(ssl.PEM_cert_to_DER_cert(pem)) == pem


def test_an_empty_file_is_none():
    assert check_authorities(b" \n") == ""


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (b"hello", "The certificates in this file cannot be read."),
        (b"\x30\x82\x00\x01\x00", "The certificates in this file cannot be read."),
        (b"\xff\xfe\x00", "The certificates in this file cannot be read."),
        (
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "The certificates in this file cannot be read.",
        ),
        (
            b"-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----\n",
            "The certificates in this file cannot be read.",
        ),
        (b"-----BEGIN EC PRIVATE KEY-----\nAAAA\n", "This file holds a private key."),
        (b"x" * (MOST_BYTES + 1), "A CA file has at most 64 KiB."),
    ],
    ids=range(7),
)
def test_what_is_no_certificate_is_refused_at_its_field(data, title):
    with pytest.raises(InvalidInput) as refused:
        check_authorities(data)
    assert (refused.value.title, refused.value.field) == (title, "authorities")


def test_a_broken_end_of_a_file_is_not_passed_over(authority):
    pem = authority.file.read_bytes()
    with pytest.raises(InvalidInput):
        check_authorities(pem + pem[:200])
