import pytest
from PySide6.QtCore import Qt

from core.key_place import FILE, KEYCHAIN, move_to_keychain, place_of
from desktop.pages.data_key import IN_FILE, IN_KEYCHAIN, NO_KEYCHAIN, DataKey
from desktop.pages.settings import SettingsPage
from tests.keychains import Locked

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def part(desk, show):
    made = show(DataKey(desk), (600, 160))
    made.refresh()
    return made


def test_without_a_keychain_the_key_is_said_to_be_in_the_folder(qtbot, part):
    qtbot.waitUntil(part.why.isVisible)
    assert (part.words.text(), part.why.text()) == (IN_FILE, NO_KEYCHAIN)
    assert not part.move_button.isVisible()


def test_the_key_moves_to_the_keychain_and_back(qtbot, keychain, part, engine, said):
    qtbot.waitUntil(part.move_button.isVisible)
    assert part.move_button.text() == "Move the key to the keychain"
    qtbot.mouseClick(part.move_button, LEFT)
    qtbot.waitUntil(lambda: part.words.text() == IN_KEYCHAIN)
    assert place_of(engine.data_dir) == KEYCHAIN
    assert part.move_button.text() == "Move the key to the data folder"
    qtbot.mouseClick(part.move_button, LEFT)
    qtbot.waitUntil(lambda: part.words.text() == IN_FILE)
    assert place_of(engine.data_dir) == FILE
    qtbot.waitUntil(lambda: len(said.toasts) == 2)
    assert [words for words, _ in said.toasts] == [
        "The key is in the keychain now",
        "The key is in the data folder now",
    ]


def test_a_keychain_that_stays_locked_is_said_and_the_key_stays(qtbot, use_keychain, part, engine, said):
    use_keychain(Locked())
    part.refresh()
    qtbot.waitUntil(part.move_button.isVisible)
    qtbot.mouseClick(part.move_button, LEFT)
    qtbot.waitUntil(lambda: said.problems != [])
    [(title, advice)] = said.problems
    assert title == "The system's keychain cannot be used"
    assert "unlock the keychain" in advice
    assert place_of(engine.data_dir) == FILE
    qtbot.waitUntil(part.move_button.isEnabled)
    said.problems.clear()


def test_the_settings_say_where_the_key_is(qtbot, keychain, desk, engine, show):
    with engine.store.connection():
        move_to_keychain(engine.store)
    page = show(SettingsPage(desk))
    qtbot.waitUntil(lambda: page.data_key.words.text() == IN_KEYCHAIN)
