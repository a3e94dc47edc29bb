"""The text of a payload as people would search it, whatever its JSON escapes, and its words."""

import contextlib
import functools
import re
import sqlite3
import unicodedata
from collections.abc import Iterator

PIECE = 64 * 1024
"""Characters of a text that are indexed at a time, cut between two words."""
LONGEST = 1_000
"""Characters of a term whose words are looked up; the whole term is compared afterwards."""
WORDS = "unicode61 remove_diacritics 0"
"""The tokenizer of `log_words`: words end where letters and digits end, and case does not matter."""
_ESCAPE = re.compile(r'\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))')
_CONTROLS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_BREAK = re.compile(r"\W")


def searchable(body: bytes) -> str:
    """Return a payload's text, its JSON escapes read. Deleting from the index needs the very same again."""
    text = body.decode("utf-8", "replace")
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # pairs become one
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def folded(text: str) -> str:
    """Return a text as it is compared: composed, and in no case."""
    return text.casefold() if text.isascii() else unicodedata.normalize("NFC", text).casefold()


def pieces(text: str) -> Iterator[str]:
    """Return a text in parts that are indexed one by one."""
    start = 0
    while len(text) - start > PIECE:
        end = start + PIECE
        cut = max((found.end() for found in _BREAK.finditer(text, end - 256, end)), default=end)
        yield text[start:cut]
        start = cut
    yield text[start:]


@functools.lru_cache(256)
def tokens(term: str) -> tuple[str, ...]:
    """Return the words of a term just as the index has them, in alphabetical order: SQLite is asked."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE VIRTUAL TABLE said USING fts5(text, tokenize='{WORDS}')")
        connection.execute("CREATE VIRTUAL TABLE word USING fts5vocab(said, row)")
        connection.execute("INSERT INTO said VALUES (?)", (term[:LONGEST],))
        return tuple(row[0] for row in connection.execute("SELECT term FROM word"))


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    return _CONTROLS.get(found[2], found[2])
