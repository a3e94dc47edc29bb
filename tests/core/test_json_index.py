"""The index of a JSON text: it agrees with Python's parser, and no input is too large, deep or broken."""

import json
import re
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core import json_grammar
from core.json_index import JsonIndex


class Members(list[Any]):
    """An object as pairs, so that a key can come twice."""


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.lists(st.tuples(st.text(max_size=3), inner)).map(Members),
    max_leaves=30,
)


def indexed(data):
    index = JsonIndex(data)
    for _ in index.read():
        pass
    return index


def write(value, space=""):
    if isinstance(value, Members):
        inner = ",".join(f"{space}{json.dumps(k)}{space}:{space}{write(v, space)}{space}" for k, v in value)
        return "{" + (inner or space) + "}"
    if isinstance(value, list):
        return "[" + (",".join(f"{space}{write(v, space)}{space}" for v in value) or space) + "]"
    return json.dumps(value, ensure_ascii=not space)


def read(index, node=0):
    """The value as Python has it, objects as pairs, put together from the index."""
    if not index.is_box(node):
        start, end = index.span(node)
        return json.loads(index.data[start:end])
    children = [index.child(node, row) for row in range(index.count(node))]
    if not index.is_object(node):
        return [read(index, child) for child in children]
    keys = [json.loads(index.data[slice(*index.key(child))]) for child in children]
    return Members(zip(keys, (read(index, child) for child in children), strict=True))


def strict(data):
    """What Python's parser makes of the bytes, or None if they are not JSON as the RFC has it."""

    def refuse(word):
        raise ValueError(word)

    try:
        return [json.loads(data.decode(), parse_constant=refuse, object_pairs_hook=Members)]
    except ValueError:
        return None


@settings(deadline=None)  # the machine may be busy
@given(values, st.sampled_from(["", " ", "\n\t", " \r\n "]))
def test_every_value_is_found_where_it_stands(value, space):
    index = indexed((space + write(value, space) + space).encode())
    assert index.broken is None
    assert read(index) == value


@settings(deadline=None)  # the machine may be busy
@given(values)
def test_parents_rows_depths_and_offsets_agree(value):
    index = indexed(write(value).encode())
    for node in range(len(index)):
        start, end = index.span(node)
        assert index.node_at(start) == node
        for row in range(index.count(node)):
            child = index.child(node, row)
            assert (index.parent(child), index.row(child)) == (node, row)
            assert index.depth(child) == index.depth(node) + 1
            assert start < index.span(child)[0] < index.span(child)[1] < end


@settings(deadline=None)  # the machine may be busy
@given(st.text(alphabet='[]{}",:.-+01eE\\u/ntrfalsed \n\x00é', max_size=12).map(str.encode))
@example(b"")
@example(b'{"a":1,}')
@example(b"[1,]")
@example(b"[,1]")
@example(b"{,}")
@example(b"1,")
@example(b"1,2")
@example(b"01")
@example(b"-")
@example(b'"\\ud800"')
@example(b"[}")
def test_it_takes_what_the_parser_takes_and_nothing_else(data):
    index, parsed = indexed(data), strict(data)
    assert (index.broken is None) == (parsed is not None)
    if parsed:
        assert read(index) == parsed[0]


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=40), values, st.data())
def test_broken_input_is_never_an_exception(noise, value, draw):
    text = write(value).encode()
    cut = draw.draw(st.integers(0, len(text)))
    index = indexed(text[:cut] + noise + text[cut:])
    for node in range(len(index)):
        index.span(node), index.key(node), index.row(node)
        assert all(index.parent(index.child(node, row)) == node for row in range(index.count(node)))
    lines = [index.line_at(offset) for offset in range(len(index.data))]
    assert lines == sorted(lines)


FAULTS = [
    (b"", 1, 1, "A value belongs here."),
    (b"hello", 1, 1, "A value belongs here."),
    (b'{"a": 1\n "b": 2}', 2, 2, "A comma or } belongs here."),
    (b"[1 2]", 1, 4, "A comma or ] belongs here."),
    (b'{"a" 1}', 1, 6, "A colon belongs here."),
    (b'{"a": }', 1, 7, "A value belongs here."),
    (b'{"a": NaN}', 1, 7, "A value belongs here."),
    (b'{"a": 1,}', 1, 9, "A key in quotes belongs here."),
    (b"{a: 1}", 1, 2, "A key in quotes belongs here."),
    (b"[1,]", 1, 4, "A value belongs here."),
    (b"[,]", 1, 2, "A value belongs here."),
    ('{"ä": "ö'.encode(), 1, 9, "The closing quote is missing."),
    (b'["a\nb"]', 1, 4, "A control character or line break must be written as an escape."),
    (b'["\\x"]', 1, 3, "This escape does not exist."),
    (b"{} {}", 1, 4, "Nothing may follow the value."),
    (b"{},", 1, 3, "Nothing may follow the value."),
    (b'{"a": [1, 2', 1, 12, "A comma or ] belongs here."),
]


@pytest.mark.parametrize(("data", "line", "column", "sentence"), FAULTS)
def test_the_place_of_a_fault_is_told(data, line, column, sentence):
    broken = indexed(data).broken
    assert (broken.line, broken.column, broken.sentence) == (line, column, sentence)


def test_what_stands_before_a_fault_is_kept():
    index = indexed(b'{"id": 7, "lines": [1, 2, oops')
    assert index.count(0) == 2
    assert index.count(index.child(0, 1)) == 2
    assert index.span(index.child(0, 0)) == (7, 8)


def test_a_key_that_comes_twice_is_there_twice_and_a_number_keeps_its_digits():
    index = indexed(b'{"n": 1.10, "n": 123456789012345678901234567890.50e+0007}')
    texts = [index.data[slice(*index.span(index.child(0, row)))] for row in range(index.count(0))]
    assert texts == [b"1.10", b"123456789012345678901234567890.50e+0007"]


@pytest.mark.parametrize(
    ("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}"), (b"[", b""), (b'{"a":', b"")]
)
def test_a_hundred_thousand_levels_are_fine(opening, closing):
    index = indexed(opening * 100_000 + b"1" + closing * 100_000)
    assert index.depth(len(index) - 1) == 100_000
    assert (index.broken is None) == bool(closing)


def test_it_can_be_read_while_it_grows():
    index = JsonIndex(b'{"a": [' + b"1, " * 10_000 + b"1]}")
    reading = index.read()
    next(reading)
    next(reading)
    before = index.count(1)
    assert 0 < before < 10_001
    assert index.row(index.child(1, before - 1)) == before - 1
    assert index.span(1) == (6, len(index.data))
    assert not index.done
    list(reading)
    assert index.done
    assert index.count(1) == 10_001
    assert index.count(1, below=before + 2) == before
    assert index.row(index.child(1, before)) == before


def test_lines_are_those_of_the_formatted_text():
    text = json.dumps({"a": [], "b": {"c": [1, {"d": None}]}, "e": {}}, indent=2).encode()
    index = indexed(text)
    assert len(index.lines) == text.count(b"\n") + 1
    begins = [match.end() for match in re.finditer(rb"(?m)^ *", text)]
    assert [index.line_at(offset) for offset in begins] == list(range(len(begins)))


@pytest.fixture
def short(monkeypatch):
    """Let three bytes be a long string."""
    monkeypatch.setattr("core.json_index.ITEM", json_grammar.item_pattern(2, 1))
    monkeypatch.setattr("core.json_grammar.PART", re.compile(json_grammar._part(2, 1)))


@given(values, st.sampled_from(["", " ", "\n\t"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_read_in_parts_is_read_alike(short, value, space):
    index = indexed(write(value, space).encode())
    assert index.broken is None
    assert write(read(index)) == write(json.loads(write(value), object_pairs_hook=Members))


@pytest.mark.parametrize(("data", "line", "column", "sentence"), FAULTS)
def test_a_fault_in_what_is_read_in_parts_is_told_alike(short, data, line, column, sentence):
    broken = indexed(data).broken
    assert (broken.line, broken.column, broken.sentence) == (line, column, sentence)


@pytest.mark.parametrize(
    "data",
    [
        b'"' + b"x" * 3_000_000 + b'"',
        b'["' + b"\\n" * 1_500_000 + b'", 1]',
        b'{"' + b"k" * 3_000_000 + b'": {"a": [1]}}',
        b'{"a": "' + b"x" * 3_000_000,
    ],
    ids=["value", "escapes", "key", "broken"],
)
def test_a_long_string_is_read_with_pauses(data):
    index, steps, longest = JsonIndex(data), 0, 0.0
    begun = time.thread_time()
    for _ in index.read():
        longest = max(longest, time.thread_time() - begun)
        begun, steps = time.thread_time(), steps + 1
    assert steps > 100
    assert longest < 0.05
    assert (index.broken is None) == data.endswith((b'"', b"}", b"]"))
