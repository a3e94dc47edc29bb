import pytest
from PySide6.QtCore import Qt

from core.bus import Change
from core.outgoing import breaker, health
from core.outgoing.disabling import disable
from core.outgoing.emit import emit
from desktop.desk import Place
from tests.core.made import pause
from tests.desktop.pages.apps.hands import LEFT, button


@pytest.fixture
def note(form):
    return form.health


def test_a_webhook_that_was_never_sent_to_shows_no_health(form, note):
    assert form.isVisible()
    assert not note.title.isVisible()
    assert not note.quiet.isVisible()


def test_a_delivery_shows_as_one_quiet_line(qtbot, note, store):
    emit(store, "order_created", b"{}")
    qtbot.waitUntil(note.quiet.isVisible)
    assert note.quiet.text().startswith("Last 24 hours: 100 % of 1 attempt succeeded, half answered within ")
    assert not note.title.isVisible()


def test_what_is_older_than_a_day_counts_no_more_though_nothing_happens(
    qtbot, page, note, store, monkeypatch
):
    emit(store, "order_created", b"{}")
    qtbot.waitUntil(note.quiet.isVisible)
    now = store.clock()
    monkeypatch.setattr(store, "clock", lambda: now + 25 * 3_600_000)
    page._minutes.timeout.emit()
    qtbot.waitUntil(lambda: not note.quiet.isVisible())


def test_a_failing_endpoint_says_why_and_when_it_is_tried_again(qtbot, note, store, sink):
    sink.answers = [500]
    emit(store, "order_created", b"{}")
    qtbot.waitUntil(note.title.isVisible)
    assert note.title.text() == "The last attempt failed"
    text = note.words.text()
    assert text.startswith("The endpoint has an error of its own: 500 Internal Server Error. First failure: ")
    assert "Next try: in " in text
    assert not note.resume.isVisible()
    qtbot.waitUntil(lambda: note.words.text() != text)  # the seconds run down, and nobody told


def test_a_pause_is_ended_by_one_click(qtbot, note, webhook, store, said):
    pause(store, webhook)
    qtbot.waitUntil(note.resume.isVisible)
    assert note.title.text() == "Paused after 10 failures in a row"
    qtbot.mouseClick(note.resume, LEFT)
    qtbot.waitUntil(lambda: not note.title.isVisible())
    assert health.of(store, webhook.id).state == "unknown"
    qtbot.waitUntil(lambda: [words for words, _ in said.toasts] == ["The pause is over: it is sent to now"])


def test_the_table_of_webhooks_says_which_one_is_paused(qtbot, page, webhook, store):
    def status(role=Qt.ItemDataRole.DisplayRole):
        return page.app_form.webhooks.model.index(0, 5).data(role)

    page.open(Place("Apps", app_id=webhook.app_id))
    qtbot.waitUntil(lambda: status() == "Active")
    pause(store, webhook)
    qtbot.waitUntil(lambda: status() == "Paused")
    assert "tried again by itself" in status(Qt.ItemDataRole.ToolTipRole)
    health.resume(store, webhook.id)
    qtbot.waitUntil(lambda: status() == "Active")


def test_the_warning_of_two_days_is_shown(qtbot, note, webhook, store):
    pause(store, webhook, failing_ms=breaker.WARN_AFTER[0])
    qtbot.waitUntil(note.words.isVisible)
    assert "It has only failed for 2 days." in note.words.text()


def test_a_disabled_webhook_says_why_above_its_fields(qtbot, note, webhook, store):
    with store.write(Change.WEBHOOKS):
        disable(store, webhook.id, "The endpoint answered 410 Gone.")
    qtbot.waitUntil(lambda: note.title.text() == "This webhook was disabled")
    assert note.words.text().startswith("The endpoint answered 410 Gone. ")
    assert not note.resume.isVisible()


def test_what_failed_out_of_sight_is_there_when_the_form_is_shown_again(qtbot, page, note, webhook, store):
    page.hide()
    pause(store, webhook)
    page.show()
    qtbot.waitUntil(note.title.isVisible)


def test_a_new_webhook_has_no_health(qtbot, page, app, webhook, store):
    pause(store, webhook)
    page.open(Place("Apps", app_id=app.id))
    qtbot.waitUntil(lambda: page.app_form.webhooks.model.rowCount() == 1)
    qtbot.mouseClick(button(page, "Create Webhook"), LEFT)
    qtbot.waitUntil(page.webhook_form.isVisible)
    assert not page.webhook_form.health.title.isVisible()
