import json

import pytest

from core.errors import InvalidInput
from core.lab.pasted import Head, read_head


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("", Head({})),
        ("A: 1\r\nb:2\r\n", Head({"a": "1", "b": "2"})),
        ("POST /plugins/a/?b=c HTTP/1.1\nA: b: c", Head({"a": "b: c"}, "/plugins/a/?b=c")),
        ("POST /a\nA: 1\n\n" + '{"not": "a header"}', Head({"a": "1"}, "/a")),
        ("A: 1\nno header\na: 2", Head({"a": "1, 2"})),
        ("\ufeffA: 1", Head({"a": "1"})),
        (json.dumps({"A": " 1 "}), Head({"a": "1"})),
        (json.dumps([["A", "1"], ["a", "2"]]), Head({"a": "1, 2"})),
    ],
)
def test_a_head_is_read_as_people_copy_it(text, head):
    assert read_head(text.encode()) == head


@pytest.mark.parametrize("text", [b"{", b"[1]", b'{"a": 1}', b"[" * 10_000, b"\xff"])
def test_what_is_no_head_is_one_kind_of_error(text):
    with pytest.raises(InvalidInput):
        read_head(text)
