import asyncio
import shutil
from datetime import datetime

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QGraphicsView, QPushButton, QScrollArea

from core.log.event_log import LogFilter, older
from core.log.stats import Bucket
from core.store.database import open_store
from desktop import theme
from desktop.desk import Desk, Place
from desktop.pages.overview import OverviewPage
from desktop.tasks import spawn
from desktop.widgets.charts import Canvas
from desktop.widgets.course_chart import nice_scale, times
from tests.believable import full_desk

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def busy_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("busy") / "desk"
    full_desk(folder, rows=400)
    return folder


@pytest.fixture
def busy_desk(desk, engine, tmp_path, busy_folder):
    """A desk after a busy day, whose engine is another folder's: nothing of it is sent."""
    shutil.copytree(busy_folder, tmp_path / "busy")
    engine.open_before, engine._store = engine._store, open_store(tmp_path / "busy", bus=engine.bus)
    yield Desk(engine, desk.bridge, desk.go, desk.toast)
    engine._store = engine.open_before


def press(qtbot, page, word):
    def found():
        return [each for each in page.findChildren(QPushButton) if each.text() == word and each.isVisible()]

    qtbot.waitUntil(lambda: len(found()) == 1)
    qtbot.mouseClick(found()[0], LEFT)


def test_a_new_desk_says_what_to_do_first(desk, show, qtbot, said):
    page = show(OverviewPage(desk))
    press(qtbot, page, "Create an app")
    press(qtbot, page, "Add a plugin")
    assert said.places == [Place("Apps"), Place("Plugins")]


def test_the_receivers_address_is_copied(desk, show, qtbot, engine):
    page = show(OverviewPage(desk))
    assert page.address.text() == engine.receiver_state().url
    qtbot.mouseClick(page.copy_button, LEFT)
    assert QGuiApplication.clipboard().text() == engine.receiver_state().url


@pytest.fixture
def busy(busy_desk, show, qtbot):
    page = show(OverviewPage(busy_desk))
    qtbot.waitUntil(lambda: page.figures is not None and page.failing.rowCount() > 0)
    qtbot.waitUntil(lambda: all(canvas.plot for canvas in page.findChildren(Canvas)))
    return page


def number(card):
    return int(card.figure().replace(",", ""))


def test_a_narrow_window_has_the_figures_in_two_lines_and_needs_not_scroll_sideways(busy, qtbot):
    assert busy.received.y() == busy.delivered.y()
    busy.resize(711, 572)
    qtbot.waitUntil(lambda: busy.received.y() > busy.delivered.y())
    assert busy.received.x() == busy.delivered.x()
    assert busy.findChild(QScrollArea).horizontalScrollBar().maximum() == 0


def test_the_figures_of_the_last_24_hours_are_shown(busy):
    figures = busy.figures
    shown = [number(card) for card in (busy.delivered, busy.failed, busy.received, busy.refused, busy.owed)]
    assert shown == [*map(figures.total, ("delivered", "failed", "accepted", "refused")), figures.owed]
    assert 0 not in shown
    assert busy.owed.words().startswith("Next ")
    assert busy.answers.figure().endswith((" ms", " s"))
    assert busy.answers.words().startswith("95 % within ")
    assert busy.chart.mark_count() == 48
    assert [busy.due_bars.mark_words(at) for at in range(6)] == [
        f"{name}: {number:,}" for name, number in figures.owed_by_due
    ]


def test_another_range_shows_other_buckets(busy, qtbot):
    busy.range.setCurrentText("Last hour")
    qtbot.waitUntil(lambda: busy.chart.mark_count() == 60)
    busy.range.setCurrentText("Last 7 days")
    qtbot.waitUntil(lambda: busy.chart.mark_count() == 56)


def test_every_figure_leads_to_its_rows(busy, qtbot, said):
    since = busy.figures.since
    for card in (busy.delivered, busy.failed, busy.answers, busy.received, busy.refused, busy.owed):
        qtbot.mouseClick(card, LEFT)
    statuses = ("DELIVERED", "FAILED", "DELIVERED", "ACCEPTED", "REFUSED")
    wanted = [LogFilter(status=status, since=since) for status in statuses] + [LogFilter(status="PENDING")]
    assert [place.log for place in said.places] == wanted


def test_as_many_rows_are_behind_a_figure_as_it_says(busy, qtbot, said):
    for card in (busy.delivered, busy.failed, busy.received, busy.refused, busy.owed):
        qtbot.mouseClick(card, LEFT)
        store = busy.desk.engine.store
        with store.connection():
            assert len(older(store, None, limit=10_000, match=said.places[-1].log)) == number(card)


def test_a_bucket_of_the_chart_leads_to_what_happened_then(busy, qtbot, said):
    at = max(range(48), key=lambda at: busy.figures.series[at].emitted)
    bucket, middle = busy.figures.series[at], busy.chart.height() / 2
    across = [x for x in range(busy.chart.width()) if busy.chart.mark_at(QPointF(x, middle)) == at]
    qtbot.mouseClick(busy.chart, LEFT, pos=QPointF(across[len(across) // 2], middle).toPoint())
    match = LogFilter(since=bucket.at, until=bucket.until)
    assert said.places == [Place("Event Logs", log=match)]
    store = busy.desk.engine.store
    with store.connection():
        assert len(older(store, None, limit=10_000, match=match)) == bucket.emitted + bucket.received


def test_each_chart_is_drawn_in_a_turn_of_its_own_and_only_if_it_changed(busy, qtbot, monkeypatch):
    drawn, turns = [], [0]
    draw = Canvas.draw

    def noted(canvas):
        drawn.append((turns[0], canvas))
        draw(canvas)

    async def count_turns():
        while True:
            turns[0] += 1
            await asyncio.sleep(0)

    monkeypatch.setattr(Canvas, "draw", noted)
    counting = spawn(count_turns(), busy)
    before = busy.figures
    busy.range.setCurrentText("Last hour")
    qtbot.waitUntil(
        lambda: busy.figures is not before and not any(each.is_stale for each in busy.findChildren(Canvas))
    )
    assert len(drawn) == len({turn for turn, _ in drawn}) == len({canvas for _, canvas in drawn}) > 1
    busy.delivered.show_figure("7", "As before", [each.delivered for each in busy.figures.series])
    busy.chart.show_series(busy.figures.series)
    assert not any(each.is_stale for each in busy.findChildren(Canvas))
    counting.cancel()


def painted(widget, token):
    """Return how many points of a widget have just the colour of a token."""
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return picture.constBits().cast("I").tolist().count(theme.current().color(token).rgb())


def test_the_charts_take_on_another_themes_colours(busy, request):
    request.addfinalizer(lambda: theme.apply("light"))
    for look in ("dark", "light"):
        theme.apply(look)
        assert painted(busy.chart, "bad") > 50
        assert painted(busy.failed, "bad") > 20
        assert painted(busy.job_bars, "accent") > 50


def test_the_chart_shows_which_bucket_is_meant_and_where_the_focus_is(busy, qtbot):
    plain = painted(busy.chart, "accent")
    qtbot.mouseMove(busy.chart, QPointF(busy.chart.width() / 2, 60).toPoint())
    assert busy.chart.cursor().shape() == Qt.CursorShape.PointingHandCursor
    assert painted(busy.chart, "control") > busy.chart.height() / 2
    busy.chart.setFocus()
    ring = painted(busy.chart, "accent") - plain
    assert ring > 2 * busy.chart.width()


def test_the_library_that_draws_takes_no_focus_no_click_and_has_no_menu(busy, qtbot):
    views = busy.findChildren(QGraphicsView)
    assert len(views) == 5
    assert {view.focusPolicy() for view in views} == {Qt.FocusPolicy.NoFocus}
    middle = busy.chart.rect().center()
    assert busy.chart.childAt(middle) is None
    before = len(QApplication.topLevelWidgets())
    qtbot.mouseClick(busy.chart, Qt.MouseButton.RightButton, pos=middle)
    assert len(QApplication.topLevelWidgets()) == before


def test_beside_the_chart_nothing_is_opened(busy, qtbot, said):
    qtbot.mouseClick(busy.chart, LEFT, pos=QPointF(2, 2).toPoint())
    assert (said.places, busy.chart.mark_at(QPointF(2, 2))) == ([], None)


def test_marks_are_reached_and_told_by_key(busy, qtbot, said):
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Return):
        qtbot.keyClick(busy.chart, key)
    assert busy.chart.accessibleDescription() == busy.chart.mark_words(0)
    assert said.places[-1].log.since == busy.figures.series[0].at
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Space):
        qtbot.keyClick(busy.due_bars, key)
    assert busy.due_bars.accessibleDescription().startswith("Later: ")
    assert said.places[-1] == Place("Event Logs", log=LogFilter(status="PENDING"))


def test_a_bar_of_jobs_leads_to_the_jobs_of_its_status(busy, qtbot, said):
    line = busy.job_bars.height() / 6  # as beside it, where there are six
    qtbot.mouseClick(busy.job_bars, LEFT, pos=QPointF(9, 3.5 * line).toPoint())
    assert busy.job_bars.mark_words(3).startswith("Failed: ")
    assert said.places == [Place("Webhook Jobs", job_status="FAILED")]


def test_a_failing_webhook_leads_to_its_events(busy, qtbot, said):
    worst = busy.failing.row(0)
    assert worst.of.name == "Old storefront"
    busy.table.selectRow(0)
    qtbot.keyClick(busy.table, Qt.Key.Key_Return)
    press(qtbot, busy, "Open in Event Logs")
    since = busy.figures.since
    assert said.places == [
        Place("Event Logs", log=LogFilter(webhook_id=worst.id, since=since)),
        Place("Event Logs", log=LogFilter(status="FAILED", since=since)),
    ]


@pytest.mark.parametrize(("length", "words"), [(1, "00:10"), (30, "04:00"), (180, "Sat 21")])
def test_the_charts_times_are_round_ones(length, words):
    midnight = int(datetime(2026, 11, 20).astimezone().timestamp() * 1000)
    step = length * 60_000
    series = [Bucket(midnight + at * step, midnight + (at + 1) * step) for at in range(12)]
    assert times(series)[0][1] == words


def test_a_scale_has_room_and_whole_steps():
    assert [nice_scale(most)[-1] for most in (0, 1, 4, 5, 17, 21, 43, 191, 1_000, 8_001)] == [
        3, 3, 4, 5, 20, 25, 50, 200, 1_000, 10_000
    ]  # fmt: skip
    assert [*nice_scale(21)] == [0, 5, 10, 15, 20, 25]


def test_a_scale_leaves_no_half_of_its_room_empty():
    for most in range(3, 3_000):
        scale = nice_scale(most)
        assert most <= scale[-1] < 2 * most
        assert 4 <= len(scale) <= 6


def test_a_page_that_is_left_open_or_comes_into_sight_again_is_of_now(busy, busy_desk, qtbot, monkeypatch):
    since, now = busy.figures.since, busy_desk.engine.store.clock()
    monkeypatch.setattr(busy, "_now", lambda: now + 3_600_000)
    busy._minutes.timeout.emit()
    qtbot.waitUntil(lambda: busy.figures.since > since)
    busy.hide()
    assert not busy._minutes.isActive()
    monkeypatch.setattr(busy, "_now", lambda: now + 9 * 3_600_000)
    busy.show()
    qtbot.waitUntil(lambda: busy.figures.since > since + 4 * 3_600_000)
    assert busy._minutes.isActive()
