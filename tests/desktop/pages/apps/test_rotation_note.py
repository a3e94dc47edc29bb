from typing import Any

import pytest
from PySide6.QtCore import Qt

from core.outgoing.rotation import rotate_secret
from core.outgoing.webhooks import create_webhook, get_webhook, reveal_secret, update_webhook
from core.signing import keys
from desktop.desk import Place
from desktop.forms.rotation_note import left
from tests.desktop.pages.apps.hands import LEFT, button, type_into


@pytest.fixture
def note(form):
    return form.rotation


def rotate(qtbot, note, overlap="for 24 hours"):
    qtbot.mouseClick(note.start, LEFT)
    note.overlap.setCurrentText(overlap)
    qtbot.mouseClick(note.confirm, LEFT)


def audit(store):
    return [act for (act,) in store.sql("SELECT act FROM audit ORDER BY id")]


def test_rotating_shows_the_countdown_and_one_click_ends_it(qtbot, note, webhook, store, said):
    rotate(qtbot, note)
    qtbot.waitUntil(note.end.isVisible)
    assert note.words.text().startswith("The old key signs for 23 h 59 min more, then the new one")
    assert reveal_secret(store, webhook.id) != "s3cret"
    assert not note.start.isVisible()
    qtbot.mouseClick(note.end, LEFT)
    qtbot.waitUntil(lambda: get_webhook(store, webhook.id).old_until is None)
    qtbot.waitUntil(note.start.isVisible)
    qtbot.waitUntil(lambda: len(said.toasts) == 2)
    assert [words for words, _ in said.toasts] == ["The key was rotated", "The old key signs no more"]


def test_the_plan_says_until_when_before_anything_is_done(qtbot, note, webhook, store):
    qtbot.mouseClick(note.start, LEFT)
    assert note.plan.text().startswith("A new key is made. The old one signs until ")
    note.overlap.setCurrentText("no longer")
    assert note.plan.text().startswith("A new key is made and signs alone.")
    qtbot.mouseClick(note.cancel, LEFT)
    assert note.start.isVisible()
    assert not note.plan.isVisible()
    assert reveal_secret(store, webhook.id) == "s3cret"


def test_a_key_that_was_shown_gives_way_to_the_new_one(qtbot, form, note, webhook, store):
    secret = form.fields.secret
    qtbot.mouseClick(secret.eye, LEFT)
    qtbot.waitUntil(lambda: secret.edit.text() == "s3cret")
    rotate(qtbot, note, "no longer")
    qtbot.waitUntil(lambda: secret.edit.text() == "")
    qtbot.mouseClick(secret.eye, LEFT)
    qtbot.waitUntil(lambda: secret.edit.text() == reveal_secret(store, webhook.id))
    assert not form.changed()


def test_what_is_being_changed_stays_while_the_key_is_rotated(qtbot, form, note):
    type_into(qtbot, form.fields.name_edit, "Mine")
    rotate(qtbot, note)
    qtbot.waitUntil(note.end.isVisible)
    assert form.fields.name_edit.text() == "Mine"


def test_a_key_that_is_being_changed_cannot_be_rotated_too(qtbot, form, note):
    assert note.start.isVisible()
    qtbot.mouseClick(form.fields.secret.make, LEFT)
    assert not note.isVisible()


def test_without_a_key_there_is_nothing_to_rotate(qtbot, form, note, webhook, store):
    update_webhook(store, webhook.id, secret="")
    qtbot.waitUntil(lambda: not note.isVisible())


def test_a_rotation_from_elsewhere_is_shown_and_its_end_too(qtbot, note, webhook, store):
    rotate_secret(store, webhook.id, overlap_s=1)
    qtbot.waitUntil(note.words.isVisible)
    qtbot.waitUntil(note.start.isVisible)  # the second is over, and nobody told


def test_both_keys_of_standard_webhooks_are_said_to_sign(qtbot, app, store, page):
    values: Any = {"name": "Std", "target_url": "https://a.example/", "events": ["any_events"]}
    made = create_webhook(store, app_id=app.id, scheme="standard", secret=keys.generate_private(), **values)
    page.open(Place("Apps", webhook_id=made.id))
    qtbot.waitUntil(lambda: page.webhook_form is not None)
    form = page.webhook_form
    old = form.fields.signing.public_edit.text()
    rotate(qtbot, form.rotation, "for 3 days")
    qtbot.waitUntil(form.rotation.end.isVisible)
    assert form.rotation.words.text() == (
        "Both keys sign for 2 d 23 h more. Give the new public key to the receiver."
    )
    qtbot.waitUntil(lambda: form.fields.signing.public_edit.text() != old)
    assert form.fields.signing.public_edit.text() == get_webhook(store, made.id).public_key


def test_a_scheme_is_chosen_and_saved_with_its_key(qtbot, form, webhook, store):
    qtbot.mouseClick(button(form, "Standard Webhooks"), LEFT)
    qtbot.mouseClick(button(form, "Key pair"), LEFT)
    public = form.fields.signing.public_edit.text()
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.waitUntil(lambda: get_webhook(store, webhook.id).scheme == "standard")
    assert get_webhook(store, webhook.id).public_key == public
    qtbot.waitUntil(lambda: not form.changed())
    assert form.fields.signing.public_edit.text() == public


def test_a_public_key_in_the_place_of_a_secret_is_said_beside_the_field(qtbot, form):
    qtbot.mouseClick(button(form, "Standard Webhooks"), LEFT)
    public = keys.public_key(keys.generate_private())
    type_into(qtbot, form.fields.secret.edit, public)
    form.fields.name_edit.setFocus(Qt.FocusReason.TabFocusReason)
    assert form.fields.secret.field.error().startswith("A public key cannot sign.")
    assert not form.foot.save_button.isEnabled()


def test_showing_and_copying_the_saved_key_are_noted(qtbot, form, store):
    secret = form.fields.secret
    qtbot.mouseClick(secret.copy, LEFT)
    qtbot.waitUntil(lambda: audit(store) == ["secret shown"])
    qtbot.mouseClick(secret.eye, LEFT)
    qtbot.waitUntil(lambda: secret.edit.text() == "s3cret")
    assert audit(store) == ["secret shown"] * 2


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (2 * 86_400_000 + 3 * 3_600_000, "2 d 3 h"),
        (86_399_999, "23 h 59 min"),
        (250_000, "4 min 10 s"),
        (9_999, "9 s"),
        (-1, "0 s"),
    ],
)
def test_what_is_left_is_said_in_two_units(ms, words):
    assert left(ms) == words
