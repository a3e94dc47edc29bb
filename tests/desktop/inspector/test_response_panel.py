"""How the body of a response is shown."""

import pytest

from desktop.inspector.response_panel import rows_of


def shown(body):
    rows = rows_of(body)
    return "".join(piece.text for piece in rows.pieces(0)) if len(rows) else ""


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b'{"ok": true}', '{"ok": true}'),
        ("größe".encode(), "größe"),
        ("größe ü".encode()[:-1], "größe \ufffd"),  # cut off within its last character
        ("größe".encode("latin-1"), "67 72 f6 df 65"),
        (b"a\x00b", "61 00 62"),
        (b"", ""),
    ],
)
def test_text_is_shown_as_text_and_other_bytes_in_hexadecimal(body, text):
    assert shown(body).startswith(text)
