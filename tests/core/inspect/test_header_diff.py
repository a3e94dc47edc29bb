from core.inspect.header_diff import compare_headers


def told(old, new):
    return [(each.path, each.kind, each.old, each.new, each.volatile) for each in compare_headers(old, new)]


def test_headers_are_compared_by_name_in_any_case_and_order():
    assert told((("A", "1"), ("b", "2")), (("B", "2"), ("a", "1"))) == []


def test_headers_change_come_and_go():
    old = (("x-shop", "1"), ("gone", "x"), ("webhook-timestamp", "17"))
    new = (("X-Shop", "2"), ("webhook-timestamp", "18"), ("new", "y"))
    assert told(old, new) == [
        ("header x-shop", "changed", "1", "2", False),
        ("header webhook-timestamp", "changed", "17", "18", True),
        ("header new", "added", "", "y", False),
        ("header gone", "removed", "x", "", False),
    ]


def test_a_header_that_is_there_twice_is_compared_twice():
    assert told((("via", "a"), ("x", "1"), ("x", "2")), (("via", "a"), ("x", "1"))) == [
        ("header x", "removed", "2", "", False)
    ]
