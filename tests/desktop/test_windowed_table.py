import threading
from array import array
from contextlib import nullcontext
from dataclasses import replace

import pytest
from PySide6.QtCore import QPersistentModelIndex

from core.log.stretch import Stretch
from desktop import tasks
from desktop.tables import windowed_table
from desktop.tables.windowed_table import LATE, PAGE, SLICE, WindowedTable
from tests.desktop.test_paged_table import COLUMNS, Row

MANY = 50_000


class Rows:
    """Rows as the core would give them, for any thread; a read can be made to wait."""

    def __init__(self, number: int) -> None:
        self.rows = {at: Row(at, "even" if at % 2 == 0 else "odd") for at in range(1, number + 1)}
        self.open = threading.Event()
        self.open.set()
        self.reads: list[str] = []
        self.error: Exception | None = None
        self.newest = number
        self.above_rows: list[int] = []
        self.narrow = 0  # how many rows a stretch looks at, if not as many as it needs

    def connection(self):
        return nullcontext()

    def below(self, store, than, *, match, enough, seconds):
        found = [at for at in self.matching("below", match) if than is None or at < than]
        if self.narrow:
            bottom = max((than or self.newest + 1) - self.narrow, 0)
            return Stretch(
                array("q", [at for at in found if at >= bottom]), bottom, bottom or None, self.newest
            )
        is_last = len(found) <= enough
        found = found[:enough]
        return Stretch(
            array("q", found), found[-1] if found else 0, None if is_last else found[-1], self.newest
        )

    def above(self, store, than, *, match):
        self.above_rows.append(than)
        return array("q", [at for at in self.matching("above", match) if at > than]), self.newest

    def again(self, store, ids, *, match):
        if not ids:
            return []
        return [self.rows[at] for at in self.matching("again", match, ids[-1], ids[0])]

    def matching(self, read, match, low=1, high=None):
        self.reads.append(read)
        self.open.wait(5)
        if self.error:
            raise self.error
        down = range(high or self.newest, low - 1, -1)
        return [at for at in down if (row := self.rows.get(at)) and match in ("", row.word)]

    def add(self, number, word="new"):
        for _ in range(number):
            self.newest += 1
            self.rows[self.newest] = Row(self.newest, word)


@pytest.fixture
def source():
    return Rows(MANY)


@pytest.fixture
def model(qapp, source):
    return WindowedTable(source, source, COLUMNS, "")


@pytest.fixture
def filled(qtbot, model):
    model.refresh()
    qtbot.waitUntil(lambda: model.rowCount() == MANY and model.reached_at is None)
    return model


def test_it_stands_for_all_rows_and_holds_only_the_first_page(source, filled):
    assert list(filled.ids(0, 2)) == [MANY, MANY - 1, MANY - 2]
    assert list(filled.ids(MANY - 1, MANY - 1)) == [1]
    assert len(filled.rows()) == PAGE
    assert (filled.row(PAGE), filled.index(PAGE, 0).data()) == (None, None)
    assert (filled.find(MANY - 7), filled.find(MANY + 1), filled.find(0)) == (7, -1, -1)
    assert source.reads.count("below") == 1 + -(-(MANY - PAGE) // SLICE)


def test_it_is_a_sound_model(qtbot, source, model, qtmodeltester):
    source.rows = {at: row for at, row in source.rows.items() if at <= 300}
    model.refresh()
    qtbot.waitUntil(lambda: model.rowCount() == 300)
    qtmodeltester.check(model)


def look(qtbot, model, first):
    """Look at some rows, as a view does: once when they come into sight, and again when it stands still."""
    for beside in (0, 50):
        model.watch(first, first + 35)
        qtbot.waitUntil(lambda beside=beside: model.holds(max(first - beside, 0), first + 35 + beside))


def test_rows_that_come_into_sight_are_read_and_then_those_around_them(qtbot, source, filled):
    source.reads.clear()
    look(qtbot, filled, 30_000)
    assert filled.row(30_000).id == MANY - 30_000
    assert filled.holds(29_900, 30_135)
    assert source.reads == ["again", "again"]
    filled.watch(30_000, 30_035)
    assert source.reads == ["again", "again"]  # nothing is missing


def test_what_was_looked_at_last_stays_in_memory_and_the_rest_goes(qtbot, filled, monkeypatch):
    kept = 4 * PAGE
    monkeypatch.setattr(windowed_table, "KEPT", kept)
    for first in range(300, 300 + kept + 4 * PAGE, PAGE):
        look(qtbot, filled, first)
    assert len(filled.rows()) <= kept
    assert filled.holds(first, first + 35)
    assert filled.row(10) is None


def test_a_filter_starts_over_with_the_rows_that_match(qtbot, filled):
    filled.show("odd")
    qtbot.waitUntil(lambda: filled.rowCount() == MANY // 2)
    assert [row.id for row in filled.rows()[:2]] == [MANY - 1, MANY - 3]


def test_an_answer_to_an_old_filter_is_dropped(qtbot, source, model):
    source.open.clear()
    model.show("even")
    qtbot.waitUntil(lambda: source.reads == ["below"])
    model.show("odd")
    source.open.set()
    qtbot.waitUntil(lambda: model.rowCount() == MANY // 2)
    assert {row.word for row in model.rows()} == {"odd"}


def test_a_change_during_the_first_read_does_not_read_it_twice(qtbot, source, model):
    source.open.clear()
    model.refresh()
    qtbot.waitUntil(lambda: source.reads == ["below"])
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    model.refresh()
    source.open.set()
    qtbot.waitUntil(lambda: model.rowCount() == MANY and source.reads.count("above") == 1)
    assert resets == [True]


def test_new_rows_come_in_on_top_and_the_others_stay(qtbot, source, filled):
    kept = QPersistentModelIndex(filled.index(7, 0))
    with qtbot.waitSignal(filled.arrived) as told:
        source.add(3)
        filled.refresh()
    assert told.args == [3]
    assert [row.id for row in filled.rows()[:4]] == [MANY + 3, MANY + 2, MANY + 1, MANY]
    assert (kept.row(), kept.data()) == (10, str(MANY - 7))


def test_a_flood_is_put_on_top_at_once(qtbot, source, filled):
    filled.follows = False
    source.add(30_000)
    with qtbot.waitSignal(filled.arrived) as told:
        filled.refresh()
    assert told.args == [30_000]
    assert filled.rowCount() == MANY + 30_000
    assert filled.row(0) is None  # nobody looks at it


def test_a_changed_row_in_sight_is_drawn_again_and_nothing_else(qtbot, source, filled):
    changed: list[tuple[int, int]] = []
    filled.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    source.rows[MANY - 4] = replace(source.rows[MANY - 4], word="DELIVERED")
    filled.watch(0, 9)
    qtbot.waitUntil(lambda: filled.row(4).word == "DELIVERED")
    assert changed == [(4, 4)]


def test_rows_that_are_gone_or_match_no_more_vanish_and_others_take_their_place(qtbot, source, filled):
    filled.show("odd")
    qtbot.waitUntil(lambda: filled.rowCount() == MANY // 2)
    source.rows[MANY - 2] = Row(MANY - 2, "odd")
    source.rows[MANY - 3] = Row(MANY - 3, "even")
    del source.rows[MANY - 7]
    filled.watch(0, 9)
    qtbot.waitUntil(lambda: list(filled.ids(0, 3)) == [MANY - 1, MANY - 2, MANY - 5, MANY - 9])


def test_the_last_row_can_go_and_another_come(qtbot, source, filled):
    source.rows.clear()
    filled.watch(0, 9)
    qtbot.waitUntil(lambda: filled.rowCount() == 0)
    source.add(1)
    filled.refresh()
    qtbot.waitUntil(lambda: [row.id for row in filled.rows()] == [MANY + 1])


def test_many_rows_that_are_gone_are_noticed_wherever_one_looks(qtbot, source, filled):
    for at in range(1, 40_001):
        del source.rows[at]
    filled.watch(30_000, 30_035)
    qtbot.waitUntil(lambda: filled.rowCount() == 10_000)


def test_what_is_deleted_out_of_sight_is_forgotten_once_as_many_rows_have_come(qtbot, source, filled):
    for at in range(1, MANY - PAGE):
        del source.rows[at]
    source.add(MANY)
    filled.refresh()
    qtbot.waitUntil(lambda: filled.rowCount() == MANY + PAGE + 1)
    assert filled.find(1) == -1


def test_what_is_being_read_stays_while_rows_around_it_are_forgotten(qtbot, source, filled):
    filled.follows = False
    look(qtbot, filled, 30_000)
    kept = QPersistentModelIndex(filled.index(30_000, 0))
    for at in range(1, MANY, 3):
        source.rows.pop(at)
    source.add(MANY)
    filled.refresh()
    qtbot.waitUntil(lambda: filled.rowCount() == len(source.rows))
    assert (kept.row(), kept.data()) == (filled.find(MANY - 30_000), str(MANY - 30_000))


def test_a_search_that_takes_long_says_how_far_back_it_came_and_can_be_stopped(qtbot, source, model):
    source.narrow = 100
    model.show("nothing")
    qtbot.waitUntil(lambda: model.reached_at is not None)
    assert not model.read_once  # there may be rows yet
    model.stop()
    assert (model.searches, model.read_once, model.rowCount()) == (False, True, 0)
    reads = source.reads.count("below")
    source.add(1, "nothing")
    model.refresh()
    qtbot.waitUntil(lambda: model.rowCount() == 1)
    assert source.reads.count("below") <= reads + 1  # the one that was under way
    source.narrow = 0
    model.go_on()
    qtbot.waitUntil(lambda: model.reached_at is None)


def test_what_was_searched_without_a_hit_is_not_searched_again_at_each_change(qtbot, source, model):
    model.show("nothing")
    qtbot.waitUntil(lambda: model.read_once)
    model.refresh()
    qtbot.waitUntil(lambda: source.above_rows != [])
    assert source.above_rows == [MANY - LATE]


def test_a_search_goes_on_while_rows_come(qtbot, source, model):
    source.narrow = 2_000
    model.show("odd")
    qtbot.waitUntil(lambda: model.rowCount() > 0)
    source.add(2, "odd")
    model.refresh()
    qtbot.waitUntil(lambda: model.rowCount() == MANY // 2 + 2 and model.reached_at is None)
    ids = list(model.ids(0, model.rowCount()))
    assert ids == sorted(set(ids), reverse=True)


def test_an_error_is_shown_once_and_the_next_refresh_goes_on(qtbot, source, model):
    shown: list[str] = []

    def show(title, advice):
        shown.append(advice)

    tasks.problems.raised.connect(show)
    source.error = OSError("disk gone")
    model.refresh()
    qtbot.waitUntil(lambda: shown == ["OSError: disk gone."])
    source.error = None
    model.refresh()
    qtbot.waitUntil(lambda: model.rowCount() == MANY)
    tasks.problems.raised.disconnect(show)
