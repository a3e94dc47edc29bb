import pytest
from PySide6.QtCore import Qt

from core.bus import Change
from core.errors import StoreError
from core.log.event_log import LogFilter
from core.outgoing.webhooks import delete_webhook
from desktop.forms.replay_dialog import ReplayDialog, scopes
from tests.core import made

LEFT = Qt.MouseButton.LeftButton
FAILED, ALL = LogFilter(status="FAILED"), LogFilter()


@pytest.fixture
def hook(engine, sink):
    with engine.store.connection():
        return made.hook(engine.store, sink.url)


@pytest.fixture
def failed(engine, hook):
    """Thirty deliveries that were given up, the first two of a webhook that is gone."""
    store = engine.store
    with store.connection():
        gone = made.hook(store)
        made.many(store, gone, 2)
        delete_webhook(store, gone.id)
        body = store.sql("INSERT INTO payload (body) VALUES (x'7b7d')").lastrowid
        row = (store.clock(), hook.target_url, hook.id, hook.app_id, body)
        store.many(
            "INSERT INTO event_log (date, direction, status, event_type, target_url, webhook_id, app_id, uid,"
            " payload_id, size) VALUES (?, 'EMITTED', 'FAILED', 'product_created', ?, ?, ?, 'u', ?, 2)",
            [row] * 28,
        )
    return list(range(1, 31))


@pytest.fixture
def dialog(qtbot, engine, failed, show):
    """The dialog over all that failed, once it has counted."""
    dialog = show(ReplayDialog(engine, [("All that failed", FAILED), ("All that match", ALL)]), (720, 480))
    qtbot.waitUntil(dialog.send_button.isEnabled)
    return dialog


def outcomes(dialog):
    model = dialog.outcomes.rows_model
    return [tuple(model.index(at, column).data() for column in (0, 1)) for at in range(model.rowCount())]


def test_it_shows_the_count_a_sample_and_what_would_be_skipped_and_sends_nothing(dialog, engine, sink):
    assert dialog._title.text() == "Send 28 events again"
    assert [row.id for row in dialog.table.rows_model.rows()] == [3, 4, 5, 6, 7]
    assert dialog.more.text() == "These go first, 23 more follow."
    assert dialog.notes.text() == "2 will be skipped: Its webhook was deleted."
    assert made.owed(engine.store) == []
    assert sink.requests == []


def test_the_time_it_takes_follows_the_rate(dialog):
    assert dialog._takes.text() == "takes about 2 s"
    dialog.rate.choose(1)
    assert dialog._takes.text() == "takes about 28 s"
    dialog.rate.choose(None)
    assert dialog._takes.text() == ""


def test_all_is_sent_again_and_each_row_says_what_became_of_it(dialog, qtbot, sink):
    dialog.rate.choose(None)
    qtbot.mouseClick(dialog.send_button, LEFT)
    qtbot.waitUntil(lambda: dialog._title.text() == "28 events queued, 2 skipped")
    qtbot.waitUntil(lambda: len(sink.requests) == 28)
    told = outcomes(dialog)
    assert told[:2] == [
        ("1", "Not sent. Its webhook was deleted."),
        ("2", "Not sent. Its webhook was deleted."),
    ]
    assert told[2:] == [(str(log_id), "Queued") for log_id in range(3, 31)]
    assert (dialog.outcomes.isVisible(), dialog.send_button.isVisible()) == (True, False)
    assert dialog.close_button.text() == "Close"


def test_it_can_be_cancelled_and_says_what_was_left(dialog, qtbot, engine, sink):
    dialog.rate.choose(1)
    qtbot.mouseClick(dialog.send_button, LEFT)
    qtbot.waitUntil(lambda: len(outcomes(dialog)) >= 3)
    assert dialog._title.text().startswith("Sending again: ")
    assert dialog.bar.isVisible()
    qtbot.mouseClick(dialog.close_button, LEFT)
    qtbot.waitUntil(lambda: dialog.close_button.text() == "Close", timeout=3_000)
    assert dialog.isVisible()
    done = len(outcomes(dialog))
    assert dialog.notes.text() == f"{30 - done} events left as before."
    qtbot.waitUntil(lambda: len(sink.requests) == done - 2)
    qtbot.mouseClick(dialog.close_button, LEFT)
    assert not dialog.isVisible()


def test_another_choice_counts_anew(dialog, qtbot, engine):
    with engine.store.connection(), engine.store.write(Change.LOG):
        engine.store.sql("UPDATE event_log SET status = 'DELIVERED' WHERE id = 30")
    dialog.scope.choose(ALL)
    assert not dialog.send_button.isEnabled()
    qtbot.waitUntil(dialog.send_button.isEnabled)
    assert "1 of them arrived before" in dialog._words.text()


def test_nothing_that_can_be_sent_offers_no_sending(qtbot, engine, failed, show):
    dialog = show(ReplayDialog(engine, [("2 chosen", (1, 2))]))
    qtbot.waitUntil(lambda: dialog._title.text() == "Nothing can be sent again")
    assert not dialog.send_button.isEnabled()
    assert dialog.notes.text() == "2 will be skipped: Its webhook was deleted."


def test_a_list_of_what_failed_leaves_nothing_to_choose(engine, failed, show, qtbot):
    dialog = show(ReplayDialog(engine, scopes([], FAILED)), (720, 480))
    qtbot.waitUntil(dialog.send_button.isEnabled)
    assert not dialog.scope.isVisible()


def test_what_can_be_chosen_follows_the_list():
    names = [name for name, _ in scopes([5, 4], ALL)]
    assert names == ["2 chosen", "All that failed", "All that match"]
    assert scopes([], FAILED) == [("All that match", FAILED)]
    assert scopes([], LogFilter(direction="RECEIVED")) == []
    assert dict(scopes([], LogFilter(webhook_id=3)))["All that failed"] == LogFilter(
        webhook_id=3, status="FAILED"
    )


def test_a_full_disk_ends_it_in_words(dialog, qtbot, engine, monkeypatch):
    def full(*_args, **_more):
        raise StoreError("The disk is full.", "Make room and try again.")
        yield

    monkeypatch.setattr("desktop.forms.replay_dialog.steps", full)
    qtbot.mouseClick(dialog.send_button, LEFT)
    qtbot.waitUntil(lambda: dialog.notes.text() == "The disk is full. Make room and try again.")
    assert dialog.close_button.text() == "Close"
