import pytest

from desktop import theme
from desktop.forms.json_edit import COLOURED, JsonEdit


@pytest.fixture
def edit(show):
    return show(JsonEdit(), (400, 200))


def colours(edit, block=0):
    found = edit.document().findBlockByNumber(block)
    text, layout = found.text(), found.layout()
    return {text[f.start : f.start + f.length]: f.format.foreground().color() for f in layout.formats()}


def test_the_text_comes_back_as_it_was_put_in(edit):
    text = '{"a": "x\u00a0y",\n  "b": 1.10}\n'
    edit.setPlainText(text)
    assert edit.exact_text() == text


def test_keys_strings_numbers_and_words_have_their_colours(edit):
    edit.setPlainText('{"key": "text", "n": -1.5e3, "w": null, "e": "a\\"b"}')
    ink = theme.current().color
    shown = colours(edit)
    assert shown['"key"'] == ink("text")
    assert shown['"text"'] == shown['"a\\"b"'] == ink("json_string")
    assert shown["-1.5e3"] == ink("json_number")
    assert shown["null"] == ink("json_word")


def test_a_very_long_line_stays_plain(edit):
    edit.setPlainText('["' + "x" * COLOURED + '"]')
    assert colours(edit) == {}


def test_the_colours_follow_the_theme(edit, qtbot):
    edit.setPlainText('{"key": "text"}')
    before, other = colours(edit)['"text"'], "light" if theme.current().dark else "dark"
    was = "dark" if theme.current().dark else "light"
    theme.apply(other)
    qtbot.waitUntil(lambda: colours(edit)['"text"'] != before)
    theme.apply(was)
