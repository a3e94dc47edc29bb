"""What a search says that can find nothing."""

import pytest

from core.log.choices import Choices
from core.log.doubts import doubt

KNOWN = Choices(
    types=("order_created",), apps=((1, "Feed"), (2, "Mail")), plugins=(("till.shopify", "Till"),)
)
STATUS = "There is no status “nope”: it is pending, delivered, failed, held, accepted or refused."
FIELDS = "direction, status, type, app, webhook, plugin, seller, code, took, size, since, until and from"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("status:nope", STATUS),
        ("harbour Status:nope", STATUS),
        ("direction:sideways", "There is no direction “sideways”: it is emitted or received."),
        ("code:teapot", "“teapot” is nothing that code can be, but such as 2xx, 3xx, 4xx or 5xx."),
        ("until:once", "“once” is nothing that until can be."),
        ("sku:ABC-1", f"“sku” was looked for in the payloads: the log itself has {FIELDS}."),
        ("app:Shop", "There is no app “Shop”: there are Feed and Mail."),
        ("plugin:shop", "There is no plugin “shop”: there is till.shopify."),
        ("status:failed code:5xx took:>2s since:2h until:2023-11-14 from:7", ""),
        ("app:mail type:order_created type:stock_* app:9 webhook:Gone", ""),
        ("harbour 12:30 https://shop.example/in status:", ""),
    ],
)
def test_what_cannot_be_found_is_told_with_what_there_is(typed, said):
    assert doubt(typed, KNOWN) == said


def test_of_many_names_some_are_told():
    known = Choices(apps=tuple((number, f"App {number}") for number in range(11)))
    assert doubt("app:x", known).endswith("App 6, App 7 and 3 more.")


def test_names_are_no_reason_to_doubt_where_none_are_known():
    assert doubt("app:Shop") == ""
