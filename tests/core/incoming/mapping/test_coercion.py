"""Values that providers write in their own way."""

import pytest

from core.incoming.mapping.coercion import coerce
from core.incoming.values import BadPayload, Figure, check


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("id", 788032119674292922, "788032119674292922"),
        ("id", "A-1", "A-1"),
        ("id", "", None),
        ("text", 5, "5"),
        ("text", Figure("1.10"), "1.10"),
        ("text", "", ""),
        ("whole", "5", 5),
        ("whole", " 12.00 ", 12),
        ("whole", Figure("3.0"), 3),
        ("whole", 4.0, 4),
        ("whole", "", None),
        ("decimal", "19.90", "19.90"),
        ("decimal", "", None),
        ("decimal", 0.1, "0.1"),
        ("measure", Figure("0.6"), "0.6"),
        ("flag", "true", True),
        ("flag", "No", False),
        ("flag", 1, True),
        ("flag", False, False),
        ("objects", [{"a": 1}, None], [{"a": 1}]),
        ("texts", "one", ["one"]),
        ("texts", [1, None, "two"], ["1", "two"]),
        ("object", {"a": 2.5}, {"a": "2.5"}),
        ("text", None, None),
    ],
)
def test_a_value_is_brought_into_the_type_of_its_field(kind, given, kept):
    value = coerce(kind, given)
    assert value == kept
    assert type(value) is not float
    if value is not None:
        check("field", kind, value)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("whole", "5.5"),
        ("whole", "many"),
        ("flag", "perhaps"),
        ("decimal", "dear"),
        ("text", [1]),
        ("id", True),
    ],
)
def test_what_has_no_fitting_form_is_left_for_the_check_to_refuse(kind, given):
    with pytest.raises(BadPayload, match="must be"):
        check("field", kind, coerce(kind, given))


@pytest.mark.parametrize("given", [float("inf"), float("nan"), object(), [object()]])
def test_what_json_cannot_hold_is_refused(given):
    with pytest.raises(BadPayload):
        coerce("object", given)
