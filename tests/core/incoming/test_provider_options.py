import pytest

from core.errors import InvalidInput
from core.incoming.plugins import create_plugin, get_plugin, reveal_secret, update_plugin
from core.incoming.provider_options import check_options, read_options, write_options
from core.signing import Options

URL = "https://desk.example/plugins/till/"


def test_what_was_kept_is_read_again_and_defaults_take_no_room():
    options = Options(header="x-acme-sign", algorithm="sha512")
    assert read_options(write_options(options)) == options
    assert write_options(Options()) == "{}"
    assert read_options("{}") == Options()


def test_names_of_headers_and_algorithms_are_kept_in_lower_case():
    given = {"header": " X-Acme-Sign ", "algorithm": "SHA512", "id_header": ""}
    assert check_options("hmac", given) == Options(header="x-acme-sign", algorithm="sha512")


@pytest.mark.parametrize(
    ("provider", "field", "text"),
    [
        ("hmac", "header", "two words"),
        ("hmac", "header", "ü"),
        ("hmac", "algorithm", "md5"),
        ("header", "topic_header", "a:b"),
        ("square", "public_url", "desk.example"),
        ("square", "public_url", "https://"),
        ("square", "public_url", "ftp://desk.example"),
        ("square", "public_url", "https://[desk"),
        ("square", "public_url", "https://desk.example/\x07"),
        ("shopify", "public_url", URL),
        ("none", "header", "x-a"),
    ],
)
def test_an_option_that_cannot_be_is_named(provider, field, text):
    with pytest.raises(InvalidInput) as caught:
        check_options(provider, {field: text})
    assert caught.value.field == field


def test_an_option_that_is_not_named_stays(store):
    plugin = create_plugin(store, name="Acme", provider="hmac", secret="k", options={"header": "x-acme"})
    changed = update_plugin(store, plugin.id, options={"algorithm": "sha1"})
    assert changed.options == Options(header="x-acme", algorithm="sha1")
    assert update_plugin(store, plugin.id, name="New").options == changed.options
    assert update_plugin(store, plugin.id, options={"header": ""}).options == Options(algorithm="sha1")


def test_another_provider_keeps_the_options_that_it_has_too(store):
    options = {"header": "x-acme", "topic_header": "x-topic", "algorithm": "sha1"}
    plugin = create_plugin(store, name="Acme", provider="hmac", secret="k", options=options)
    changed = update_plugin(store, plugin.id, provider="bearer")
    assert changed.options == Options(topic_header="x-topic")
    assert reveal_secret(store, plugin.id) == "k"


def test_a_wrong_option_changes_nothing(store):
    plugin = create_plugin(store, name="Till", provider="square", secret="k", options={"public_url": URL})
    with pytest.raises(InvalidInput, match="public url"):
        update_plugin(store, plugin.id, name="New", options={"public_url": "desk"})
    assert get_plugin(store, plugin.id) == plugin
