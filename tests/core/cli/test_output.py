"""Text for people is harmless whatever is in it, and JSON stands alone."""

import json

import pytest

from core.cli.output import Result, cell, complain, escape, facts, show, table
from core.errors import DeskError, InvalidInput


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("Ångström 東京", "Ångström 東京"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("two\nlines\ttab\r\0", r"two\nlines\ttab\r\x00"),
        ("\u202eturned", r"\u202eturned"),
        ("\x9b2J", r"\x9b2J"),
        ("half \ud800", r"half \ud800"),
    ],
)
def test_control_characters_are_escaped(text, shown):
    assert escape(text) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "-"),
        ("", "-"),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        ((), "-"),
        (["a", "\x07"], r"a, \x07"),
        ({"a": "\x07"}, r"a: \x07"),
    ],
)
def test_a_cell_shows_each_kind_of_value(value, shown):
    assert cell(value) == shown


def test_a_table_lines_its_columns_up():
    text = table(("id", "event_type"), [(1, "a"), (10, "b")], empty="nothing")

    assert text.splitlines() == ["ID  EVENT TYPE", "1   a", "10  b"]


def test_a_table_without_rows_says_so():
    assert table(("id",), [], empty="There is nothing.") == "There is nothing."


def test_facts_are_a_line_each():
    assert facts({"id": 1, "is_active": True}) == "id         1\nis active  yes"


def test_json_is_one_document_alone(capsys):
    assert show(Result({"name": "\ud800é"}, "text"), as_json=True) == 0

    assert json.loads(capsys.readouterr().out) == {"name": "\ud800é"}


@pytest.mark.parametrize(("error", "status"), [(DeskError("No."), 1), (InvalidInput("No."), 2)])
def test_bad_input_and_failed_work_have_their_own_status(capsys, error, status):
    assert complain(error, as_json=False) == status
    assert capsys.readouterr().err == "No.\n"


def test_an_error_in_json_has_a_code_and_a_message(capsys):
    complain(InvalidInput("No such \x1b.", "Try.", code="odd"), as_json=True)

    found = capsys.readouterr()
    assert found.out == ""
    assert json.loads(found.err) == {"error": {"code": "odd", "message": "No such \x1b. Try."}}


def test_an_error_for_people_is_escaped(capsys):
    complain(InvalidInput("No such \x1b[2J."), as_json=False)

    assert capsys.readouterr().err == "No such \\x1b[2J.\n"


def test_a_failed_result_is_told_on_both_streams(capsys):
    assert show(Result({"done": 0}, "", status=1, error=DeskError("Nothing done.")), as_json=True) == 1

    found = capsys.readouterr()
    assert json.loads(found.out) == {"done": 0}
    assert "Nothing done." in found.err
