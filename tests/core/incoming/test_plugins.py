import pytest

from core.errors import InvalidInput, NotFound
from core.incoming import plugins
from core.incoming.plugins import (
    check_id,
    check_secret,
    create_plugin,
    get_plugin,
    reveal_secret,
    suggested_id,
    update_plugin,
)
from core.signing import keys


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Shopify", "shopify"),
        ("  Harbour ERP (north) ", "harbour-erp-north"),
        ("Ölpumpe", "lpumpe"),
        ("…", "plugin"),
    ],
)
def test_an_id_is_made_from_a_name(name, made):
    assert check_id(suggested_id(name, ())) == made


def test_a_suggested_id_is_never_a_taken_one():
    assert suggested_id("Till", {"till", "till-2"}) == "till-3"


def test_a_plugin_without_an_id_gets_one_that_is_free(store):
    made = [create_plugin(store, name="Till", provider="none").id for _ in range(3)]
    assert made == ["till", "till-2", "till-3"]


@pytest.mark.parametrize("text", ["", "a b", ".hidden", "a/b", "ä", "a" * 129, "a\n"])
def test_an_id_that_cannot_stand_in_a_url_is_refused(text):
    with pytest.raises(InvalidInput) as caught:
        check_id(text)
    assert caught.value.field == "id"


@pytest.mark.parametrize(
    ("provider", "text"),
    [
        ("nautical", " "),
        ("standard", "no key!"),
        ("standard", keys.generate_private()),
        ("basic", "shop"),
    ],
    ids=["empty", "no key", "private key", "no password"],
)
def test_a_secret_that_can_verify_nothing_is_refused(provider, text):
    with pytest.raises(InvalidInput) as caught:
        check_secret(provider, text)
    assert caught.value.field == "secret"


def test_spaces_around_a_secret_are_left_out():
    assert check_secret("nautical", " s3cret\n") == "s3cret"


def test_showing_a_secret_is_noted_without_it(store):
    plugin = create_plugin(store, name="Till", provider="nautical", secret="s3cret")
    assert reveal_secret(store, plugin.id) == "s3cret"
    assert store.sql("SELECT act, subject FROM audit").fetchall() == [("secret shown", "plugin till")]


@pytest.fixture
def shop(store):
    return create_plugin(store, name="Shop", provider="nautical", secret="any words", seller=" Ann ")


def test_a_new_plugin_is_active_and_shows_no_secret(store, shop, clock):
    assert (shop.is_active, shop.has_secret, shop.seller, shop.created_at) == (True, True, "Ann", clock.now)
    assert get_plugin(store, shop.id) == shop
    assert reveal_secret(store, shop.id) == "any words"
    assert store.sql("SELECT act, subject FROM audit").fetchall() == [("secret shown", "plugin shop")]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"provider": "carrier pigeon"}, "provider"),
        ({"secret": ""}, "secret"),
        ({"provider": "standard"}, "secret"),
        ({"provider": "standard", "secret": "no key!"}, "secret"),
        ({"seller": "a\nb"}, "seller"),
    ],
)
def test_what_cannot_be_is_named_and_changes_nothing(store, shop, values, field):
    with pytest.raises(InvalidInput) as caught:
        update_plugin(store, shop.id, **{"is_active": False, **values})
    assert caught.value.field == field
    assert get_plugin(store, shop.id) == shop


def test_only_what_is_named_changes(store, shop):
    changed = update_plugin(store, shop.id, name="New", seller="", is_active=False)
    assert (changed.name, changed.seller, changed.is_active, changed.has_secret) == ("New", "", False, True)
    assert update_plugin(store, shop.id, provider="nautical") == changed
    assert reveal_secret(store, shop.id) == "any words"


def test_a_plugin_that_verified_nothing_needs_a_secret_to_begin(store):
    plugin = create_plugin(store, name="Till", provider="none")
    with pytest.raises(InvalidInput, match="secret key is needed"):
        update_plugin(store, plugin.id, provider="nautical")
    assert update_plugin(store, plugin.id, provider="nautical", secret="any words").has_secret


def test_an_id_that_is_taken_is_refused(store, shop):
    with pytest.raises(InvalidInput, match="already") as caught:
        create_plugin(store, name="Other", provider="none", id="shop")
    assert caught.value.field == "id"
    assert [plugin.id for plugin in plugins.list_plugins(store)] == ["shop"]


@pytest.mark.parametrize("act", [get_plugin, update_plugin, plugins.delete_plugin, reveal_secret])
def test_a_plugin_that_is_not_there_is_not_found(store, act):
    with pytest.raises(NotFound, match="no plugin nobody"):
        act(store, "nobody")


def test_a_deleted_plugin_leaves_a_line_in_the_audit(store, shop):
    plugins.delete_plugin(store, shop.id)
    assert plugins.list_plugins(store) == []
    assert store.sql("SELECT act, subject FROM audit").fetchall() == [("plugin deleted", "plugin shop Shop")]
