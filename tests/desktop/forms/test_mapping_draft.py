import pytest

from core.incoming.mapping.expressions import Budget, evaluate
from core.incoming.values import parse
from core.json_index import JsonIndex
from desktop.forms.mapping_draft import NOTHING, SHOWN, Draft, found_words, is_path, jmes_path, try_draft

BODY = b'{"id": 7, "odd key": {"a.b": [1, {"sku": "A"}]}, "counts": [{"left": 5}, {"left": 6}]}'
FIELDS = {"sku": "id", "warehouse_external_id": "place", "quantity": "a b"}


def nodes():
    index = JsonIndex(BODY)
    for _ in index.read():
        pass
    return index


def test_a_path_finds_what_it_was_made_from():
    index, payload = nodes(), parse(BODY)
    for node in range(len(index)):
        start, end = index.span(node)
        assert evaluate(jmes_path(index, node), payload, Budget()) == parse(BODY[start:end])


@pytest.mark.parametrize("items", ["counts", "counts[?left > `5`]"])
def test_a_path_in_a_list_of_records_begins_at_the_record(items):
    index = nodes()
    paths = {jmes_path(index, node, items) for node in range(len(index))}
    assert "left" in paths
    assert "id" in paths
    assert "counts[0].left" not in paths


def test_what_is_right_is_tried_although_something_else_is_wrong():
    tried = try_draft(Draft("moved", "STOCK_UPDATE", "", FIELDS), BODY, "shop")
    assert list(tried.faults) == ["quantity"]
    assert found_words("sku", tried.trial) == '"7"'
    assert found_words("warehouse_external_id", tried.trial) == ""
    assert tried.trial.problems["warehouse_external_id"] == "“warehouse_external_id” is missing."


def test_a_field_that_may_be_absent_says_that_nothing_was_found():
    fields = {**FIELDS, "quantity": "id", "warehouse_external_id": "id", "variant_external_id": "nothing"}
    assert (
        found_words("variant_external_id", try_draft(Draft("m", "STOCK_UPDATE", "", fields), BODY, "s").trial)
        == NOTHING
    )


def test_a_long_value_is_cut():
    body = b'{"id": "' + b"x" * 500 + b'"}'
    trial = try_draft(Draft("m", "STOCK_UPDATE", "", {**FIELDS, "quantity": "id"}), body, "shop").trial
    assert len(found_words("sku", trial)) == SHOWN


def test_without_a_payload_only_the_draft_is_checked():
    tried = try_draft(Draft("", "STOCK_UPDATE", "[", {}), None, "shop")
    assert (set(tried.faults), tried.trial) == (
        {"topic", "items", "sku", "warehouse_external_id", "quantity"},
        None,
    )


def test_a_path_is_told_from_a_longer_expression():
    index = nodes()
    assert all(is_path(jmes_path(index, node)) for node in range(len(index)))
    assert not any(is_path(text) for text in ("a || b", "length(a)", "'text'", "a[?b]", "`1`"))
