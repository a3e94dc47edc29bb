"""Finding words in a payload of any size, in slices, whether they stand there plainly or as JSON escapes."""

import json
import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

MOST = 100_000
"""More hits than this are not looked for."""
_BLOCK = 64 * 1024


def pattern(sought: Sequence[str]) -> "re.Pattern[bytes]":
    """Return what finds any of some texts in bytes, in either case: as UTF-8, and as JSON may escape them."""
    written = (b"".join(_character(each) for each in text) for text in _longest_first(sought))
    return re.compile(b"|".join(written), re.IGNORECASE)


def shown_pattern(sought: Sequence[str]) -> "re.Pattern[str]":
    """Return what finds them in a value as the tree shows it: plainly, or with the escapes it needs."""
    forms = {form: None for text in sought for form in (text, json.dumps(text, ensure_ascii=False)[1:-1])}
    return re.compile("|".join(re.escape(form) for form in _longest_first(tuple(forms))), re.IGNORECASE)


class Hits:
    """Where any of some texts stands, in order. Go through `search()`; hits come in meanwhile."""

    def __init__(self, data: bytes, sought: Sequence[str], home: Callable[[int], int]) -> None:
        """`home` says by number what a place is part of, -1 for what does not count; each is a hit once."""
        self.starts, self.ends, self.homes = array("i"), array("i"), array("i")
        self.complete = False
        self._data, self._pattern, self._home = data, pattern(sought), home
        self._longest = 12 * max(map(len, sought))  # a character is at most two \uXXXX

    def search(self) -> Iterator[None]:
        """Look through the data, pausing after every block. Go through it once."""
        place = 0
        while place < len(self._data) and len(self.starts) < MOST:
            place = self._search_block(place, min(place + _BLOCK, len(self._data)))
            yield
        self.complete = place >= len(self._data)

    def within(self, start: int, end: int) -> Iterator[int]:
        """Return the hits that touch a part of the data, by number."""
        number = bisect_right(self.ends, start)
        while number < len(self.starts) and self.starts[number] < end:
            yield number
            number += 1

    def __len__(self) -> int:
        """Return how many were found so far."""
        return len(self.starts)

    def _search_block(self, place: int, block_end: int) -> int:
        """Take the hits that begin in a block, and return where to go on."""
        for found in self._pattern.finditer(self._data, place, block_end + self._longest):
            if found.start() >= block_end:
                break
            home = self._home(found.start())
            if home >= 0 and (not self.homes or self.homes[-1] != home):
                self.starts.append(found.start())
                self.ends.append(found.end())
                self.homes.append(home)
            block_end = max(block_end, found.end())
        return block_end


def _longest_first(texts: Sequence[str]) -> list[str]:
    """Return texts so that one which begins with another is found whole."""
    return sorted(texts, key=len, reverse=True)


def _character(character: str) -> bytes:
    if character.isascii() and character.isalnum():
        return character.encode()
    forms = dict.fromkeys((character, character.lower(), character.upper()))
    written = [form.encode("utf-8", "surrogatepass") for form in forms]
    written += [json.dumps(form)[1:-1].encode() for form in forms]
    longest_first = sorted(set(written), key=lambda each: (-len(each), each))
    return b"(?:" + b"|".join(re.escape(each) for each in longest_first) + b")"
