"""Expressions that somebody typed, on payloads that strangers sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.incoming.mapping.coercion import coerce
from core.incoming.mapping.expressions import (
    MAX_DEPTH,
    MAX_LENGTH,
    BadExpression,
    Budget,
    check_expression,
    evaluate,
)
from core.incoming.values import BadPayload, dump, parse

DOUBLED = " | ".join(["[@, @]"] * 40)


def found(text, payload):
    return evaluate(text, payload, Budget())


def test_an_expression_finds_its_part():
    payload = {"line_items": [{"sku": "A", "id": 7}, {"sku": None, "id": 8}]}
    assert found("line_items[].{sku: sku, id: to_string(id)}", payload) == [
        {"sku": "A", "id": "7"},
        {"sku": None, "id": "8"},
    ]
    assert found("nothing.here", payload) is None


def test_a_price_keeps_its_digits():
    assert found("price", parse(b'{"price": 1.10}')) == "1.10"
    assert found("to_string(price)", parse(b'{"price": 1.10}')) == "1.10"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("a.", "ends too early"),
        ("a b", "“b” is not expected at character 3"),
        ("a..b", "not expected"),
        ("upper(a)", "no function upper()"),
        ("'open", "not expected"),
        ("a" * (MAX_LENGTH + 1), "at most 2,000 characters"),
        (f"{'(' * 900}a{')' * 900}", "deeply"),
        (f"{'!' * (MAX_DEPTH + 1)}a", "deeply"),
        (f"`{'[' * 900}{']' * 900}`", "deeply"),
    ],
)
def test_a_wrong_expression_is_told_in_words_before_it_is_used(text, words):
    with pytest.raises(BadExpression, match=words.replace("(", r"\(").replace(")", r"\)")):
        check_expression(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("length(@.a)", "another kind"),
        ("join('-')", "number of arguments"),
        ("a[::0]", "does not work"),
        ("b > `1`", "does not work"),
        ("sort(c)", "another kind"),
    ],
)
def test_what_does_not_fit_the_payload_is_one_kind_of_error(text, words):
    payload = {"a": [1, 2], "b": "text", "c": [1, "x"]}
    text = text.replace("length(@.a)", "length(d)")
    with pytest.raises(BadExpression, match=words):
        found(text, {**payload, "d": 5})


@pytest.mark.parametrize(
    "text",
    [
        DOUBLED,
        f"to_string({DOUBLED})",
        f"{DOUBLED} == `1`",
        DOUBLED.replace("[@, @]", "{a: @, b: @}"),
        " | ".join(["[@, @][]"] * 40),
        " | ".join(["join('', [@, @])"] * 40).replace("@", "to_string(@)"),
        "join(join('', [a, a]), b)",
        " | ".join(["map(&[@, @], @)"] * 40),
    ],
)
def test_what_would_take_for_ever_ends_when_its_steps_are_spent(text):
    payload = {"a": "x" * 400_000, "b": ["", "", "", ""]}
    with pytest.raises(BadExpression, match=r"too long|more than 1,000,000"):
        evaluate(text, payload if "b)" in text else [1, 2, 3], Budget(50_000))


PARTS = (
    *(
        "a",
        "b",
        "c.d",
        "@",
        "[]",
        "[*]",
        "[0]",
        "[::2]",
        "[?a]",
        "[?b > `1`]",
        "|",
        "||",
        "&&",
        "!",
        "(",
        ")",
        "*",
    ),
    *(
        "{x: a, y: @}",
        "[a, b]",
        "`[1, 2]`",
        "'t'",
        "length(@)",
        "sort(@)",
        "sort_by(@, &a)",
        "map(&a, @)",
        ".",
    ),
    *(
        "to_string(@)",
        "to_number(@)",
        "join(',', @)",
        "keys(@)",
        "sum(@)",
        "not_null(a, b)",
        "contains(@, 'x')",
    ),
)
SAMPLE = parse(
    b'{"a": [{"a": "x", "b": 1.5}, {"a": null}], "b": 3, "c": {"d": [1, "2", true]}, "e": [[1], []]}'
)


@given(st.lists(st.sampled_from(PARTS), max_size=6).map("".join))
def test_whatever_is_typed_is_refused_or_gives_what_json_can_hold(text):
    try:
        check_expression(text)
        dump(coerce("object", evaluate(text, SAMPLE, Budget(20_000))))
    except BadExpression as error:
        assert error.title
    except BadPayload as error:
        assert "expression" in error.title


def test_the_expressions_of_one_payload_share_their_steps():
    budget, payload = Budget(3_000), [{"a": 1}] * 500
    evaluate("[].a", payload, budget)
    with pytest.raises(BadExpression, match="too long"):
        for _ in range(5):
            evaluate("[].a", payload, budget)
