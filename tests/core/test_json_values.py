"""What is shown and copied of a JSON value, and the path to it."""

import json
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import json_values
from core.json_index import JsonIndex


def indexed(text):
    index = JsonIndex(text if isinstance(text, bytes) else text.encode())
    for _ in index.read():
        pass
    return index


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{}", "object"),
        ("[1]", "array"),
        ('"a"', "string"),
        ("-0.5", "number"),
        ("7", "number"),
        ("true", "boolean"),
        ("false", "boolean"),
        ("null", "null"),
    ],
)
def test_every_kind_has_its_name(text, kind):
    assert json_values.kind(indexed(text), 0) == kind


def test_a_path_leads_through_names_and_numbers():
    index = indexed('{"lines": [{"product_sku": "BW-CLT-08"}]}')
    assert [json_values.path(index, node) for node in range(4)] == [
        "$",
        "$.lines",
        "$.lines[0]",
        "$.lines[0].product_sku",
    ]


@pytest.mark.parametrize(
    ("key", "step"),
    [
        ("odd key", "['odd key']"),
        ("größe", ".größe"),
        ("_a1", "._a1"),
        ("1a", "['1a']"),
        ("", "['']"),
        ("it's", "['it\\'s']"),
        ("a\\\\b", "['a\\\\b']"),
        ("a\\nb", "['a\\u000ab']"),
        ("a-b", "['a-b']"),
        ("a.b", "['a.b']"),
    ],
)
def test_a_key_that_is_no_name_is_quoted(key, step):
    assert json_values.path(indexed(f'{{"{key}": 1}}'), 1) == f"${step}"


def test_a_text_is_copied_without_quotes_and_a_number_with_its_digits():
    index = indexed('["caf\\u00e9 \\"x\\"\\n", 1.10, {"a" : 1}]')
    assert [json_values.copied(index, node) for node in (1, 2, 3)] == ['café "x"\n', "1.10", '{"a" : 1}']


@given(st.lists(st.sampled_from(["a", "é", "😀", "\\n", "\\\\", "ud83d", "\\ud83d", "\\ude00", "\\u00e9"])))
def test_a_text_that_is_copied_in_parts_is_the_same_text(pieces):
    raw = f'"{"".join(pieces)}"'
    whole = json.loads(raw).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    with patch.object(json_values, "_BLOCK", 7):
        parts = list(json_values.copied_in_parts(indexed(raw), 0))
    assert "".join(parts) == whole


def test_escapes_are_shown_only_where_they_are_needed():
    assert (
        json_values.preview(indexed('"caf\\u00e9 \\ud83d\\ude00 \\"x\\" \\n"'), 0) == '"café 😀 \\"x\\" \\n"'
    )


@pytest.mark.parametrize("raw", [b'"\\ud800"', b'"a\xff"', b'"\\udc00\\ud800"'])
def test_what_is_no_character_is_shown_as_a_mark(raw):
    index = indexed(raw)
    assert "\ufffd" in json_values.copied(index, 0)
    json_values.preview(index, 0).encode()


@pytest.mark.parametrize("inner", ["a" * 5_000, "\\u00e9" * 5_000, "é" * 5_000, "\\\\" * 5_000])
def test_a_long_text_is_cut_between_characters(inner):
    shown = json_values.preview(indexed(f'"{inner}"'), 0)
    whole = json_values.copied(indexed(f'"{inner}"'), 0)
    assert shown.endswith("…")
    assert len(shown) <= json_values.PREVIEW + 3
    assert whole.startswith(shown[1:-1].replace("\\\\", "\\"))


def test_a_long_number_is_cut():
    assert json_values.preview(indexed("1" * 5_000), 0) == "1" * json_values.PREVIEW + "…"


def test_items_of_an_array_have_no_key():
    index = indexed('[{"a": 1}]')
    assert [json_values.key(index, node) for node in range(3)] == [None, None, "a"]


@pytest.mark.parametrize(
    "text", ['{"lines": [{"odd \\"key\\"": 7}]}', '{"": {"\\u00fc\\n": 7}}', "[[[7]]]", "7"]
)
def test_the_path_for_python_leads_to_the_value(text):
    index = indexed(text)
    assert eval(json_values.python_path(index, len(index) - 1), {"payload": json.loads(text)}) == 7
