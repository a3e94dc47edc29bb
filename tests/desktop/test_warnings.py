import pytest
from PySide6.QtCore import Qt

from core.bus import Change
from core.outgoing import breaker
from core.outgoing.disabling import disable
from core.outgoing.health import resume
from core.outgoing.warned import Warned
from desktop.desk import Place
from desktop.warnings import warning_words
from desktop.window import MainWindow
from tests.core import made
from tests.desktop.pages.apps.hands import LEFT, button

TWO = Warned(1, 1, "Order feed", 2, "Connection refused")


def test_the_days_and_what_follows_are_said():
    assert warning_words(TWO, 0) == (
        "“Order feed” has only failed for 2 days",
        "After 5 days it is disabled; what it is owed is kept. The last time: Connection refused.",
    )
    assert warning_words(TWO, 1)[1].endswith(". 1 other webhook needs a look too.")
    assert warning_words(TWO, 2)[1].endswith(". 2 other webhooks need a look too.")


def test_why_one_was_disabled_is_said():
    title, advice = warning_words(Warned(1, 1, "Order feed", 0, "Its endpoint answered 410 Gone."), 0)
    assert title == "“Order feed” was disabled"
    assert advice.startswith("Its endpoint answered 410 Gone. What it is owed is held")


@pytest.fixture
def store(engine):
    with engine.store.connection():
        yield engine.store


@pytest.fixture
def window(qtbot, engine):
    made_ = MainWindow(engine)
    qtbot.addWidget(made_)
    made_.show()
    return made_


def mark(window):
    return window.navigation.item(3).data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_webhook_that_fails_for_days_is_told_in_the_window_until_it_works(qtbot, window, store):
    hook = made.hook(store, name="Order feed")
    qtbot.waitUntil(lambda: mark(window) == "Apps, 1 app")
    made.pause(store, hook, failing_ms=2 * breaker.DAY)
    qtbot.waitUntil(lambda: window.page().banner.title() == "“Order feed” has only failed for 2 days")
    assert mark(window) == "Apps, 1 webhook needs a look"
    qtbot.mouseClick(button(window.page().banner, "Open webhook"), LEFT)
    qtbot.waitUntil(lambda: getattr(window.page(), "webhook_form", None) is not None)
    assert window.page().webhook_form.title() == "Order feed"
    resume(store, hook.id)
    qtbot.waitUntil(lambda: window.page().banner.title() == "")
    qtbot.waitUntil(lambda: mark(window) == "Apps, 1 app")


def test_the_form_of_a_webhook_tells_its_trouble_itself(qtbot, window, store):
    hook = made.hook(store, name="Order feed")
    made.pause(store, hook, failing_ms=2 * breaker.DAY)
    window.go(Place("Apps", webhook_id=hook.id))
    page = window.page()
    qtbot.waitUntil(lambda: page.webhook_form is not None and page.webhook_form.health.title.isVisible())
    qtbot.waitUntil(lambda: mark(window) == "Apps, 1 webhook needs a look")
    assert page.banner.title() == ""
    window.go(Place("Overview"))
    assert window.page().banner.title() == "“Order feed” has only failed for 2 days"
    window.go(Place("Apps"))
    assert page.banner.title() == ""
    page.webhook_form.leaving.emit()
    assert page.banner.title() == "“Order feed” has only failed for 2 days"


def test_the_warning_of_two_days_put_away_comes_back_after_four(qtbot, window, store):
    hook = made.hook(store, name="Order feed")
    made.pause(store, hook, failing_ms=2 * breaker.DAY)
    banner = window.page().banner
    qtbot.waitUntil(lambda: bool(banner.title()))
    banner._on_cross()
    made.pause(store, hook, failing_ms=4 * breaker.DAY)
    qtbot.waitUntil(lambda: banner.title() == "“Order feed” has only failed for 4 days")


def test_one_that_the_desk_disabled_is_told(qtbot, window, store):
    hook = made.hook(store, name="Order feed")
    with store.write(Change.WEBHOOKS):
        disable(store, hook.id, "Its endpoint answered 410 Gone.")
    qtbot.waitUntil(lambda: window.page().banner.title() == "“Order feed” was disabled")
