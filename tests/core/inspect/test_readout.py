"""Times are read out, and what is packed into a text is unpacked; nothing that anyone writes is an error."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inspect.readout import can_decode, decode, picture_format, read_out


def packed(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1773842527", "Wed 18 Mar 2026, 14:02:07 UTC"),
        ("1773842527.5", "Wed 18 Mar 2026, 14:02:07 UTC"),
        ("1773842527123", "Wed 18 Mar 2026, 14:02:07 UTC"),
        ("1773842527123456", "Wed 18 Mar 2026, 14:02:07 UTC"),
        ("1773842527123456789", "Wed 18 Mar 2026, 14:02:07 UTC"),
        ("2026-03-18T14:22:07+02:00", "Wed 18 Mar 2026, 12:22:07 UTC"),
        ("2026-03-18T14:22:07Z", "Wed 18 Mar 2026, 14:22:07 UTC"),
        ("2026-03-18T14:22:07", ""),
        ("2026-03-18", ""),
        ("2026-99-99T14:22:07Z", ""),
        ("0001-01-01T00:00:00+14:00", ""),
        ("44", ""),
        ("-1773842527", ""),
        ("9" * 25, ""),
        ("34.50", ""),
        ("true", ""),
        ("", ""),
    ],
)
def test_times_are_read_out(text, said):
    assert read_out(text) == said


JWT = f"{packed({'alg': 'HS256'})}.{packed({'sub': 'maren', 'name': 'ü'})}.c2ln"


@pytest.mark.parametrize(
    ("text", "what", "data"),
    [
        (base64.b64encode(b"Product:42").decode(), "Base64", b"Product:42"),
        ("UHJvZHVjdDo0MjEx", "Base64", b"Product:4211"),
        (base64.urlsafe_b64encode(bytes(range(256))).decode(), "Base64", bytes(range(256))),
        ("data:text/plain;charset=utf-8;base64,aGk=", "A data URL, text/plain", b"hi"),
        ("data:,a%20b", "A data URL, text/plain", b"a b"),
        (' {"a": 1}', "JSON in a text", b'{"a": 1}'),
    ],
)
def test_what_is_packed_is_unpacked(text, what, data):
    assert can_decode(text) or len(text) < 16
    found = decode(text)
    assert (found.what, found.data) == (what, data)


def test_a_jwt_shows_its_header_and_claims_and_says_that_nobody_checked_it():
    assert can_decode(JWT)
    found = decode(JWT)
    assert "not checked" in found.what
    assert json.loads(found.data)["claims"] == {"sub": "maren", "name": "ü"}


@pytest.mark.parametrize("text", ["", "hi", "hello world", "a.b.c", "===", "data:x;base64,*", "…"])
def test_what_is_not_packed_is_left_alone(text):
    assert decode(text) is None


@pytest.mark.parametrize("text", ["maren@example.com", "Galvanized Cleat", "", "44", "12345678901234567890"])
def test_decoding_is_not_offered_for_what_is_plain(text):
    assert not can_decode(text)


@given(st.text())
def test_no_text_is_an_error(text):
    read_out(text)
    can_decode(text)
    decode(text)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n...", "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"GIF89a", "gif"),
        (b"RIFF....WEBPVP8", "webp"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        (b"<?xml version='1.0'?><svg/>", ""),
        (b"", ""),
    ],
)
def test_pictures_are_known_by_their_first_bytes_and_svg_is_none(data, kind):
    assert picture_format(data) == kind
