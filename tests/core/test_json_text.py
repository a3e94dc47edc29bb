import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import json_text
from core.errors import InvalidInput
from core.json_text import check_json, check_object, missing_members, with_members

BIG = b" " * (json_text.SMALL + 1)
"""Put before a text, it makes the check SQLite's."""

VALID = [
    b"{}",
    b"[]",
    b'""',
    b"0",
    b"-0.0e+10",
    b"null",
    b' {"a" : [1,2.50,"\\u00e9"] }\n',
    b'"\\ud800"',
    b'{"a":1,"a":2}',
]
BROKEN = [
    b"",
    b"{",
    b"}",
    b"{]",
    b"nul",
    b"01",
    b"1.",
    b".5",
    b"+1",
    b"0x1",
    b"NaN",
    b"-Infinity",
    b"'a'",
    b'{"a":1,}',
    b"[1,]",
    b"{a:1}",
    b"// c\n{}",
    b'"a\nb"',
    b'"\\x41"',
    b'"\\u12"',
    b"{}{}",
    b"{}\x00",
    b"{}\x00{}",
    b"\x0b{}",
    "\u00a0{}".encode(),
    b"\xef\xbb\xbf{}",
]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
objects = st.dictionaries(st.sampled_from(["a", "b", "c", 'quo"te', "ünï"]), json_values, max_size=3)


@pytest.mark.parametrize("size", [b"", BIG], ids=["small", "big"])
@pytest.mark.parametrize("body", VALID)
def test_json_is_taken_whatever_its_size(body, size):
    check_json(size + body)


@pytest.mark.parametrize("size", [b"", BIG], ids=["small", "big"])
@pytest.mark.parametrize("body", BROKEN)
def test_what_is_not_json_is_refused_with_the_place(body, size):
    with pytest.raises(InvalidInput) as refused:
        check_json(size + body)
    assert (refused.value.title, bool(refused.value.advice)) == ("This is not JSON.", True)


def test_the_place_of_a_fault_is_told():
    with pytest.raises(InvalidInput, match="Line 2, column 6"):
        check_json(b'{\n "a" 1}')


def test_bytes_that_are_no_text_are_refused_with_the_place():
    with pytest.raises(InvalidInput, match="Byte 3 is wrong"):
        check_json(b'{"\xff":1}')


@pytest.mark.parametrize("depth", [990, 5_000, 200_000])
@pytest.mark.parametrize("size", [b"", BIG], ids=["small", "big"])
def test_deep_nesting_is_taken_or_refused_and_never_an_error(depth, size):
    for body in (b"[" * depth + b"]" * depth, b'{"a":' * depth + b"1" + b"}" * depth, b"[" * depth):
        try:
            check_json(size + body)
        except InvalidInput as refused:
            assert refused.title in ("This JSON is nested too deeply.", "This is not JSON.")


def test_a_number_of_any_length_is_taken():
    check_json(b"[" + b"9" * 10_000 + b"," + b"1e" + b"9" * 1_000 + b"]")


@pytest.mark.parametrize("body", [b"[]", b'"{}"', b"1", b" null"])
def test_only_an_object_is_a_payload(body):
    with pytest.raises(InvalidInput, match="object"):
        check_object(body)


@given(st.text() | st.binary() | json_values.map(json.dumps))
def test_the_check_of_large_texts_takes_nothing_that_the_other_refuses(given):
    body = given if isinstance(given, bytes) else given.encode("utf-8", "surrogatepass")
    outcomes = []
    for size in (b"", BIG):
        try:
            check_json(size + body)
            outcomes.append("taken")
        except InvalidInput as refused:
            outcomes.append(refused.title)
    assert outcomes[0] == outcomes[1]


@given(objects, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_members_are_added_after_the_last_and_nothing_else_is_touched(value, indent, big):
    body = json.dumps(value, indent=indent).encode() + b" \n"
    body = BIG + body if big else body
    missing = missing_members(body, ("a", "z"))
    assert missing == [name for name in ("a", "z") if name not in value]
    added = with_members(body, {name: f'{name} \u00f6"' for name in missing})
    assert json.loads(added) == value | {name: f'{name} \u00f6"' for name in missing}
    end = len(body.rstrip(b" \n}\t")) if value else body.index(b"{") + 1
    assert (added[:end], added.endswith(b"} \n")) == (body[:end], True)


def test_without_members_to_add_the_very_bytes_come_back():
    body = b'{ "a": 1.10 }'
    assert with_members(body, {}) is body


@pytest.mark.parametrize("size", [b"", BIG], ids=["small", "big"])
def test_only_a_member_of_the_object_itself_counts(size):
    body = size + b'{"x": {"a": 1}, "b": null, "c.d": 1, "a\\"": 2}'
    assert missing_members(body, ("a", "b", "c", "c.d")) == ["a", "c"]


@pytest.mark.parametrize("size", [b"", BIG], ids=["small", "big"])
def test_a_member_whose_name_is_escaped_is_that_member(size):
    assert missing_members(size + b'{"\\u0061": 1, "\\u007A\\t": 2}', ("a", "z")) == ["z"]
