"""What the search offers while somebody types."""

import pytest

from core.incoming.plugins import create_plugin
from core.log.choices import Choices, choices
from core.log.suggestions import suggestions
from core.outgoing.apps import create_app
from tests.core import made
from tests.core.log.test_event_log import add

KNOWN = Choices(
    ("STOCK_UPDATE", "order_created", "order_updated"), ("Tern & Tide",), ((1, "Feed"), (2, "Mail")), (),
    (("till.shopify", "Till"),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", []),
        ("sta", ["status:"]),
        ("ABC-1 s", ["status:", "seller:", "size:", "since:"]),
        ("status:f", ["status:failed", "status:refused"]),
        ("status:failed", []),
        ("type:ORD", ["type:order_created", "type:order_updated"]),
        ("type:upd", ["type:STOCK_UPDATE", "type:order_updated"]),
        ("seller:", ['seller:"Tern & Tide"']),
        ('seller:"Tern &', []),
        ("app:m", ["app:Mail"]),
        ("plugin:shop", ["plugin:till.shopify"]),
        ("sku:ABC", []),
        ("since:", ["since:today", "since:1h", "since:24h", "since:7d"]),
        ("harbour ", []),
    ],
)
def test_the_last_word_is_completed(typed, offered):
    assert suggestions(typed, KNOWN) == offered


def test_what_there_is_to_choose_from_is_read_from_the_desk(store):
    create_app(store, name="Mail", permissions=[])
    create_app(store, name="Feed", permissions=[])
    create_plugin(store, name="Till", provider="none", seller="Zoe", id="till")
    made.jobs(store, {})
    add(store, event_type="order_created")
    known = choices(store)
    assert known.types == ("STOCK_UPDATE", "order_created")
    assert (known.sellers, known.apps, known.plugins) == (
        ("Ann", "Zoe"), ((2, "Feed"), (1, "Mail")), (("till", "Till"),),
    )  # fmt: skip
