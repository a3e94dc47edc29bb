"""What people type into the search."""

import pytest

from core.log.event_log import LogFilter
from core.log.query import Named, Query, Term, read, words

NOW = 1_700_000_000_000


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("status:failed", LogFilter(status="FAILED")),
        ("Direction:received", LogFilter(direction="RECEIVED")),
        ("type:order_*", LogFilter(event_type="order_*")),
        ("app:3", LogFilter(app_id=3)),
        ("webhook:12", LogFilter(webhook_id=12)),
        ("plugin:nautical.stock.shopify", LogFilter(plugin_id="nautical.stock.shopify")),
        ('seller:"Tern & Tide"', LogFilter(seller="Tern & Tide")),
        ("code:503", LogFilter(code_from=503, code_to=503)),
        ("code:5xx", LogFilter(code_from=500, code_to=599)),
        ("code:400-404", LogFilter(code_from=400, code_to=404)),
        ("code:>=500", LogFilter(code_from=500)),
        ("took:>2s", LogFilter(min_ms=2_001)),
        ("took:<=300ms", LogFilter(max_ms=300)),
        ("took:500", LogFilter(min_ms=500)),
        ("size:>10KB", LogFilter(min_size=10_001)),
        ("size:1kb..2kb", None),
        ("size:1..2kb", LogFilter(min_size=1_000, max_size=2_000)),
        ("since:2h", LogFilter(since=NOW - 7_200_000)),
        ("until:2023-11-14", LogFilter(until=1_699_920_000_000)),
        ("from:77", LogFilter(from_id=77)),
    ],
)
def test_keys_of_ours_are_filters(typed, match):
    assert read(typed, NOW) == (
        Query(filters=(match,)) if match else Query(terms=(Term("1kb..2kb", "size"),))
    )


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", ()),
        ("  \t ", ()),
        ("harbour ABC-1", (Term("harbour"), Term("ABC-1"))),
        ("sku:ABC-1", (Term("ABC-1", "sku"),)),
        ('"free  shipping" now', (Term("free  shipping"), Term("now"))),
        ('note:"free shipping"', (Term("free shipping", "note"),)),
        ("https://shop.example/in?a=1", (Term("https://shop.example/in?a=1"),)),
        ('"', (Term('"'),)),
        ('5" pipe', (Term('5"'), Term("pipe"))),
        ('"sku": "ABC"', (Term('"sku":'), Term("ABC"))),
        ("12:30", (Term("12:30"),)),
        ("code:teapot took:long since:once", (
            Term("teapot", "code"), Term("long", "took"), Term("once", "since"),
        )),
        ("app:" + "9" * 40, None),
        ("a:b:c", (Term("b:c", "a"),)),
        (":", (Term(":"),)),
        ("harbour status:", (Term("harbour"),)),
        ("sku:", (Term("sku:"),)),
        ("\ud83d", (Term("?"),)),
    ],
)  # fmt: skip
def test_all_else_is_text(typed, terms):
    if terms is None:
        assert read(typed, NOW) == Query(named=(Named("app", "9" * 40),))
    else:
        assert read(typed, NOW) == Query(terms=terms)


def test_an_app_is_also_meant_by_its_name():
    assert read('app:"Storefront sync"', NOW).named == (Named("app", "Storefront sync"),)


def test_the_words_to_mark_are_those_that_a_payload_is_searched_for():
    assert words('status:failed sku:ABC-1 "free shipping" ann@x.com') == (
        "ABC-1",
        "free shipping",
        "ann@x.com",
    )
