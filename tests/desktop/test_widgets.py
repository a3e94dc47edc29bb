import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QToolButton,
    QToolTip,
    QWidget,
)

import desktop
from desktop import theme
from desktop.tasks import spawn
from desktop.widgets.controls import (
    begin,
    busy,
    button,
    combo,
    copy_button,
    label,
    refill,
)
from desktop.widgets.cut_label import CutLabel
from desktop.widgets.fields import Field, Foot
from desktop.widgets.layout import col, holder
from desktop.widgets.notes import Act, Banner, EmptyState, ask
from desktop.widgets.passing import passing_menu
from desktop.widgets.search import Chip, Filter, SearchField
from desktop.widgets.status import Pill
from desktop.widgets.switch import Segments, Switch
from desktop.widgets.toast import Toast
from desktop.words import plain_tip

LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


@pytest.fixture
def shown(qtbot):
    """Show a widget and return it."""

    def show(widget):
        qtbot.addWidget(widget)
        widget.resize(600, max(widget.sizeHint().height(), 100))
        with qtbot.waitExposed(widget):
            widget.show()
        return widget

    return show


def test_a_switch_is_turned_by_space_and_by_a_click(qtbot, shown):
    switch = shown(Switch("Follow newest"))
    told: list[bool] = []
    switch.toggled.connect(told.append)
    qtbot.keyClick(switch, Key.Key_Space)
    qtbot.mouseClick(switch, LEFT)
    assert told == [True, False]
    assert switch.accessibleName() == "Follow newest"


def test_segments_are_turned_by_arrow_keys_and_stop_at_their_ends(qtbot, shown):
    segments = shown(Segments([("All", None), ("Received", "IN"), ("Emitted", "OUT")], "way", "Direction"))
    told: list[object] = []
    segments.chosen.connect(told.append)
    buttons = segments.findChildren(QToolButton)
    buttons[0].setFocus()
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_Left):
        qtbot.keyClick(segments.window().focusWidget() or segments, key)
    assert told == ["IN", "OUT", "IN"]
    assert segments.value() == "IN"
    assert [each.focusPolicy() == Qt.FocusPolicy.StrongFocus for each in buttons] == [False, True, False]


def test_segments_are_turned_by_a_click_and_by_the_program(qtbot, shown):
    segments = shown(Segments([("All", None), ("Received", "IN")], "way", "Direction"))
    told: list[object] = []
    segments.chosen.connect(told.append)
    qtbot.mouseClick(segments.findChildren(QToolButton)[1], LEFT)
    segments.choose(None)
    assert told == ["IN", None]


def test_a_search_is_told_once_the_typing_pauses(qtbot, shown):
    field = shown(SearchField("Search ids", "searchField"))
    told: list[str] = []
    field.searched.connect(told.append)
    qtbot.keyClicks(field.edit, " order ")
    assert told == []
    qtbot.waitUntil(lambda: told == ["order"])
    assert field.findChild(QLineEdit, "searchField") is field.edit


def test_enter_searches_at_once_and_escape_empties_the_field(qtbot, shown):
    field = shown(SearchField("Search ids"))
    told: list[str] = []
    field.searched.connect(told.append)
    qtbot.keyClicks(field.edit, "paid")
    qtbot.keyClick(field.edit, Key.Key_Return)
    assert told == ["paid"]
    qtbot.keyClick(field.edit, Key.Key_Escape)
    assert told == ["paid", ""]
    assert field.text() == ""


def test_chips_are_taken_off_by_a_click_by_delete_and_by_backspace(qtbot, shown):
    field = shown(SearchField("Search ids"))
    gone: list[str] = []
    filters = [Filter("app", "Storefront sync", lambda: gone.append("app"))]
    filters.append(Filter("since", "24 h", lambda: gone.append("since")))
    field.show_filters(filters)
    first, second = field.findChildren(Chip)
    qtbot.mouseClick(first, LEFT)
    qtbot.keyClick(second, Key.Key_Delete)
    qtbot.keyClicks(field.edit, "x")
    qtbot.keyClick(field.edit, Key.Key_Backspace)
    assert gone == ["app", "since"]
    qtbot.keyClick(field.edit, Key.Key_Backspace)
    assert gone == ["app", "since", "since"]


def test_texts_of_strangers_are_never_html(shown):
    banner = shown(Banner())
    banner.say("bad", "<b>bold</b>", "<img src=x>", Act("<i>Do</i>", lambda: None))
    labels = banner.findChildren(QLabel)
    assert [each.text() for each in labels] == ["<b>bold</b>", "<img src=x>"]
    assert {each.textFormat() for each in labels} == {Qt.TextFormat.PlainText}
    assert label("<b>").textFormat() == Qt.TextFormat.PlainText


def test_a_banner_offers_its_acts_and_can_be_dismissed(qtbot, shown):
    banner, done = shown(Banner()), []
    banner.say(
        "bad", "Port 8765 is taken", "Choose another.", Act("Use port 8766", lambda: done.append(8766))
    )
    use, dismiss = banner.findChildren(QAbstractButton)
    qtbot.mouseClick(use, LEFT)
    assert done == [8766]
    assert (banner.title(), banner.isVisible()) == ("Port 8765 is taken", True)
    assert dismiss.accessibleName() == "Dismiss"
    qtbot.mouseClick(dismiss, LEFT)
    assert (banner.title(), banner.isVisible()) == ("", False)


def test_the_title_of_a_banner_is_a_line_of_its_own_without_a_full_stop(shown):
    banner = shown(Banner())
    banner.say("bad", "The disk is full.", "Make room.")
    assert banner.title() == "The disk is full"
    assert banner.accessibleName() == "The disk is full. Make room."


def test_a_toast_offers_the_way_back(qtbot, shown):
    window, undone = shown(QWidget()), []
    toast = Toast(window, window.rect)
    toast.say("Held PRODUCT_CREATE", lambda: undone.append(True))
    assert toast.isVisible()
    (undo,) = toast.findChildren(QPushButton)
    qtbot.mouseClick(undo, LEFT)
    assert undone == [True]
    assert not toast.isVisible()
    toast.say("Held STOCK_UPDATE", lambda: undone.append(False))
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: undone == [True, False])
    toast.say("Copied")
    assert not undo.isVisible()


def test_the_sentence_of_an_empty_page_breaks_where_there_is_little_room(qtbot, shown):
    state = EmptyState("stack")
    around = shown(holder(col(state, gap=0)))
    state.say("No jobs yet", "Plugins receive webhooks, and each makes a job of what it is asked to do. " * 2)
    heights = []
    for width in (900, 300):
        around.resize(width, 400)
        qtbot.waitUntil(lambda width=width: state._text.geometry().right() < width == state.width())
        assert state._text.height() == state._text.heightForWidth(state._text.width())
        heights.append(state._text.height())
    assert heights[1] > heights[0]


def test_an_empty_page_says_what_to_do_first(qtbot, shown):
    state, done = shown(EmptyState("stack")), []
    for title in ("No webhooks", "No webhooks yet"):  # said anew, it has its buttons once
        state.say(title, "A webhook sends.", Act("Create Webhook", lambda: done.append(1)))

    def visible():
        return [each for each in state.findChildren(QPushButton) if each.isVisible()]

    qtbot.waitUntil(lambda: len(visible()) == 1)
    (create,) = visible()
    qtbot.mouseClick(create, LEFT)
    assert done == [1]
    assert create.property("kind") == "primary"


def test_what_is_said_again_while_its_button_is_pressed_keeps_it(qtbot, shown):
    done = []
    for said in (shown(EmptyState("stack")), shown(Banner())):
        words = ("wait", "It waits", "Go on.") if isinstance(said, Banner) else ("No jobs yet", "They come.")
        said.say(*words, Act("Go on", lambda: done.append("before")))
        pressed = next(each for each in said.findChildren(QPushButton) if each.text() == "Go on")
        qtbot.mousePress(pressed, LEFT)
        said.say(*words, Act("Go on", lambda: done.append("now")))
        qtbot.mouseRelease(pressed, LEFT)
    assert done == ["now", "now"]


def test_a_question_keeps_by_default_and_acts_only_when_told(qtbot, shown):
    parent, done = shown(QWidget()), []
    for key in (Key.Key_Escape, Key.Key_Return):
        ask(parent, "Delete “Order feed”?", "Its log rows stay.", Act("Delete", lambda: done.append(1)))
        box = parent.findChild(QMessageBox)
        qtbot.keyClick(box, key)
        qtbot.waitUntil(lambda: parent.findChild(QMessageBox) is None)
    assert done == []
    ask(parent, "Delete “Order feed”?", "Its log rows stay.", Act("Delete", lambda: done.append(1)))
    box = parent.findChild(QMessageBox)
    qtbot.mouseClick(next(each for each in box.buttons() if each.text() == "Delete"), LEFT)
    assert done == [1]


def test_a_question_has_room_for_its_sentences(qtbot, shown):
    theme.current()
    parent = shown(QWidget())
    ask(parent, "Revoke “Till”?", "The program that has it can emit no more.", Act("Revoke", lambda: None))
    box = parent.findChild(QMessageBox)
    [words] = [each for each in box.findChildren(QLabel) if each.text().startswith("The program")]
    qtbot.waitUntil(lambda: words.width() >= words.fontMetrics().horizontalAdvance(words.text()))
    box.reject()


def test_a_busy_button_is_disabled_at_once_and_says_so_after_a_while(qtbot, shown):
    pressed = shown(button("Send test event"))
    release = asyncio.Event()

    async def send():
        with busy(pressed, "Sending…"):
            await release.wait()

    spawn(send(), pressed)
    qtbot.waitUntil(lambda: not pressed.isEnabled())
    width = pressed.width()
    assert pressed.text() == "Send test event"
    qtbot.waitUntil(lambda: pressed.text() == "Sending…")
    assert pressed.width() == width
    release.set()
    qtbot.waitUntil(pressed.isEnabled)
    assert pressed.text() == "Send test event"


def test_a_copy_button_copies_what_it_is_asked_for_now(qtbot, shown):
    words = ["http://127.0.0.1:8765"]
    copy = shown(copy_button("Copy the address", lambda: words[0]))
    words[0] = "http://127.0.0.1:9000"
    qtbot.mouseClick(copy, LEFT)
    assert QGuiApplication.clipboard().text() == "http://127.0.0.1:9000"


def test_a_menu_is_gone_once_it_is_closed(shown, qtbot):
    owner = shown(QWidget())
    ran = []
    for _ in range(3):
        menu = passing_menu(owner)
        menu.addAction("Copy", lambda: ran.append(1))
        menu.popup(owner.mapToGlobal(QPoint()))
        qtbot.keyClick(menu, Qt.Key.Key_Down)
        qtbot.keyClick(menu, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: owner.findChildren(QMenu) == [])
    assert ran == [1, 1, 1]


def test_every_menu_of_the_desk_is_made_in_the_way_in_which_it_goes():
    made = [
        path.name
        for path in Path(desktop.__file__).parent.rglob("*.py")
        if "QMenu(" in path.read_text("utf-8")
    ]
    assert made == ["passing.py"]


def test_new_choices_keep_what_was_chosen(shown):
    choice = shown(combo([("Any status", None), ("Failed", "FAILED")], "statusFilter", "Status"))
    choice.setCurrentIndex(1)
    refill(choice, [("Any status", None), ("Held", "HELD"), ("Failed", "FAILED")])
    assert choice.currentData() == "FAILED"
    refill(choice, [("Any status", None)])
    assert choice.currentData() is None


def test_an_error_takes_the_place_of_the_hint_beside_its_field(shown):
    field = shown(Field("Target URL", QLineEdit(), "Sent as POST.", name="targetUrlField"))
    assert field.editor.accessibleName() == "Target URL"
    field.set_error("It starts with https://.")
    assert field.error() == "It starts with https://."
    assert field.editor.property("invalid")
    assert field.editor.accessibleDescription() == "It starts with https://."
    field.set_hint("Another hint.")
    assert field.error() == "It starts with https://."
    field.set_error()
    assert field.error() == ""
    assert "Another hint." in [each.text() for each in field.findChildren(QLabel)]


def test_a_form_can_be_saved_only_when_it_is_right_and_changed(shown):
    foot = shown(Foot())
    foot.tell(errors=2, changed=True)
    assert (foot.save_button.isEnabled(), foot.words.text()) == (False, "2 fields need correction")
    foot.tell(errors=0, changed=True)
    assert (foot.save_button.isEnabled(), foot.words.text()) == (True, "Unsaved changes")
    foot.tell(errors=0, changed=False)
    assert (foot.save_button.isEnabled(), foot.words.text()) == (False, "")


def test_the_focus_stays_in_the_foot_when_what_was_changed_is_saved(shown, qtbot):
    foot = shown(Foot())
    foot.tell(errors=0, changed=True)
    foot.save_button.setFocus()
    qtbot.waitUntil(foot.save_button.hasFocus)
    foot.tell(errors=0, changed=False)
    assert foot.cancel_button.hasFocus()


def test_a_pill_says_a_status_or_a_word_of_its_own(shown):
    pill = shown(Pill("DELIVERED"))
    assert pill.accessibleName() == "Status: Delivered"
    pill.show_status("FAILED", "410 Gone")
    assert pill.accessibleName() == "Status: 410 Gone"


def test_a_second_click_does_not_start_the_work_of_a_button_again(qtbot):
    started = []
    pressed = button("Save")
    qtbot.addWidget(pressed)

    async def save():
        with busy(pressed, "Saving…"):
            started.append(1)

    pressed.clicked.connect(lambda: begin(pressed, save, pressed))
    pressed.click()
    pressed.click()
    qtbot.waitUntil(lambda: pressed.isEnabled() and bool(started))
    assert started == [1]


def test_a_toast_is_never_wider_than_its_room(show):
    window = show(QWidget(), (400, 300))
    toast = Toast(window, lambda: QRect(120, 270, 270, 28))
    toast.say("Saved “" + "W" * 255 + "”", lambda: None)
    assert QRect(120, 270, 270, 28).contains(toast.geometry())
    [words] = toast.findChildren(CutLabel)
    assert words.is_cut()
    [undo] = toast.findChildren(QPushButton)
    assert undo.width() >= undo.sizeHint().width()


def test_a_text_that_is_wider_than_its_room_is_cut_and_is_its_tooltip(show):
    text = "Refused 9 h ago: Bad signature"
    made = show(label(text, cut=True), (400, 30))
    for width, is_cut in ((400, False), (90, True)):
        made.resize(width, 30)
        assert made.is_cut() == is_cut
        event = QHelpEvent(QEvent.Type.ToolTip, QPoint(9, 9), made.mapToGlobal(QPoint(9, 9)))
        QApplication.sendEvent(made, event)
        assert QToolTip.text() == plain_tip(text if is_cut else "")
    assert (made.text(), made.minimumSizeHint().width()) == (text, 0)
