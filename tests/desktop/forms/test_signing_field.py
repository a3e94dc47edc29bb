import base64
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton

from core.outgoing.webhooks import Webhook
from core.signing import keys, standard
from desktop.forms.signing_field import PRIVATE_KEY, SHARED_KEY, SigningField

LEFT = Qt.MouseButton.LeftButton
PRIVATE = keys.generate_private()
PUBLIC = keys.public_key(PRIVATE)


def saved(scheme="nautical", *, has_secret=True, public_key=""):
    webhook = Webhook(1, 1, "Feed", "https://a.example/", ("any_events",), True, scheme, has_secret, 0, 0)
    return replace(webhook, public_key=public_key)


@pytest.fixture
def field(show):
    async def reveal():
        return "s3cret"

    return show(SigningField(reveal=reveal), (700, 420))


@pytest.fixture
def press(field, qtbot):
    def pressed(text):
        [found] = [each for each in field.findChildren(QAbstractButton) if each.text() == text]
        qtbot.mouseClick(found, LEFT)

    return pressed


def test_a_new_webhook_signs_as_the_marketplace_does_and_needs_no_key(field):
    field.show_webhook(None)
    assert (field.scheme(), field.secret.secret()) == ("nautical", None)
    assert not field.kinds.isVisible()
    assert not field.public.isVisible()


def test_choosing_standard_webhooks_makes_a_key_of_32_bytes(field, press, qtbot):
    field.show_webhook(None)
    with qtbot.waitSignal(field.changed):
        press("Standard Webhooks")
    assert field.scheme() == "standard"
    assert len(base64.b64decode(field.secret.secret().removeprefix("whsec_"))) == 32
    assert field.kinds.isVisible()
    assert field.secret.field._words.text() == SHARED_KEY


def test_a_pair_shows_the_public_key_and_copies_it(field, press, qtbot):
    field.show_webhook(None)
    press("Standard Webhooks")
    press("Key pair")
    private = field.secret.secret()
    assert field.public.isVisible()
    assert field.public_edit.text() == keys.public_key(private)
    assert field.public_edit.isReadOnly()
    assert field.secret.field._words.text() == PRIVATE_KEY
    [copy] = [
        each for each in field.findChildren(QAbstractButton) if each.accessibleName() == "Copy the public key"
    ]
    qtbot.mouseClick(copy, LEFT)
    assert QGuiApplication.clipboard().text() == keys.public_key(private)


def test_generating_makes_a_key_of_the_kind_that_is_chosen(field, press, qtbot):
    field.show_webhook(saved("standard", public_key=PUBLIC))
    qtbot.mouseClick(field.secret.make, LEFT)
    assert field.public_edit.text() == keys.public_key(field.secret.secret()) != PUBLIC
    press("Shared secret")
    qtbot.mouseClick(field.secret.make, LEFT)
    standard.check_verifier(field.secret.secret())
    press("Nautical")
    qtbot.mouseClick(field.secret.make, LEFT)
    assert len(bytes.fromhex(field.secret.secret())) == 32


def test_a_saved_pair_shows_its_public_key_without_the_private_one(field):
    field.show_webhook(saved("standard", public_key=PUBLIC))
    assert (field.kinds.value(), field.public_edit.text()) == ("pair", PUBLIC)
    assert (field.secret.edit.text(), field.secret.secret()) == ("", None)


@pytest.mark.parametrize(
    ("webhook", "there", "back"),
    [
        (saved(), "Standard Webhooks", "Nautical"),
        (saved("standard"), "Key pair", "Shared secret"),
        (saved("standard", public_key=PUBLIC), "Nautical", "Standard Webhooks"),
    ],
    ids=["nautical", "shared", "pair"],
)
def test_the_saved_key_gives_way_to_a_new_one_and_comes_back_with_its_choice(
    field, press, webhook, there, back
):
    field.show_webhook(webhook)
    press(there)
    assert field.secret.secret()
    press(back)
    assert field.secret.secret() is None


def test_a_shared_key_stays_when_the_scheme_becomes_the_marketplaces(field, press):
    field.show_webhook(saved("standard"))
    press("Nautical")
    assert (field.scheme(), field.secret.secret()) == ("nautical", None)


def test_a_pasted_key_tells_its_kind(field, press, qtbot):
    field.show_webhook(saved("standard"))
    field.secret.edit.clear()
    qtbot.keyClicks(field.secret.edit, PRIVATE)
    assert (field.kinds.value(), field.public_edit.text()) == ("pair", PUBLIC)
    field.secret.edit.clear()
    qtbot.keyClicks(field.secret.edit, standard.generate_secret())
    assert field.kinds.value() == "shared"
    assert not field.public.isVisible()


def test_half_a_private_key_has_no_public_one_yet(field, qtbot):
    field.show_webhook(saved("standard", public_key=PUBLIC))
    qtbot.keyClicks(field.secret.edit, PRIVATE[:20])
    assert not field.public.isVisible()
