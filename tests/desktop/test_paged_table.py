import threading
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex

from desktop import tasks
from desktop.tables.columns import Column
from desktop.tables.paged_table import KEPT, PAGE, PagedTable

ROOT = QModelIndex()


@dataclass(frozen=True)
class Row:
    id: int
    word: str


COLUMNS = [Column[Row]("ID", lambda row: str(row.id)), Column[Row]("Word", lambda row: row.word)]


class Rows:
    """Rows as the core would give them, for any thread; a read can be made to wait."""

    def __init__(self, number: int) -> None:
        self.rows = {at: Row(at, "even" if at % 2 == 0 else "odd") for at in range(1, number + 1)}
        self.open = threading.Event()
        self.open.set()
        self.reads: list[str] = []
        self.error: Exception | None = None
        self.on_read: Callable[[list[str]], None] = lambda reads: None

    def connection(self):
        return nullcontext()

    def older(self, store, than, *, limit, match):
        found = self.matching("older", match)
        return [row for row in found if than is None or row.id < than][:limit]

    def newer(self, store, than, *, limit, match):
        return [row for row in self.matching("newer", match) if row.id > than][-limit:]

    def matching(self, read, match):
        self.reads.append(read)
        self.on_read(self.reads)
        self.open.wait(5)
        if self.error:
            raise self.error
        rows = sorted(self.rows.values(), key=lambda row: -row.id)
        return [row for row in rows if match in ("", row.word)]

    def add(self, number, word="new"):
        for _ in range(number):
            at = max(self.rows, default=0) + 1
            self.rows[at] = Row(at, word)


@pytest.fixture
def source():
    return Rows(500)


@pytest.fixture
def model(qapp, source):
    return PagedTable(source, source, COLUMNS, "")


@pytest.fixture
def filled(qtbot, model):
    model.fetchMore(ROOT)
    qtbot.waitUntil(lambda: model.rowCount() == PAGE)
    return model


def ids(model):
    return [row.id for row in model.rows()]


def quiet(qtbot, source, model):
    """Wait until nothing is read any more."""

    def same():
        before = len(source.reads)
        qtbot.wait(20)
        return len(source.reads) == before

    qtbot.waitUntil(same)


def test_it_reads_one_page_then_another_until_there_is_no_more(qtbot, model, qtmodeltester):
    for loaded in (200, 400, 500):
        assert model.canFetchMore(ROOT)
        model.fetchMore(ROOT)
        assert not model.canFetchMore(ROOT)  # one page at a time
        qtbot.waitUntil(lambda loaded=loaded: model.rowCount() == loaded)
    assert ids(model) == list(range(500, 0, -1))
    qtbot.waitUntil(lambda: not model.canFetchMore(ROOT))
    qtmodeltester.check(model)


def test_a_filter_starts_over_with_the_rows_that_match(qtbot, filled):
    filled.show("odd")
    qtbot.waitUntil(lambda: ids(filled)[:3] == [499, 497, 495])
    assert {row.word for row in filled.rows()} == {"odd"}


def test_an_answer_to_an_old_filter_is_dropped(qtbot, source, model):
    source.open.clear()
    model.show("even")
    qtbot.waitUntil(lambda: source.reads == ["older"])
    model.show("odd")
    source.open.set()
    qtbot.waitUntil(lambda: model.rowCount() == PAGE)
    quiet(qtbot, source, model)
    assert {row.word for row in model.rows()} == {"odd"}


def test_new_rows_come_in_on_top_and_the_others_stay(qtbot, source, filled):
    kept = QPersistentModelIndex(filled.index(7, 0))
    with qtbot.waitSignal(filled.arrived) as told:
        source.add(3)
        filled.refresh()
    assert told.args == [3]
    assert ids(filled) == list(range(503, 300, -1))
    assert (kept.row(), kept.data()) == (10, "493")


def test_what_arrives_during_a_read_is_not_forgotten(qtbot, source, filled):
    source.open.clear()
    filled.refresh()
    qtbot.waitUntil(lambda: "older" in source.reads[1:])
    source.add(1)
    filled.refresh()
    source.open.set()
    qtbot.waitUntil(lambda: ids(filled)[0] == 501)


def test_a_changed_row_in_sight_is_drawn_again_and_nothing_else(qtbot, source, filled):
    filled.watch(0, 9)
    quiet(qtbot, source, filled)
    changed: list[tuple[int, int]] = []
    filled.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    source.rows[496] = replace(source.rows[496], word="DELIVERED")
    filled.refresh()
    qtbot.waitUntil(lambda: filled.row(4).word == "DELIVERED")
    assert changed == [(4, 4)]


def test_a_row_that_scrolls_into_sight_is_read_again(qtbot, source, filled):
    source.rows[350] = replace(source.rows[350], word="DELIVERED")
    filled.watch(140, 160)
    qtbot.waitUntil(lambda: filled.row(150).word == "DELIVERED")


def test_deleted_rows_vanish(qtbot, source, filled):
    filled.watch(0, 9)
    for at in (500, 498, 497):
        del source.rows[at]
    filled.refresh()
    qtbot.waitUntil(lambda: ids(filled)[:3] == [499, 496, 495])
    assert filled.rowCount() == PAGE - 3


def test_the_last_row_can_go(qtbot, source, filled):
    source.rows.clear()
    filled.watch(0, 9)
    qtbot.waitUntil(lambda: filled.rowCount() == 0)
    source.add(1)
    filled.refresh()
    qtbot.waitUntil(lambda: ids(filled) == [1])


def test_a_row_that_matches_only_now_takes_its_place_and_one_that_matches_no_more_goes(qtbot, source, filled):
    filled.show("odd")
    qtbot.waitUntil(lambda: ids(filled)[0] == 499)
    filled.watch(0, 9)
    source.rows[498] = Row(498, "odd")
    source.rows[497] = Row(497, "even")
    filled.refresh()
    qtbot.waitUntil(lambda: ids(filled)[:4] == [499, 498, 495, 493])


def test_a_flood_is_not_chased_but_begins_again_at_the_top(qtbot, source, filled):
    source.add(3 * PAGE)
    filled.refresh()
    qtbot.waitUntil(lambda: ids(filled) == list(range(1100, 900, -1)))
    assert not filled.behind


def test_a_flood_waits_while_older_rows_are_read(qtbot, source, filled):
    filled.follows = False
    source.add(3 * PAGE)
    with qtbot.waitSignal(filled.arrived):
        filled.refresh()
    assert (ids(filled)[0], filled.behind) == (500, True)
    filled.follows = True
    filled.catch_up()
    qtbot.waitUntil(lambda: ids(filled)[0] == 1100)


def test_a_flood_does_not_take_away_what_is_read_from_who_just_scrolled(qtbot, source, filled):
    def scroll_away_meanwhile(reads):
        if reads[-2:] == ["newer", "older"]:
            filled.follows = False

    source.on_read = scroll_away_meanwhile
    source.add(3 * PAGE)
    filled.refresh()
    qtbot.waitUntil(lambda: not filled.follows)
    quiet(qtbot, source, filled)
    assert (ids(filled)[0], filled.behind) == (500, True)


def test_a_change_during_the_first_read_does_not_read_it_twice(qtbot, source, model):
    source.open.clear()
    model.fetchMore(ROOT)
    qtbot.waitUntil(lambda: source.reads == ["older"])
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    model.refresh()
    source.open.set()
    qtbot.waitUntil(lambda: model.rowCount() == PAGE)
    quiet(qtbot, source, model)
    assert (resets, model.rowCount()) == ([True], PAGE)


def test_what_is_kept_while_new_rows_keep_coming_has_a_bound(qtbot, source, model):
    source.add(2 * KEPT)
    model.fetchMore(ROOT)
    while model.rowCount() < 2 * KEPT:
        before = model.rowCount()
        qtbot.waitUntil(lambda: model.canFetchMore(ROOT))
        model.fetchMore(ROOT)
        qtbot.waitUntil(lambda before=before: model.rowCount() > before)
    source.add(5)
    model.refresh()
    qtbot.waitUntil(lambda: model.rowCount() == KEPT)
    assert ids(model)[0] == max(source.rows)
    assert model.canFetchMore(ROOT)


def test_an_error_is_shown_once_and_the_next_refresh_goes_on(qtbot, source, model):
    shown: list[str] = []

    def show(title, advice):
        shown.append(advice)

    tasks.problems.raised.connect(show)
    source.error = OSError("disk gone")
    model.fetchMore(ROOT)
    qtbot.waitUntil(lambda: shown == ["OSError: disk gone."])
    assert not model.canFetchMore(ROOT)  # or a view would ask again at once, for ever
    source.error = None
    model.refresh()
    qtbot.waitUntil(lambda: model.rowCount() == PAGE)
    tasks.problems.raised.disconnect(show)
