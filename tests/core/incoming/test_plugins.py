import pytest

from core.errors import InvalidInput
from core.incoming.plugins import check_id, check_secret, create_plugin, reveal_secret, suggested_id
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
    ("provider", "text"), [("nautical", " "), ("standard", "no key!"), ("standard", keys.generate_private())]
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
