"""The same done to many jobs, from its dialog."""

import pytest
from PySide6.QtCore import Qt

from core.errors import StoreError
from core.incoming import bulk, jobs
from core.incoming.jobs import JobFilter
from desktop.forms.bulk_dialog import ACTS, BulkDialog, scopes
from tests.core import made

LEFT = Qt.MouseButton.LeftButton
FAILED, ALL = JobFilter(status="FAILED"), JobFilter()
WORDS = {words.choice: words for words in ACTS}


@pytest.fixture
def store(engine):
    with engine.store.connection():
        jobs.set_scheduling(engine.store, False)
        made.jobs(engine.store, *[{}] * 4)
        made.jobs(engine.store, {}, {}, job_type="PRODUCT_CREATE")
        engine.store.sql("UPDATE job SET status = 'FAILED' WHERE id <= 5")
        yield engine.store


@pytest.fixture
def dialog(store, engine, show, qtbot):
    made = show(BulkDialog(engine, scopes([1, 6], ALL), bulk.RETRY), (640, 440))
    made.scope.choose(FAILED)
    qtbot.waitUntil(made.run_button.isEnabled)
    return made


def states(store):
    return [job.status for job in jobs.older(store, None, limit=9)][::-1]


def types(dialog):
    return [(row.id, row.number) for row in dialog.types.model.rows()]


def test_it_counts_by_type_first_and_changes_nothing(dialog, store):
    assert dialog._title.text() == "Retry 5 jobs"
    assert types(dialog) == [("STOCK_UPDATE", 4), ("PRODUCT_CREATE", 1)]
    assert states(store) == ["FAILED"] * 5 + ["PENDING"]


def test_all_that_failed_is_tried_again(dialog, store, qtbot):
    qtbot.mouseClick(dialog.run_button, LEFT)
    qtbot.waitUntil(lambda: dialog._title.text() == "5 jobs will run again")
    assert states(store) == ["PENDING"] * 6
    assert (dialog.run_button.isVisible(), dialog.close_button.text()) == (False, "Close")


def test_another_act_or_choice_counts_anew(dialog, store, qtbot):
    dialog.act.choose(WORDS["Delete"])
    dialog.scope.choose((1, 6))
    qtbot.waitUntil(lambda: dialog._title.text() == "Delete 2 jobs")
    assert "cannot be undone" in dialog._means.text()
    assert dialog.run_button.property("kind") == "danger"
    qtbot.mouseClick(dialog.run_button, LEFT)
    qtbot.waitUntil(lambda: dialog._title.text() == "Deleted 2 jobs")
    assert states(store) == ["DELETED", *["FAILED"] * 4, "DELETED"]


def test_it_can_be_cancelled_and_says_what_was_left(dialog, store, qtbot, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 1)
    monkeypatch.setattr("desktop.forms.walk.LOOK_S", 0)
    tell = dialog._tell

    def cancel_after_two():
        tell()
        if dialog._done == 2:
            dialog.reject()

    monkeypatch.setattr(dialog, "_tell", cancel_after_two)
    qtbot.mouseClick(dialog.run_button, LEFT)
    qtbot.waitUntil(lambda: dialog._title.text() == "2 jobs will run again")
    assert dialog.notes.text() == "3 jobs left as before."
    assert states(store).count("FAILED") == 3


def test_what_fits_no_job_offers_nothing(dialog, qtbot):
    dialog.act.choose(WORDS["Schedule"])
    qtbot.waitUntil(lambda: dialog._title.text() == "None of them is held")
    assert not dialog.run_button.isEnabled()


def test_a_full_disk_ends_it_in_words(dialog, qtbot, monkeypatch):
    def full(*_args):
        raise StoreError("The disk is full.", "Make room and try again.")
        yield

    monkeypatch.setattr("desktop.forms.bulk_dialog.steps", full)
    qtbot.mouseClick(dialog.run_button, LEFT)
    qtbot.waitUntil(lambda: dialog.notes.text() == "The disk is full. Make room and try again.")


def test_what_can_be_chosen_follows_the_list():
    assert scopes([1], FAILED) == [("All that match", FAILED)]
    assert [name for name, _ in scopes([1, 2], ALL)] == ["2 chosen", "All that failed", "All that match"]
