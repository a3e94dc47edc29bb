import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from desktop.forms.secret_field import REMOVED, REPLACED, SecretField

LEFT = Qt.MouseButton.LeftButton
HIDDEN, SHOWN = QLineEdit.EchoMode.Password, QLineEdit.EchoMode.Normal


@pytest.fixture
def asked():
    return []


@pytest.fixture
def field(show, asked):
    async def reveal():
        asked.append("reveal")
        return "s3cret"

    made = SecretField(
        "Secret Key", "Signs.", reveal=reveal, generate=lambda: "generated", name="secretKeyField"
    )
    return show(made, (600, 100))


def test_a_saved_secret_is_neither_fetched_nor_shown_until_asked_for(field, asked):
    field.forget(saved=True)
    assert (field.edit.text(), field.edit.echoMode(), asked) == ("", HIDDEN, [])
    assert field.edit.placeholderText() == "●" * 20
    assert field.secret() is None


def test_the_eye_shows_the_saved_secret_and_hides_it_again(field, qtbot, asked):
    field.forget(saved=True)
    qtbot.mouseClick(field.eye, LEFT)
    qtbot.waitUntil(lambda: field.edit.text() == "s3cret")
    assert (field.edit.echoMode(), field.eye.accessibleName()) == (SHOWN, "Hide the key")
    assert field.secret() is None  # shown is not changed
    qtbot.mouseClick(field.eye, LEFT)
    assert (field.edit.echoMode(), field.eye.accessibleName()) == (HIDDEN, "Show the key")
    assert asked == ["reveal"]


def test_a_typed_secret_replaces_the_saved_one(field, qtbot):
    field.forget(saved=True)
    with qtbot.waitSignal(field.changed):
        qtbot.keyClicks(field.edit, "n")
    assert field.secret() == "n"
    assert field.field._words.text() == REPLACED


def test_an_emptied_field_removes_the_secret_and_says_so(field, qtbot):
    field.forget(saved=True)
    qtbot.keyClicks(field.edit, "n")
    qtbot.keyClick(field.edit, Qt.Key.Key_Backspace)
    assert field.secret() == ""
    assert field.field._words.text() == REMOVED


def test_generating_shows_the_new_secret(field, qtbot):
    field.forget(saved=True)
    with qtbot.waitSignal(field.changed):
        qtbot.mouseClick(field.make, LEFT)
    assert (field.secret(), field.edit.echoMode()) == ("generated", SHOWN)


@pytest.mark.parametrize(("typed", "copied"), [("", "s3cret"), ("other", "other")])
def test_copy_takes_what_is_typed_or_else_what_is_saved(field, qtbot, typed, copied):
    field.forget(saved=True)
    qtbot.keyClicks(field.edit, typed)
    QGuiApplication.clipboard().clear()
    qtbot.mouseClick(field.copy, LEFT)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == copied)
    assert field.edit.echoMode() == HIDDEN


def test_without_any_secret_there_is_nothing_to_copy(field):
    field.forget(saved=False)
    assert not field.copy.isEnabled()
    assert field.edit.placeholderText() == ""


def test_what_is_typed_is_forgotten_after_saving(field, qtbot):
    qtbot.keyClicks(field.edit, "typed")
    field.forget(saved=True)
    assert (field.edit.text(), field.secret(), field.edit.echoMode()) == ("", None, HIDDEN)
