"""Deleting, exporting, retention, redaction and erasing, in their dialogs."""

import json

import pytest
from PySide6.QtCore import Qt

from core.bus import Change
from core.errors import StoreError
from core.log.event_log import LogFilter
from core.log.overdue import Rule
from core.log.retention import load_rules
from core.outgoing.emit import emit
from core.redaction import Redaction, load_redaction, save_redaction
from desktop.forms import erase_dialog, export_dialog
from desktop.forms.delete_dialog import DeleteDialog, scopes
from desktop.forms.erase_dialog import EraseDialog
from desktop.forms.export_dialog import ExportDialog
from desktop.forms.redaction_dialog import RedactionDialog
from desktop.forms.retention_dialog import RetentionDialog
from tests.core import made

LEFT = Qt.MouseButton.LeftButton
ANN = "ann.moor@quayside.example"


@pytest.fixture
def log(engine):
    """Five deliveries that are over and one that is owed, in an engine that sends nothing."""
    store = engine.store
    with store.connection():
        made.hook(store)
        emit(store, "product_created", json.dumps({"email": ANN}).encode(), count=6)
        with store.write(Change.LOG):
            store.sql("UPDATE event_log SET status = 'DELIVERED' WHERE id < 6")
            store.sql("DELETE FROM outbox WHERE log_id < 6")
        yield engine


def count(engine):
    return engine.store.sql("SELECT count(*) FROM event_log").fetchone()[0]


def opened(qtbot, dialog):
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_it_tells_what_would_be_deleted_and_what_stays_before_it_deletes(log, qtbot):
    dialog = opened(qtbot, DeleteDialog(log, scopes([1, 2], LogFilter())))
    qtbot.waitUntil(lambda: dialog.title.text().startswith("Delete 2 events"))
    dialog.scope.choose(LogFilter())
    qtbot.waitUntil(lambda: dialog.title.text().startswith("Delete 5 events"))
    assert dialog.notes.text() == "1 stays: It is still owed."
    assert count(log) == 6
    qtbot.mouseClick(dialog.delete_button, LEFT)
    qtbot.waitUntil(lambda: dialog.title.text() == "Deleted 5 events")
    assert count(log) == 1
    assert dialog.close_button.text() == "Close"


def test_keeping_is_what_escape_does(log, qtbot):
    dialog = opened(qtbot, DeleteDialog(log, scopes([1], LogFilter())))
    qtbot.waitUntil(dialog.delete_button.isEnabled)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert count(log) == 6


def test_rows_are_written_to_a_file(log, qtbot, tmp_path):
    dialog = opened(qtbot, ExportDialog(log, scopes([5, 6], LogFilter())))
    path = tmp_path / "events.jsonl"
    dialog.export(path)
    qtbot.waitUntil(lambda: dialog.title.text() == "Wrote 2 events to events.jsonl")
    assert [json.loads(line)["id"] for line in path.read_text().splitlines()] == [6, 5]
    dialog.scope.choose(LogFilter())
    dialog.format.choose(".csv")
    dialog.export(tmp_path / "events.csv")
    qtbot.waitUntil(lambda: dialog.title.text() == "Wrote 6 events to events.csv")


def test_an_export_that_is_cancelled_leaves_no_file(log, qtbot, tmp_path, monkeypatch):
    dialog = opened(qtbot, ExportDialog(log, scopes([], LogFilter())))

    def endless(store, path, wanted):
        while True:
            yield 1

    monkeypatch.setattr(export_dialog, "steps", endless)
    dialog.export(tmp_path / "events.jsonl")
    qtbot.waitUntil(lambda: dialog.title.text().startswith("Exporting"))
    qtbot.mouseClick(dialog.close_button, LEFT)
    qtbot.waitUntil(lambda: dialog.notes.text() == "Nothing was written.")
    assert dialog.isVisible()


def test_a_file_that_cannot_be_written_is_told(log, qtbot, tmp_path):
    dialog = opened(qtbot, ExportDialog(log, scopes([], LogFilter())))
    dialog.export(tmp_path / "nowhere" / "events.jsonl")
    qtbot.waitUntil(lambda: "cannot be written" in dialog.notes.text())


def test_a_rule_tells_what_goes_and_holds_once_it_is_saved(log, qtbot):
    dialog = opened(qtbot, RetentionDialog(log))
    qtbot.waitUntil(lambda: dialog.words.text() == "Everything is kept.")
    dialog.numbers["DELIVERED", "rows"].setValue(2)
    qtbot.waitUntil(lambda: dialog.words.text().startswith("3 events"))
    qtbot.mouseClick(dialog.save_button, LEFT)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert load_rules(log.store)["DELIVERED"] == Rule(rows=2)
    qtbot.waitUntil(lambda: count(log) == 3)
    again = opened(qtbot, RetentionDialog(log))
    qtbot.waitUntil(lambda: again.numbers["DELIVERED", "rows"].value() == 2)


def test_the_history_of_records_has_its_rule_there_and_the_newest_change_stays(log, qtbot):
    change = ("stock", "A", 1, 1, "{}", "{}")
    into = "INSERT INTO record_change (kind, key, at, job_id, before, after) VALUES (?, ?, ?, ?, ?, ?)"
    with log.store.write(Change.RECORDS):
        log.store.many(into, [change] * 4)
    dialog = opened(qtbot, RetentionDialog(log))
    qtbot.waitUntil(lambda: dialog.words.text() == "Everything is kept.")
    dialog.numbers["HISTORY", "days"].setValue(30)
    qtbot.waitUntil(lambda: dialog.words.text().startswith("0 events and 3 changes of records, "))
    qtbot.mouseClick(dialog.save_button, LEFT)
    left = "SELECT count(*) FROM record_change"
    qtbot.waitUntil(lambda: log.store.sql(left).fetchone() == (1,))


def test_what_is_never_stored_is_checked_and_saved(engine, qtbot):
    with engine.store.connection():
        save_redaction(engine.store, Redaction(("$.a",)))
        dialog = opened(qtbot, RedactionDialog(engine))
        qtbot.waitUntil(lambda: dialog.paths.toPlainText() == "$.a")
        dialog.headers.setPlainText("not a name")
        qtbot.mouseClick(dialog.save_button, LEFT)
        qtbot.waitUntil(lambda: bool(dialog.fields["headers"].error()))
        dialog.headers.setPlainText("X-Mail\n")
        assert not dialog.fields["headers"].error()
        qtbot.mouseClick(dialog.save_button, LEFT)
        qtbot.waitUntil(lambda: not dialog.isVisible())
        assert load_redaction(engine.store) == Redaction(("$.a",), ("x-mail",))


def test_a_look_for_a_person_that_fails_says_why_and_the_dialog_closes(log, qtbot, monkeypatch):
    def broken(_store, _term):
        raise StoreError("The disk cannot be read.")
        yield

    monkeypatch.setattr(erase_dialog, "previews", broken)
    dialog = opened(qtbot, EraseDialog(log))
    qtbot.keyClicks(dialog.term, ANN)
    qtbot.keyClick(dialog.term, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.title.text() == "The disk cannot be read.")
    assert not dialog.erase_button.isEnabled()
    assert dialog.close_button.accessibleName() == "Close"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_person_is_looked_for_and_then_erased(log, qtbot):
    dialog = opened(qtbot, EraseDialog(log))
    assert not dialog.erase_button.isEnabled()
    qtbot.keyClicks(dialog.term, "ann")
    qtbot.mouseClick(dialog.look_button, LEFT)
    assert dialog.field.error()
    dialog.term.clear()
    qtbot.keyClicks(dialog.term, ANN)
    qtbot.keyClick(dialog.term, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.title.text() == "Found in 6 events")
    assert dialog.notes.text() == "1 of them is still owed and will not be sent."
    qtbot.keyClicks(dialog.term, "x")
    assert not dialog.erase_button.isEnabled()
    qtbot.keyClick(dialog.term, Qt.Key.Key_Backspace)
    qtbot.mouseClick(dialog.look_button, LEFT)
    qtbot.waitUntil(dialog.erase_button.isEnabled)
    qtbot.mouseClick(dialog.erase_button, LEFT)
    qtbot.waitUntil(lambda: dialog.title.text() == "Erased")
    assert count(log) == 0
