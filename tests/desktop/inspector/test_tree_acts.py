"""What the tree copies, reads out and decodes of a row."""

import base64
import json
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QMenu

from desktop.inspector import picture
from desktop.inspector.decoded_dialog import DecodedDialog
from tests.desktop.inspector.turns import Turns

LINES: list[Any] = [{"sku": "BW-1", "tags": ["a", {}]}, 7]
LONGEST_MS = 50
ORDER = {"at": 1773842527, "lines": LINES, "token": "UHJvZHVjdDo0MjEx"}


def clipboard():
    return QGuiApplication.clipboard().text()


def decoded(made, qtbot):
    qtbot.waitUntil(lambda: made.findChild(DecodedDialog) is not None)
    return made.findChild(DecodedDialog)


def picture_bytes(kind="PNG", side=8):
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind)
    return bytes(buffer.data().data())


@pytest.fixture
def choose(inspect):
    """Open a payload and choose the node with a number."""

    def choose(body, node):
        made = inspect(json.dumps(body).encode() if not isinstance(body, bytes) else body)
        assert made.tree_tab.view.reveal(node)
        return made

    return choose


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (2, json.dumps(LINES, indent=2)),
        (3, json.dumps(LINES[0], indent=2)),
        (4, '"BW-1"'),
        (7, "{}"),
        (8, "7"),
        (9, '"UHJvZHVjdDo0MjEx"'),
    ],
)
def test_a_row_is_copied_formatted_with_all_below_it(choose, qtbot, node, text):
    made = choose(ORDER, node)
    QGuiApplication.clipboard().clear()
    made.tree_tab.acts.copy_subtree()
    qtbot.waitUntil(lambda: clipboard() == text)


def test_a_long_value_is_copied_without_a_long_turn(choose, qtbot):
    text = '{"a": 1}' * 1_000_000
    made = choose({"text": text}, 1)
    QGuiApplication.clipboard().setText("nothing yet")
    turns = Turns(made)
    made.tree_tab.acts.copy_value()
    turns.longest_ms()
    qtbot.waitUntil(lambda: clipboard() != "nothing yet")
    assert turns.longest_ms() < LONGEST_MS
    assert clipboard() == text


def test_the_path_is_copied_for_python(choose, qtbot):
    made = choose(ORDER, 4)
    made.tree_tab.view.setFocus()
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(made.tree_tab.view, Qt.Key.Key_P, keys)
    qtbot.waitUntil(lambda: clipboard() == 'payload["lines"][0]["sku"]'.replace('"', "'"))


def test_a_time_is_read_out_below_the_tree(choose):
    made = choose(ORDER, 1)
    assert made.tree_tab.foot.meaning.text() == "Wed 18 Mar 2026, 14:02:07 UTC"
    made.tree_tab.view.reveal(8)
    assert not made.tree_tab.foot.meaning.isVisible()


def test_what_is_packed_in_a_text_is_decoded_on_request(choose, qtbot):
    made = choose(ORDER, 9)
    assert made.tree_tab.foot.decode_button.isVisible()
    made.tree_tab.foot.decode_button.click()
    shown = decoded(made, qtbot)
    qtbot.waitUntil(lambda: shown.view.toPlainText() == "Product:4211")
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    made.tree_tab.view.reveal(4)
    assert not made.tree_tab.foot.decode_button.isVisible()


def test_the_menu_decodes_texts_alone(choose, qtbot):
    made = choose(ORDER, 1)
    view = made.tree_tab.view
    for node, can in ((1, False), (4, True)):
        view.reveal(node)
        view.customContextMenuRequested.emit(view.visualRect(view.currentIndex()).center())
        [menu] = [each for each in made.findChildren(QMenu) if each.isVisible()]
        assert menu.actions()[-1].isEnabled() is can
        menu.close()
        qtbot.waitUntil(lambda: not any(each.isVisible() for each in made.findChildren(QMenu)))
    view.customContextMenuRequested.emit(QPoint(5, 5_000))
    assert not any(each.isVisible() for each in made.findChildren(QMenu))


def test_the_key_for_menus_opens_that_of_the_chosen_row_in_a_short_tree_too(choose, menu_key):
    made = choose({"a": 1}, 1)
    menu = menu_key(made.tree_tab.view)
    row = made.tree_tab.view.visualRect(made.tree_tab.view.currentIndex())
    assert row.contains(made.tree_tab.view.viewport().mapFromGlobal(menu.pos()))
    menu.close()


def test_what_is_packed_in_nothing_says_so_and_bytes_are_shown_as_such(choose, qtbot):
    made = choose({"plain": "Cleat, 8 in", "bytes": base64.b64encode(b"\xff\x00" * 20).decode()}, 1)
    made.tree_tab.acts.show_decoded()
    assert decoded(made, qtbot).grab().width() > 0
    decoded(made, qtbot).close()
    made.tree_tab.view.reveal(2)
    made.tree_tab.acts.show_decoded()
    qtbot.waitUntil(
        lambda: any("ff 00 ff 00" in each.view.toPlainText() for each in made.findChildren(DecodedDialog))
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_decoded_only_when_asked_for(choose, qtbot, kind):
    made = choose({"logo": "data:image/png;base64," + base64.b64encode(picture_bytes(kind)).decode()}, 1)
    made.tree_tab.acts.show_decoded()
    shown = decoded(made, qtbot)
    qtbot.waitUntil(lambda: shown.document.index.done)
    assert shown.picture.image.isNull()
    assert shown.bar.isVisible()
    shown.bar.show_button.click()
    qtbot.waitUntil(lambda: shown.picture.words().startswith("8 by 8 pixels"))
    shown.grab()


def test_a_payload_that_is_a_picture_can_be_looked_at(inspect, qtbot):
    made = inspect(picture_bytes())
    assert made.tabs.name() == "Raw"
    assert made.tabs.raw_tab.bar.isVisible()
    assert made.tabs.raw_tab.view.toPlainText().startswith("89 50 4e 47")
    made.tabs.raw_tab.bar.show_button.click()
    qtbot.waitUntil(lambda: not made.tabs.raw_tab.picture.image.isNull())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (picture_bytes()[:40], "broken or cut off"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "broken or cut off"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "broken or cut off"),
    ],
)
def test_a_picture_that_is_none_says_so_and_svg_is_never_drawn(qapp, data, words):
    image, said = picture.decoded(data)
    assert image.isNull()
    assert words in said


def test_a_picture_of_too_many_pixels_is_not_decoded(qapp, monkeypatch):
    monkeypatch.setattr(picture, "MOST_PIXELS", 60)
    assert picture.decoded(picture_bytes())[1] == "It has 8 by 8 pixels, too many to be shown."


def test_a_large_picture_is_decoded_smaller(qapp, monkeypatch):
    monkeypatch.setattr(picture, "LARGEST", 4)
    assert picture.decoded(picture_bytes())[0].width() == 4
