import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.json_index import JsonIndex
from desktop.inspector.rows import CUT, DEEPEST, WRAP, ExactRows, FormattedRows, HexRows, visible
from desktop.inspector.selection import plain_text, read_text

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('abcü"\\\n', max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab", max_size=3), inner, max_size=4),
    max_leaves=20,
)


def indexed(data):
    index = JsonIndex(data)
    list(index.read())
    return index


def exact(data, index=None):
    rows = ExactRows(data, index)
    list(rows.read())
    return rows


@settings(deadline=None)  # the machine may be busy
@given(values)
def test_formatted_text_is_what_python_formats(value):
    rows = FormattedRows(indexed(json.dumps(value, ensure_ascii=False).encode()))
    assert plain_text(rows) == json.dumps(value, ensure_ascii=False, indent=2)


def test_formatted_text_keeps_digits_and_escapes():
    rows = FormattedRows(indexed(b'{"a":1.10,"a":"\\u00e9"}'))
    assert plain_text(rows) == '{\n  "a": 1.10,\n  "a": "\\u00e9"\n}'


def test_formatted_text_has_colours_and_line_numbers():
    rows = FormattedRows(indexed(b'{"a": "x", "b": [1, null]}'))
    inks = [[piece.ink for piece in rows.pieces(row) if piece.start >= 0] for row in range(len(rows))]
    assert inks == [[], ["text", "json_string"], ["text"], ["json_number"], ["json_word"], [], []]
    assert rows.gutter(4) == "5"


def test_the_row_of_a_place_is_the_one_that_shows_it():
    data = b'{"a": "x", "b": [1, null]}'
    rows = FormattedRows(indexed(data))
    for row in range(len(rows)):
        assert all(rows.row_at(piece.start) == row for piece in rows.pieces(row) if piece.start >= 0)


def test_a_long_value_is_cut_on_the_screen_and_whole_when_it_is_copied():
    rows = FormattedRows(indexed(b'["' + b"x" * 10_000 + b'"]'))
    shown = "".join(piece.text for piece in rows.pieces(1))
    assert shown.endswith(f"… {10_002 - CUT:,} bytes more")
    assert plain_text(rows) == '[\n  "' + "x" * 10_000 + '"\n]'


def test_a_hundred_thousand_levels_are_indented_only_so_far():
    rows = FormattedRows(indexed(b"[" * 100_000 + b"]" * 100_000))
    assert len(rows.pieces(99_000)[0].text) == 2 * DEEPEST


@settings(deadline=None)  # the machine may be busy
@given(st.text("ab\n\tüß😀", max_size=400).map(str.encode))
def test_exact_rows_are_the_bytes_in_order(data):
    rows = exact(data)
    joined = b"".join(data[piece.start : piece.end] for row in range(len(rows)) for piece in rows.pieces(row))
    assert joined == data.replace(b"\n", b"")
    assert plain_text(rows).count("\n") == data.removesuffix(b"\n").count(b"\n")


def test_line_ends_of_windows_are_no_characters():
    assert plain_text(exact(b"one\r\ntwo\r\n")) == "one\ntwo"


def test_a_long_line_is_wrapped_between_characters_and_counted_once():
    rows = exact("ü".encode() * 1_000 + b"\nend")
    texts = ["".join(piece.text for piece in rows.pieces(row)) for row in range(len(rows))]
    assert max(map(len, texts)) <= WRAP
    assert set("".join(texts[:-1])) == {"ü"}
    assert [rows.gutter(row) for row in (0, 1, len(rows) - 1)] == ["1", "", "2"]


def test_bytes_that_are_no_text_end_a_row_too():
    rows = exact(b"\x80" * 10_000)
    assert len(rows) > 50
    assert all(rows.pieces(row) for row in range(len(rows)))


def test_rows_can_be_shown_while_they_are_found():
    rows = ExactRows(b"line\n" * 5_000)
    reading = rows.read()
    next(reading)
    next(reading)
    last = len(rows) - 1
    assert 0 < last < 5_000
    assert rows.pieces(last)[0].text == "line"


def test_exact_json_has_its_colours_also_after_a_wrap():
    data = json.dumps({"text": "x" * 300, "n": 1}).encode()
    rows = exact(data, indexed(data))
    assert [piece.ink for piece in rows.pieces(1)] == ["json_string"]
    assert ("1", "json_number") in [(piece.text, piece.ink) for piece in rows.pieces(len(rows) - 1)]


def test_the_row_of_a_byte_is_found():
    rows = exact(b"one\ntwo\n" + b"x" * 300)
    assert [rows.row_at(offset) for offset in (0, 3, 4, 8, 8 + WRAP)] == [0, 0, 1, 2, 3]


def test_hexadecimal_shows_bytes_and_their_letters():
    rows = HexRows(bytes(range(60, 80)))
    assert rows.gutter(1) == "00000010"
    text = "".join(piece.text for piece in rows.pieces(0))
    assert text.startswith("3c 3d 3e 3f 40 41 42 43 44")
    assert text.endswith("<=>?@ABCDEFGHIJK")
    assert len(HexRows(b"")) == 0


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"a\x00b", "a\\u0000b"),
        ("pay\u202elave".encode(), "pay\\u202elave"),
        ("zero\u200bwidth".encode(), "zero\\u200bwidth"),
        (b"\xff", "\ufffd"),
        (b"a\tb", "a    b"),
    ],
)
def test_nothing_is_hidden_and_nothing_turns_the_text_around(raw, shown):
    assert visible(raw) == shown


def test_text_between_two_spots_is_read():
    rows = exact(b"first\nsecond\nthird")
    parts: list[str] = []
    list(read_text(rows, (0, 2), (2, 3), parts))
    assert "".join(parts) == "rst\nsecond\nthi"
