"""What is redacted is never stored, and everything around it stays as it came."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.redaction import (
    MARK,
    Redaction,
    load_redaction,
    read_path,
    redacted_body,
    redacted_headers,
    save_redaction,
)

Q = b'"[redacted]"'


@pytest.mark.parametrize(
    ("paths", "body", "kept", "count"),
    [
        (["$.a"], b'{ "a" : 1.10, "b": 2 }', b'{ "a" : "[redacted]", "b": 2 }', 1),
        (["a.b"], b'{"a":{"b":{"c":1}},"b":2}', b'{"a":{"b":"[redacted]"},"b":2}', 1),
        (["$..e"], b'{"e":1,"x":[{"e":"e"}]}', b'{"e":"[redacted]","x":[{"e":"[redacted]"}]}', 2),
        (["$.x[*].n"], b'{"x":[{"n":1},{"n":2},{"m":3}]}', b'{"x":[{"n":%b},{"n":%b},{"m":3}]}' % (Q, Q), 2),
        (["$.x[1]"], b'{"x":[1,2,3]}', b'{"x":[1,"[redacted]",3]}', 1),
        (["$['odd key'].*"], b'{"odd key":{"a":1,"b":[2]}}', b'{"odd key":{"a":%b,"b":%b}}' % (Q, Q), 2),
        (["$.a", "$.a.b"], b'{"a":{"b":1}}', b'{"a":"[redacted]"}', 1),
        (["$.a"], b'{"\\u0061":1}', b'{"\\u0061":"[redacted]"}', 1),
        (["$.a"], b'{"a":1,"a":2}', b'{"a":"[redacted]","a":"[redacted]"}', 2),
        (["$.none"], b'{"a":1}', b'{"a":1}', 0),
        ([], b'{"a":1}', b'{"a":1}', 0),
        (["$.a"], b"", b"", 0),
        (["$.a"], b'{"a":"secret', MARK.encode(), 1),
        (["$.a"], b"\xff\xfe secret", MARK.encode(), 1),
        (["$.a"], b"a=secret&b=2", b"a=%5Bredacted%5D&b=2", 1),
        (["$.b"], b"payload=%7B%22b%22%3A1%7D&c=", b"payload=%7B%22b%22%3A%22%5Bredacted%5D%22%7D&c=", 1),
        (["$.z"], b"a=1&b=%20x", b"a=1&b=%20x", 0),
    ],
)
def test_only_the_values_at_the_paths_are_replaced(paths, body, kept, count):
    assert redacted_body(body, paths) == (kept, count)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=12,
)


def without(value, name):
    if isinstance(value, dict):
        return {key: MARK if key == name else without(inner, name) for key, inner in value.items()}
    return [without(inner, name) for inner in value] if isinstance(value, list) else value


@given(JSON.filter(lambda value: isinstance(value, dict | list)))
def test_what_is_left_is_json_without_the_values(value):
    body, _ = redacted_body(json.dumps(value).encode(), ["$..a"])
    assert json.loads(body) == without(value, "a")


@pytest.mark.parametrize("text", ["", "$", "a b", "$.a[", "$.a[x]", "$a", "..", "$.a..", "$.[?(@.x)]"])
def test_what_is_no_path_is_refused(text):
    with pytest.raises(InvalidInput):
        read_path(text)


def test_headers_named_in_any_case_lose_their_values():
    given = [("x-email", "ann@x.example"), ("X-Other", "1")]
    assert redacted_headers(given, ["x-email"]) == ([("x-email", MARK), ("X-Other", "1")], 1)


def test_it_is_kept_as_it_holds(store):
    assert load_redaction(store) == Redaction()
    saved = save_redaction(store, Redaction((" $.b ", "$.a", "$.a", ""), ("X-Email", "x-email")))
    assert saved == Redaction(("$.b", "$.a"), ("x-email",))
    assert load_redaction(store) == Redaction(("$.a", "$.b"), ("x-email",))


@pytest.mark.parametrize(
    "wrong",
    [
        Redaction(("$..",)),
        Redaction((), ("a b",)),
        Redaction(tuple(f"$.a{n}" for n in range(101))),
    ],
)
def test_what_cannot_be_looked_for_is_refused_and_nothing_changes(store, wrong):
    save_redaction(store, Redaction(("$.kept",)))
    with pytest.raises(InvalidInput):
        save_redaction(store, wrong)
    assert load_redaction(store) == Redaction(("$.kept",))
