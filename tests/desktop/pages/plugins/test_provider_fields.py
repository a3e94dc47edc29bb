"""What the form asks for depends on the provider."""

from core.incoming.plugins import PROVIDERS, create_plugin, get_plugin, update_plugin
from core.incoming.provider_options import NAMES, USED
from core.signing import Options
from desktop.desk import Place
from desktop.forms.provider_words import OPTION_WORDS, WORDS
from tests.desktop.pages.plugins.hands import LEFT, take, type_into


def shown(fields):
    return {name for name, field in fields.options.fields.items() if field.isVisible()}


def test_every_option_has_its_words():
    assert set(OPTION_WORDS) == set(NAMES)


def test_each_provider_shows_its_own_fields_and_calls_its_secret_as_the_sender_does(form):
    for provider in PROVIDERS:
        take(form.fields, provider)
        assert shown(form.fields) == set(USED.get(provider, ()))
        assert form.fields.secret.edit.accessibleName() == WORDS[provider].secret
        assert form.fields.provider.list.accessibleDescription() == WORDS[provider].senders


def test_a_secret_that_the_sender_makes_is_not_generated_here(form):
    take(form.fields, "stripe")
    assert not form.fields.secret.make.isVisible()
    take(form.fields, "github")
    assert form.fields.secret.make.isVisible()


def test_the_options_are_saved_and_shown_again(qtbot, form, plugin, store):
    fields = form.fields
    take(fields, "hmac")
    type_into(qtbot, fields.secret.edit, "k")
    type_into(qtbot, fields.options.edits["header"], "X-Acme-Sign")
    fields.options.algorithm.choose("sha512")
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.waitUntil(lambda: get_plugin(store, plugin.id).provider == "hmac")
    assert get_plugin(store, plugin.id).options == Options(header="x-acme-sign", algorithm="sha512")
    qtbot.waitUntil(lambda: fields.options.edits["header"].text() == "x-acme-sign")
    assert not form.changed()
    update_plugin(store, plugin.id, options={"header": "x-other"})
    qtbot.waitUntil(lambda: fields.options.edits["header"].text() == "x-other")


def test_a_wrong_option_is_said_beside_its_field_once_it_is_left(qtbot, form):
    fields = form.fields
    take(fields, "square")
    type_into(qtbot, fields.secret.edit, "k")
    type_into(qtbot, fields.options.edits["public_url"], "desk")
    field = fields.options.fields["public_url"]
    assert field.error() == ""
    fields.name_edit.setFocus()
    assert "with https://" in field.error()
    assert not form.foot.save_button.isEnabled()
    type_into(qtbot, fields.options.edits["public_url"], "https://desk.example/hooks")
    assert field.error() == ""
    assert form.foot.save_button.isEnabled()


def test_the_lines_to_try_are_signed_for_the_registered_url(qtbot, page, store):
    url = "https://desk.example/hooks"
    create_plugin(store, name="Till", provider="square", secret="k", options={"public_url": url})
    page.open(Place("Plugins", plugin_id="till"))
    qtbot.waitUntil(lambda: page.form is not None)
    assert f"URL={url}" in page.form.sender_side.lines_edit.toPlainText()
