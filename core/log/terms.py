"""A term of a search: what the indexes are asked for it, and whether a row's text has it. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache

from core.log.query import Term
from core.log.texts import folded, searchable, tokens
from core.store import keyset

GRAM, MOST_GRAMS = 3, 8
"""The letters of an entry of `log_names`, and how many of a term's are looked up, spread over it."""
_END = r"(?![^\W_])"
_START = r"(?<![^\W_])"


def literal(term: Term) -> str:
    """Return a term as it was typed, with its key."""
    return f"{term.key}:{term.text}" if term.key else term.text


def grams(text: str) -> str:
    """Return the question to `log_names` that every row with a text in a name answers."""
    last = len(text) - GRAM
    places = {round(last * number / (MOST_GRAMS - 1)) for number in range(MOST_GRAMS)}
    return " AND ".join(_quoted(text[at : at + GRAM]) for at in sorted(places))


def words_wanted(term: Term) -> str | None:
    """Return the question to `log_words` that every row with a term answers; None if it has no whole word."""
    whole = re.sub(r"[^\W_]*\*+[^\W_]*", " ", term.text)
    begun = [_quoted(word) + " *" for word in re.findall(rf"{_START}([^\W_]{{3,}})\*", term.text)]
    said = [_quoted(word) for word in (*tokens(term.key), *tokens(whole))]
    return " AND ".join([*said, *begun]) or None if "\0" not in term.text else None


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def is_sure(term: Term) -> bool:
    """Tell whether the index answers for a term alone: it is one word."""
    return not term.key and _is_word(term.text)


def _is_word(text: str) -> bool:
    return "*" not in text and [folded(text)] == list(tokens(text))


def is_id(text: str) -> bool:
    """Tell whether a text may be the id of a row."""
    return text.isascii() and text.isdigit() and len(text) < 19


def holds(terms: Sequence[Term], log_id: int, names: str, body: bytes) -> bool:
    """Tell whether a row has all terms: in its payload, in its names, or as its id."""
    names, text = names.translate(keyset.LOWER), folded(searchable(bytes(body)))
    return all(
        _in_text(term, text) or _in_names(term).search(names) or term.text == str(log_id) for term in terms
    )


def _in_text(term: Term, text: str) -> bool:
    stem = max(folded(term.text).split("*"), key=len)
    return stem in text and bool(_pattern(term).search(text))  # the first alone is twenty times as fast


@lru_cache(256)
def _pattern(term: Term) -> "re.Pattern[str]":
    """Return what finds a term in a payload: whole words, but for what `*` stands for."""
    text = folded(term.text)
    value = r'[^\s"]*'.join(map(re.escape, text.split("*")))
    start = _START if text[:1].isalnum() else ""
    if term.key:
        start = rf'{_START}{re.escape(folded(term.key))}"?\s*[:=]\s*"?'
    return re.compile(start + value + (_END if text[-1:].isalnum() else ""))


@lru_cache(256)
def _in_names(term: Term) -> "re.Pattern[str]":
    """Return what finds a term in an id, a type or an address: any part of it."""
    text = literal(term).translate(keyset.LOWER)
    return re.compile(r"[^\n]*".join(map(re.escape, text.split("*"))))
