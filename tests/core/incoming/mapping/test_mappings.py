"""The mappings of a plugin, shipped and the merchant's own."""

import pytest

from core.bus import Change
from core.errors import InvalidInput, NotFound
from core.incoming.mapping import mappings
from core.incoming.mapping.shipped import shipped
from core.incoming.mapping.topic_mapping import MAX_TOPIC, TopicMapping, check_mapping
from core.incoming.plugins import create_plugin, delete_plugin
from core.store.database import open_store

FIELDS = {"sku": "item", "warehouse_external_id": "place", "quantity": "left"}
OWN = TopicMapping("stock.moved", "STOCK_UPDATE", FIELDS)


@pytest.fixture
def store(store):
    create_plugin(store, id="shop", name="Shop", provider="nautical", secret="s3cret")
    return store


def test_a_mapping_is_kept_listed_and_changed(store):
    made = mappings.set_mapping(store, "shop", OWN)
    assert (made.topic, dict(made.fields), made.is_own) == ("stock.moved", FIELDS, True)
    mappings.set_mapping(
        store, "shop", TopicMapping("Stock.Moved", "STOCK_DELETE", FIELDS | {"quantity": ""})
    )
    own = [each for each in mappings.list_mappings(store, "shop") if each.is_own]
    assert [(each.topic, each.job_type, len(each.fields)) for each in own] == [
        ("Stock.Moved", "STOCK_DELETE", 2)
    ]


def test_a_topic_is_found_in_either_case(store):
    mappings.set_mapping(store, "shop", OWN)
    assert mappings.get_mapping(store, "shop", "STOCK.MOVED").job_type == "STOCK_UPDATE"
    assert mappings.find_mapping(store, "gone", "shopify", "Products/Create").job_type == "PRODUCT_CREATE"


def test_the_merchants_own_stands_before_the_shipped_one_until_it_is_deleted(store):
    own = TopicMapping("products/create", "STOCK_UPDATE", FIELDS)
    mappings.set_mapping(store, "shop", own)
    with store.write(Change.PLUGINS):
        store.sql("UPDATE plugin SET provider = 'shopify'")
    assert mappings.get_mapping(store, "shop", "products/create").job_type == "STOCK_UPDATE"
    back = mappings.delete_mapping(store, "shop", "products/create")
    assert (
        back
        == mappings.get_mapping(store, "shop", "products/create")
        == shipped("shopify")["products/create"]
    )
    with pytest.raises(NotFound, match="of its own"):
        mappings.delete_mapping(store, "shop", "products/create")


def test_a_mapping_that_another_process_made_holds_for_the_next_look(store):
    with open_store(store.path.parent).connection():
        mappings.set_mapping(open_store(store.path.parent), "shop", OWN)
    assert mappings.get_mapping(store, "shop", "stock.moved").fields == FIELDS


def test_mappings_go_with_their_plugin(store):
    mappings.set_mapping(store, "shop", OWN)
    delete_plugin(store, "shop")
    assert mappings.find_mapping(store, "shop", "nautical", "stock.moved") is None
    with pytest.raises(NotFound):
        mappings.set_mapping(store, "shop", OWN)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"topic": " "}, "topic"),
        ({"topic": "x" * (MAX_TOPIC + 1)}, "topic"),
        ({"topic": "a\nb"}, "topic"),
        ({"job_type": "NOTHING"}, "job_type"),
        ({"fields": {**FIELDS, "colour": "c"}}, "colour"),
        ({"fields": {**FIELDS, "quantity": "a b"}}, "quantity"),
        ({"fields": {**FIELDS, "quantity": " "}}, "quantity"),
        ({"items": "["}, "items"),
        ({"job_type": "", "fields": {"sku": "a"}}, "sku"),
        ({"job_type": "FULFILLMENT_UPDATE", "fields": {"status": "a"}}, "order_number"),
    ],
)
def test_a_mapping_that_cannot_work_names_its_wrong_part(wrong, field):
    given = {"topic": "t", "job_type": "STOCK_UPDATE", "fields": FIELDS, "items": ""} | wrong
    with pytest.raises(InvalidInput) as refused:
        check_mapping(TopicMapping(**given))
    assert refused.value.field == field
