import socket

import httpx
import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPushButton,
    QToolTip,
    QWidget,
)

from core import settings
from core.bus import Change
from core.engine import Engine
from core.incoming.plugins import create_plugin
from core.log.event_log import LogFilter
from core.outgoing.apps import create_app, update_app
from core.outgoing.emit import emit
from core.outgoing.sender_state import OFFLINE
from core.outgoing.webhooks import create_webhook
from core.tending import Tending
from desktop import theme
from desktop.desk import Place
from desktop.entries import ENTRIES
from desktop.jump import JumpPalette
from desktop.tasks import problems
from desktop.window import MainWindow
from tests.core import made
from tests.disk import FullDisk
from tests.waiting import eventually

TITLES = ["Overview", "Event Logs", "Webhook Jobs", "Apps", "Plugins", "Settings"]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot, engine):
    return opened(qtbot, engine)


def opened(qtbot, engine):
    made = MainWindow(engine)
    qtbot.addWidget(made)
    made.show()
    return made


def choose(window, title):
    window.navigation.setCurrentRow(TITLES.index(title))


def press(qtbot, window, word):
    """Press the button in sight that says a word."""

    def found():
        return [each for each in window.findChildren(QPushButton) if each.text() == word and each.isVisible()]

    qtbot.waitUntil(lambda: len(found()) == 1)
    qtbot.mouseClick(found()[0], LEFT)


def test_the_pages_stand_in_the_contracts_order_and_are_made_when_they_are_shown(window):
    navigation = window.findChild(QListWidget, "navigation")
    assert [navigation.item(at).text() for at in range(6)] == TITLES
    assert list(window._made) == ["Overview"]
    for title in TITLES:
        choose(window, title)
        assert window.page().title == title
        assert window.page().isVisible()


def test_the_foot_says_where_it_receives_and_copies_the_address(qtbot, window, engine):
    url = engine.receiver_state().url
    assert window.status._words.text() == "Receiving at"
    assert url.endswith(window.status._address.text())
    qtbot.mouseClick(window.status.copy_button, LEFT)
    assert QGuiApplication.clipboard().text() == url


def test_the_foot_says_when_the_last_request_came_and_what_was_refused_and_why(qtbot, window, engine):
    url = f"{engine.receiver_state().url}/plugins/nobody/"
    qtbot.waitUntil(lambda: window.status._came.text() == "No requests yet")
    assert httpx.post(url, json={}, trust_env=False).status_code == 404
    qtbot.waitUntil(lambda: window.status._refused.text() == "Refused now: No active plugin")
    assert window.status._came.text() == "Last request now"
    create_plugin(engine.store, id="open", name="Open", provider="none")
    assert httpx.post(url.replace("nobody", "open"), json={}, trust_env=False).status_code == 204
    qtbot.waitUntil(lambda: window.status._request.at > window.status._request.refused.last_at)


def test_what_is_owed_and_how_many_there_are_follow_the_engine(qtbot, window, engine, sink):
    with engine.store.connection():
        app = create_app(engine.store, name="Shop", permissions=["MANAGE_ORDERS"], is_active=True)
        create_webhook(
            engine.store,
            app_id=app.id,
            name="Orders",
            target_url=sink.url,
            events=["order_created"],
            is_active=True,
        )
        emit(engine.store, "order_created")
    qtbot.waitUntil(lambda: window.status._last.text().startswith("Last event"))
    apps = window.navigation.item(TITLES.index("Apps"))
    qtbot.waitUntil(lambda: apps.data(Qt.ItemDataRole.AccessibleTextRole) == "Apps, 1 app")


def test_a_webhook_that_is_opened_before_its_app_was_shown_needs_no_wider_window(qtbot, window, engine):
    with engine.store.connection():
        app = create_app(engine.store, name="Shop", permissions=["MANAGE_ORDERS"], is_active=True)
        made = create_webhook(
            engine.store,
            app_id=app.id,
            name="Orders",
            target_url="https://a.example",
            events=["order_created"],
        )
    window.go(Place("Apps", app_id=app.id, webhook_id=made.id))
    page = window.page()
    qtbot.waitUntil(lambda: page._stack.currentWidget() is page.webhook_form)

    def needed():
        parts = (part for part in page.app_form.children() if isinstance(part, QWidget))
        return max(part.minimumSizeHint().width() for part in parts)

    qtbot.waitUntil(lambda: page.app_form.layout().totalMinimumSize().width() <= needed())


def test_no_page_makes_a_small_window_wider_than_it_needs_to_be(qtbot, window, engine):
    with engine.store.connection():
        create_app(engine.store, name="Shop", permissions=["MANAGE_ORDERS"], is_active=True)
    window.resize(1, 1)
    for entry in ENTRIES:
        window.go(Place(entry.title))
        qtbot.waitUntil(lambda: window.isVisible() and window.page().isVisible())
    choose(window, "Apps")
    qtbot.waitUntil(lambda: window.page()._state is not None)
    qtbot.waitUntil(lambda: window.width() == window.minimumSizeHint().width())


@pytest.mark.parametrize("width", [1280, 800])
def test_a_word_on_what_was_done_covers_nothing_that_is_pressed(window, width):
    window.resize(width, 600)
    window.desk.toast("Saved “" + "W" * 255 + "”", lambda: None)
    covered = [
        each
        for each in window.findChildren(QAbstractButton)
        if each.isVisible()
        and window.toast.geometry().intersects(QRect(each.mapTo(window, QPoint()), each.size()))
    ]
    assert [each.text() for each in covered] == ["Undo"]
    assert not window.toast.geometry().intersects(window.centralWidget().geometry())


def test_a_window_fits_on_a_small_screen_with_the_icons_of_its_pages_alone(qtbot, window):
    rows = window.navigation
    for width, has_words in ((1280, True), (1, False), (1280, True)):
        window.resize(width, 600)
        qtbot.waitUntil(lambda has_words=has_words: rows.has_words == has_words)
        assert window._side.domain.isVisible() == has_words
        assert window.width() >= min(width, 700)
    window.resize(800, 600)
    assert window.size().toTuple() == (800, 600)
    at = rows.visualItemRect(rows.item(1)).center()
    QApplication.sendEvent(rows.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, rows.mapToGlobal(at)))
    assert "Event Logs" in QToolTip.text()
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.findChild(JumpPalette) is not None)
    window.findChild(JumpPalette).close()


@pytest.mark.parametrize(
    ("title", "name"),
    [("Event Logs", "searchField"), ("Webhook Jobs", "jobSearchField"), ("Records", "recordSearchField")],
)
def test_ctrl_f_leads_to_the_search_of_a_page_from_everywhere(qtbot, window, title, name):
    window.go(Place(title))
    window.activateWindow()
    window.navigation.setFocus()
    qtbot.waitUntil(window.navigation.hasFocus)
    qtbot.keyClick(window.navigation, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = window.page().findChild(QLineEdit, name)
    qtbot.waitUntil(field.hasFocus)


def test_a_taken_port_is_shown_and_another_one_can_be_used(qtbot, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        engine = Engine(tmp_path / "desk", receiver_port=port)
        engine.start()
        window = opened(qtbot, engine)
        assert str(port) in window.page().banner.title()
        assert window.status._words.text().startswith("Not receiving")
        free = engine.receiver_state().free_port
        press(qtbot, window, f"Use port {free}")
        qtbot.waitUntil(lambda: engine.receiver_state().listening)
        qtbot.waitUntil(lambda: window.page().banner.title() == "")
        assert engine.receiver_state().port == free
        with engine.store.connection():
            assert settings.load(engine.store).receiver_port == free
        engine.stop()


def test_a_port_that_is_free_again_is_received_at_and_no_more_a_problem(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(Tending, "EVERY", 0.02)
    with socket.create_server(("127.0.0.1", 0)) as other:
        engine = Engine(tmp_path / "desk", receiver_port=other.getsockname()[1])
        engine.start()
        window = opened(qtbot, engine)
        assert "is taken" in window.page().banner.title()
    qtbot.waitUntil(lambda: window.page().banner.title() == "")
    assert window.status._words.text() == "Receiving at"
    engine.stop()


def test_a_taken_port_leads_to_the_settings_and_is_told_on_every_page(qtbot, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        engine = Engine(tmp_path / "desk", receiver_port=other.getsockname()[1])
        engine.start()
        window = opened(qtbot, engine)
        title = window.page().banner.title()
        press(qtbot, window, "Open Settings")
        assert window.page().title == "Settings"
        assert window.page().banner.title() == title
        engine.stop()


def test_a_window_beside_another_engine_says_so_and_takes_over(qtbot, tmp_path):
    first = Engine(tmp_path / "desk", receiver_port=0)
    first.start()
    second = Engine(tmp_path / "desk", receiver_port=0)
    second.start()
    window = opened(qtbot, second)
    assert window.page().banner.title() == "Another Yardarm is at work on this data"
    assert window.status._words.text().startswith("Another Yardarm")
    first.stop()
    qtbot.waitUntil(lambda: window.status._words.text() == "Receiving at")
    assert window.page().banner.title() == ""
    second.stop()


def test_a_disk_that_is_full_while_sending_is_told_until_there_is_room(
    qtbot, window, engine, sink, monkeypatch
):
    disk = FullDisk(monkeypatch)
    with engine.store.connection():
        made.many(engine.store, made.hook(engine.store, sink.url), 100)
    qtbot.waitUntil(lambda: window.page().banner.title() == "The disk is full")
    disk.make_room()
    qtbot.waitUntil(lambda: window.page().banner.title() == "")
    eventually(lambda: {row.status for row in made.rows(engine.store)} == {"DELIVERED"})
    assert len(sink.requests) == 100


def test_a_computer_that_is_offline_is_a_wait_and_no_fault(window, engine, monkeypatch):
    monkeypatch.setattr(engine, "sender_state", lambda: OFFLINE)
    window._state.show()
    banner = window.page().banner
    assert banner.title() == "This computer is offline"
    assert {each.property("tone") for each in banner.findChildren(QFrame) if each.property("tone")} == {
        "wait"
    }


def test_a_problem_is_a_banner_that_goes_when_it_is_dismissed(qtbot, window):
    problems.raised.emit("The disk is full", "Make room.")
    assert window.page().banner.title() == "The disk is full"
    choose(window, "Apps")
    assert window.page().banner.title() == "The disk is full"
    window.page().banner._on_cross()
    assert window.page().banner.title() == ""
    choose(window, "Overview")
    assert window.page().banner.title() == ""


@pytest.mark.parametrize("name", ["Event Logs", "Plugins", "Settings", "Records", "Verification lab"])
def test_a_problem_stands_under_the_title_of_the_page(qtbot, window, name):
    problems.raised.emit("The disk is full", "Make room.")
    window.go(Place(name))
    page = window.page()
    (title,) = (each for each in page.findChildren(QLabel) if each.text() == name and each.isVisible())
    below = title.mapTo(page, title.rect().bottomLeft()).y()
    qtbot.waitUntil(lambda: page.banner.isVisible() and page.banner.mapTo(page, QPoint()).y() > below)


def test_a_problem_stands_over_the_form_of_a_plugin_and_goes_back_under_the_title(qtbot, window):
    problems.raised.emit("The disk is full", "Make room.")
    choose(window, "Plugins")
    page = window.page()
    page._on_new()
    qtbot.waitUntil(lambda: page.banner.parent() is page and page.banner.isVisible())
    assert page.banner.mapTo(page, QPoint()).y() < page.form.mapTo(page, QPoint()).y()
    page.form.leaving.emit()
    qtbot.waitUntil(lambda: page.banner.parent() is not page and page.banner.isVisible())


def test_a_dismissed_problem_gives_place_to_what_is_still_so(qtbot, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        engine = Engine(tmp_path / "desk", receiver_port=other.getsockname()[1])
        engine.start()
        window = opened(qtbot, engine)
        taken = window.page().banner.title()
        problems.raised.emit("The disk is full", "Make room.")
        window.page().banner._on_cross()
        assert window.page().banner.title() == taken
        window.page().banner._on_cross()
        assert window.page().banner.title() == ""
        engine.stop()


def test_a_page_can_be_sent_to_with_what_it_shall_show(qtbot, window):
    window.go(Place("Event Logs", log=LogFilter(status="FAILED")))
    assert window.page().title == "Event Logs"
    assert window.navigation.currentRow() == 1
    assert window.page().filters.match() == LogFilter(status="FAILED")


def test_the_keyboard_goes_along_to_the_page_that_a_button_leads_to(qtbot, window):
    with qtbot.waitActive(window):
        window.activateWindow()
    window.page().failed.setFocus()
    window.page().failed.click()
    assert window.page().title == "Event Logs"
    qtbot.waitUntil(window.page().live.empty.hasFocus)
    window.navigation.setFocus()
    window.go(Place("Webhook Jobs"))
    assert window.navigation.hasFocus()


def test_a_key_opens_the_palette_which_leads_to_a_page(qtbot, window):
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.findChild(QLineEdit, "jumpField") is not None)
    field = window.findChild(QLineEdit, "jumpField")
    qtbot.keyClicks(field, "settings")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.page().title == "Settings"


def test_unsaved_changes_are_asked_about_before_a_page_is_left(qtbot, window):
    choose(window, "Settings")
    page = window.page()
    qtbot.waitUntil(lambda: page.port.value() == 8765)
    page.port.setValue(9000)
    choose(window, "Apps")
    assert (window.page(), window.navigation.currentRow()) == (page, 5)
    press(qtbot, window, "Keep editing")
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is None)
    assert (window.page(), page.port.value()) == (page, 9000)
    choose(window, "Apps")
    press(qtbot, window, "Discard changes")
    qtbot.waitUntil(lambda: window.page().title == "Apps")
    assert window.navigation.currentRow() == 3


def test_unsaved_changes_are_asked_about_before_the_window_closes(qtbot, window):
    choose(window, "Settings")
    page = window.page()
    qtbot.waitUntil(lambda: page.port.value() == 8765)
    page.port.setValue(9000)
    window.close()
    assert window.isVisible()
    press(qtbot, window, "Discard changes")
    qtbot.waitUntil(lambda: not window.isVisible())


def test_a_window_without_unsaved_changes_closes_at_once(window):
    window.close()
    assert not window.isVisible()


def test_a_theme_that_another_process_chose_is_taken_up(qtbot, window, engine):
    with engine.store.connection():
        settings.save(engine.store, theme="dark", marketplace_domain="https://brightwater.example/")
    qtbot.waitUntil(lambda: theme.current().dark)
    qtbot.waitUntil(lambda: window._side.domain.text() == "brightwater.example")
    with engine.store.connection():
        settings.save(engine.store, theme="light")
    qtbot.waitUntil(lambda: not theme.current().dark)


def test_a_hidden_page_reads_again_only_when_it_is_shown(qtbot, window, engine):
    choose(window, "Apps")
    apps = window.page()
    choose(window, "Overview")
    reads: list[object] = []
    apps.refresh = reads.append
    with engine.store.connection():
        update_app(engine.store, create_app(engine.store, name="Shop").id, name="Store")
    qtbot.waitUntil(
        lambda: window.navigation.item(3).data(Qt.ItemDataRole.AccessibleTextRole) == "Apps, 1 app"
    )
    assert reads == []
    choose(window, "Apps")
    assert len(reads) == 1


@pytest.fixture
def owing(engine, sink):
    """An engine that owes one delivery, due in five minutes."""
    sink.answers.append(500)
    store = engine.store
    with store.connection():
        made.hook(store, sink.url)
        emit(store, "product_created")
        eventually(lambda: [row for row in made.rows(store) if row.attempts])
        with store.write(Change.OUTBOX):
            store.sql("UPDATE outbox SET due_at = ?", (store.clock() + 300_000,))
    return engine


def test_closing_with_deliveries_owed_says_how_many_and_when_they_go_on(qtbot, owing, answer):
    window = opened(qtbot, owing)
    qtbot.waitUntil(lambda: window._glance is not None)
    assert not window.close()
    said = answer(window, "Keep open")
    assert said.startswith("1 delivery is still owed Nothing is sent while Yardarm is closed;")
    assert "the next one goes in 4 min" in said
    assert window.isVisible()
    window.close()
    answer(window, "Close")
    qtbot.waitUntil(lambda: not window.isVisible())


def test_a_window_beside_the_engine_of_another_closes_at_once(qtbot, owing):
    guest = Engine(owing.data_dir, receiver_port=0)
    guest.start()
    try:
        window = opened(qtbot, guest)
        qtbot.waitUntil(lambda: window._glance is not None and window._glance.owed == 1)
        assert window.close()
    finally:
        guest.stop()
