import pytest

from desktop.inspector import finding
from desktop.inspector.finding import Hits


def found(data, words, home=lambda place: place):
    hits = Hits(data, (words,) if isinstance(words, str) else words, home)
    for _ in hits.search():
        pass
    return [data[start:end] for start, end in zip(hits.starts, hits.ends, strict=True)]


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("cleat", b"CLEAT"),
        ("BW-CLT-08", b"bw-clt-08"),
        ("maren@example.com", b"maren@example.com"),
        ("größe", "GRÖSSE größe".encode()[8:]),
        ("ü", "Ü".encode()),
        ("ü", b"\\u00fc"),
        ("Ü", b"\\u00FC"),
        ("😀", b"\\ud83d\\ude00"),
        ('"', b'\\"'),
        ("a/b", b"a/b"),
        ("\\", b"\\\\"),
        (".*", b".*"),
    ],
)
def test_words_are_found_however_they_are_written(words, written):
    assert found(b"before " + written + b" after", words) == [written]


def test_any_of_several_words_is_found_and_the_longest_of_those_that_fit():
    assert found(b"sku, skus, CLEAT", ("sku", "cleat", "skus")) == [b"sku", b"skus", b"CLEAT"]


@pytest.mark.parametrize(("words", "shown"), [("a b", "A b"), ('"', '\\"'), ("\n", "\\n"), ("ü.", "Ü.")])
def test_words_are_marked_as_the_tree_shows_them(words, shown):
    assert [hit[0] for hit in finding.shown_pattern((words,)).finditer(f"- {shown} -")] == [shown]


def test_a_hit_across_two_blocks_is_found_once(monkeypatch):
    monkeypatch.setattr(finding, "_BLOCK", 8)
    assert found(b"......needle....needle.....needle", "needle") == [b"needle"] * 3


def test_no_more_hits_are_looked_for_than_can_be_stepped_through(monkeypatch):
    monkeypatch.setattr(finding, "MOST", 3)
    monkeypatch.setattr(finding, "_BLOCK", 4)
    hits = Hits(b"x" * 100, ("x",), lambda place: place)
    list(hits.search())
    assert 3 <= len(hits) < 10
    assert not hits.complete


def test_what_is_found_twice_in_the_same_home_counts_once_and_outside_of_all_not_at_all():
    assert found(b"a a | a | a", "a", lambda place: -1 if place > 8 else place // 4) == [b"a", b"a"]


def test_hits_within_a_part_are_those_that_touch_it():
    hits = Hits(b"ab..ab..ab", ("ab",), lambda place: place)
    list(hits.search())
    assert list(hits.within(1, 5)) == [0, 1]
    assert list(hits.within(2, 4)) == []


def test_nothing_that_is_searched_for_is_an_error():
    for words in ("(", "[", "\\u", "\ud800", "\x00", "%"):
        found(b"nothing of this", words)
