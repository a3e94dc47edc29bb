"""Where every value of a JSON text begins and ends, found in slices and kept without an object per value.

A parser would hold the interpreter for the whole of a large text and build millions of objects. This
one pauses every now and then, and what it has found can be read meanwhile, on the same thread. It
follows RFC 8259 over the bytes as they came: numbers keep their digits, repeated keys are all there,
escapes are left as written, any depth is fine, and bytes that are not UTF-8 are passed through.

A value is called a node and is numbered in the order of the text; node 0 is the whole value. A box is
an array or an object.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Generator, Iterator

from core.json_grammar import (
    AFTER,
    ARRAY,
    ARRAY_END,
    BEGINS,
    BOXES,
    COLON,
    END,
    FIRST,
    ITEM,
    MORE,
    OBJECT,
    ROOT,
    STARTS,
    STRING,
    STRING_ITEM,
    WRONG,
    Broken,
    complain,
)
from core.json_long import LongItem, read_item

_PAUSE = 1023  # after every 1,024 items, about a millisecond
_COMMA, _BRACE = ord(","), ord("{")


class JsonIndex:
    """The places of all values of one text, in arrays: about 24 bytes a value.

    Go through `read()`; then `broken` says what is wrong, or is None. What came before the fault is kept.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.done = False
        self.broken: Broken | None = None
        self.lines = array("i")
        """One entry for each line of the formatted text: a node, or ~node for the bracket that ends it."""
        self._at = array("i")  # for each node: where its key begins, or the value itself if it has none,
        self._parent = array("i")  # the number of the box it stands in, or -1,
        self._end = array("i")  # and where it ends; for a box ~its number
        self._node = array("i")  # for each box: its node,
        self._kind = bytearray()  # whether it is an array or an object,
        self._stop = array("i")  # where it ends, 0 while it is open,
        self._depth = array("i")  # how many boxes it stands in,
        self._first = array("i")  # the place of its first child in `_order`, and the number of them
        self._count = array("i")
        self._order = array("i")  # the children of all closed boxes, those of one box side by side
        self._kids: list[array[int]] = [array("i")]  # the children so far of the text and of each open box
        self._key_ends: dict[int, int] = {}  # where keys end that were read in parts, by where they begin
        self._context, self._allowed, self._box = ROOT, FIRST[ROOT], -1  # what may come next, in which box

    def read(self) -> Iterator[None]:
        """Find everything, pausing about every millisecond. Go through it once."""
        place = 0
        while place >= 0:
            item = yield from self._read_items(place)
            is_whole = (item.lastindex or END) == END and END in self._allowed
            place = -1 if is_whole else (yield from self._read_long(item))
        self.done = True

    def __len__(self) -> int:
        """Return how many nodes were found so far."""
        return len(self._at)

    def is_box(self, node: int) -> bool:
        """Tell whether the node is an array or an object."""
        return self._end[node] < 0

    def is_object(self, node: int) -> bool:
        """Tell whether the node is an object."""
        return self._end[node] < 0 and self._kind[~self._end[node]] == OBJECT

    def count(self, node: int, below: int | None = None) -> int:
        """Return how many children the node has: so far, and if `below` is given of smaller numbers only."""
        if not self.is_box(node):
            return 0
        kids, first, count = self._children(~self._end[node])
        return count if below is None else bisect_left(kids, below, first, first + count) - first

    def child(self, node: int, row: int) -> int:
        """Return the child of a box at `row`."""
        kids, first, _ = self._children(~self._end[node])
        return kids[first + row]

    def parent(self, node: int) -> int:
        """Return the box in which the node stands, or -1."""
        box = self._parent[node]
        return self._node[box] if box >= 0 else -1

    def row(self, node: int) -> int:
        """Return which child of its parent the node is."""
        box = self._parent[node]
        if box < 0:
            return 0
        kids, first, count = self._children(box)
        return bisect_left(kids, node, first, first + count) - first

    def depth(self, node: int) -> int:
        """Return how many boxes the node stands in."""
        box = self._parent[node]
        return self._depth[box] + 1 if box >= 0 else 0

    def key(self, node: int) -> tuple[int, int] | None:
        """Return where the node's key begins and ends, quotes included; items of an array have none."""
        box = self._parent[node]
        if box < 0 or self._kind[box] != OBJECT:
            return None
        at = self._at[node]
        if at in self._key_ends:
            return at, self._key_ends[at]
        found = STRING.match(self.data, at)
        return found.span() if found else None

    def span(self, node: int) -> tuple[int, int]:
        """Return where the value begins and ends; one whose end was not reached ends with the text."""
        key, end = self.key(node), self._end[node]
        colon = COLON.match(self.data, key[1]) if key else None
        start = colon.end() if colon else self._at[node]
        return start, end if end >= 0 else self._stop[~end] or len(self.data)

    def node_at(self, offset: int) -> int:
        """Return the last node that begins, with its key, at or before `offset`; -1 if there is none."""
        return bisect_right(self._at, offset) - 1

    def line_at(self, offset: int) -> int:
        """Return the last line of the formatted text that begins at or before `offset` of the data."""
        return max(bisect_right(self.lines, offset, key=self._line_begin) - 1, 0)

    def _read_items(self, place: int) -> "Generator[None, None, re.Match[bytes]]":
        """Take items from a place on, and return the first that is not allowed there, or the end."""
        data, at, parent, end, lines = self.data, self._at, self._parent, self._end, self.lines
        context, allowed, box, kids = self._context, self._allowed, self._box, self._kids[-1]
        for number, item in enumerate(ITEM.finditer(data, place)):
            if not number & _PAUSE:
                yield
            kind = item.lastindex or END
            if kind == END or kind not in allowed:
                break
            if kind >= ARRAY_END:
                box, kids = self._close(box, item.end(kind))
                context = self._kind[box] if box >= 0 else ROOT
            else:
                node = len(at)
                kids.append(node)
                lines.append(node)
                at.append(item.start(BEGINS[kind]))
                parent.append(box)
                if kind in BOXES:
                    context = OBJECT if data[item.end() - 1] == _BRACE else ARRAY
                    box, kids, allowed = self._open(node, context), self._kids[-1], FIRST[context]
                    continue
                end.append(item.end(kind))
            allowed = (MORE if data[item.end() - 1] == _COMMA else AFTER)[context]
        self._context, self._allowed, self._box = context, allowed, box
        return item

    def _read_long(self, item: "re.Match[bytes]") -> "Generator[None, None, int]":
        """Take an item whose string is longer than the expression takes, and return where to go on.

        If it is simply wrong, keep what stands before it and return -1.
        """
        may_be_long = item.lastindex == WRONG or (item.lastindex == STRING_ITEM and self._context == OBJECT)
        long = None
        if may_be_long and self._allowed & STARTS:
            long = yield from read_item(self.data, item.start(), self._context)
        if long is None or long.fault >= 0:
            stop = long.fault if long else -1
            self.broken = complain(self.data, item, self._context, self._allowed, stop)
            yield from self._close_all(self._box, self.broken.offset)
            return -1
        self._take(long)
        return long.after

    def _take(self, long: LongItem) -> None:
        """Keep an item that was read in parts."""
        node = len(self._at)
        self._kids[-1].append(node)
        self.lines.append(node)
        self._at.append(long.at)
        self._parent.append(self._box)
        if long.key_end >= 0:
            self._key_ends[long.at] = long.key_end
        if long.is_box:
            self._context = OBJECT if self.data[long.start] == _BRACE else ARRAY
            self._box, self._allowed = self._open(node, self._context), FIRST[self._context]
        else:
            self._end.append(long.end)
            self._allowed = (MORE if long.has_comma else AFTER)[self._context]

    def _children(self, box: int) -> "tuple[array[int], int, int]":
        """Return the array that holds a box's children, the place of the first, and their number."""
        if self._stop[box]:
            return self._order, self._first[box], self._count[box]
        kids = self._kids[self._depth[box] + 1]
        return kids, 0, len(kids)

    def _line_begin(self, line: int) -> int:
        return self._at[line] if line >= 0 else self._stop[~self._end[~line]] - 1

    def _open(self, node: int, kind: int) -> int:
        """Begin a box and return its number."""
        box = len(self._node)
        self._end.append(~box)
        self._node.append(node)
        self._kind.append(kind)
        self._depth.append(len(self._kids) - 1)
        for places in (self._stop, self._first, self._count):
            places.append(0)
        self._kids.append(array("i"))
        return box

    def _close(self, box: int, stop: int) -> tuple[int, "array[int]"]:
        """End a box, and return the one around it with its children so far."""
        kids, node = self._kids.pop(), self._node[box]
        self._first[box], self._count[box], self._stop[box] = len(self._order), len(kids), stop
        if kids:
            self._order.extend(kids)
            self.lines.append(~node)
        return self._parent[node], self._kids[-1]

    def _close_all(self, box: int, stop: int) -> Iterator[None]:
        """End what the fault left open."""
        for number in range(len(self._kids) - 1):
            box, _ = self._close(box, stop)
            if not number & _PAUSE:
                yield
