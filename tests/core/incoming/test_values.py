"""Reading the JSON of strangers: strict, exact, and with one kind of error."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.incoming.values import MAX_DEPTH, BadPayload, check, dump, parse


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "not JSON"),
        (b"{", "line 1"),
        (b'{"a": NaN}', "NaN"),
        (b"[-Infinity]", "Infinity"),
        (b'{"a": 1, "b": {"a": 1, "a": 2}}', "“a” is given twice"),
        (b'"\xff"', "not UTF-8"),
        ("é".encode("utf-16"), "not UTF-8"),
        (b"9" * 5000, "too long"),
        (b"[" * 100_000, "nested deeper"),
        (b"[" * 100_000 + b"]" * 100_000, "nested deeper"),
        (b'{"a":' * 500 + b"1" + b"}" * 500, "nested deeper"),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "nested deeper"),
    ],
)
def test_what_a_strict_reader_refuses_is_a_bad_payload(body, words):
    with pytest.raises(BadPayload) as caught:
        parse(body)

    assert words in caught.value.title


def test_nesting_up_to_the_limit_is_read():
    assert parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)


@pytest.mark.parametrize("text", ["1.10", "-0.0", "1e3", "1E+400", "0.1000000000000000055511151231257827"])
def test_a_figure_keeps_its_characters_through_a_record(text):
    assert json.loads(dump(parse(f'{{"a": {text}}}'.encode()))) == {"a": text}


def test_a_whole_number_stays_a_number():
    assert parse(b'{"a": 12345678901234567890}') == {"a": 12345678901234567890}


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_bad_payload(body):
    try:
        dump(parse(body))
    except BadPayload:
        return


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON_VALUES)
def test_what_is_read_and_written_stays_the_same(value):
    assert json.loads(dump(parse(json.dumps(value).encode()))) == value


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("text", "x", "x"),
        ("id", 7, "7"),
        ("id", "7", "7"),
        ("whole", -3, -3),
        ("decimal", "34.50", "34.50"),
        ("decimal", 34, 34),
        ("measure", 2, "2"),
        ("measure", "0.6 kg", "0.6 kg"),
        ("flag", False, False),
        ("object", {}, {}),
        ("objects", [{}], [{}]),
        ("texts", ["x"], ["x"]),
    ],
)
def test_a_value_of_the_right_type_is_kept(kind, value, kept):
    assert check("field", kind, value) == kept


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("text", b"1.5", "text, not a number"),
        ("text", b"null", "text, not null"),
        ("id", b"true", "text or a whole number, not true or false"),
        ("whole", b"1.0", "a whole number, not a number"),
        ("whole", b"true", "a whole number, not true or false"),
        ("decimal", b'"1,50"', "a number, not text"),
        ("decimal", b'"\\u0661"', "a number, not text"),
        ("flag", b"0", "true or false, not a number"),
        ("object", b"[]", "an object, not a list"),
        ("objects", b"{}", "a list of objects, not an object"),
    ],
)
def test_a_value_of_the_wrong_type_is_described(kind, body, words):
    with pytest.raises(BadPayload, match=f"“field” must be {words}"):
        check("field", kind, parse(body))
