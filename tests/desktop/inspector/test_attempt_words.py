import pytest

from core.log.event_log import Attempt, LogRow
from desktop.inspector.attempt_words import answer, is_waiting, lines, ordinal, stops, times, why_none
from desktop.inspector.case import Case

NOW = 1_795_000_000_000
LONG = ("10 h", "14 h", "20 h", "1 d")
ROW = LogRow(
    id=7,
    date=NOW,
    target_url="https://erp.example/in",
    webhook_id=1,
    transaction_id=None,
    app_id=1,
    plugin_id=None,
    event_type="order_created",
    error=None,
    direction="EMITTED",
    status="PENDING",
    status_code=None,
    attempts=0,
    duration_ms=None,
    next_attempt_at=None,
    uid="evt_1",
    size=2,
)


def row(**changes):
    return LogRow(**{name: getattr(ROW, name) for name in LogRow.__slots__} | changes)


def attempt(number=1, code=410, error="410 Gone", took=212, connect=None):
    return Attempt(number, NOW, code, error, took, (), (), b"", connect)


def test_attempts_are_told_one_by_one_and_then_what_comes():
    made = (attempt(), attempt(2, None, "Took longer than 15 s", 15_000))
    told = lines(Case(row(next_attempt_at=NOW + 28 * 60_000), made), NOW)
    assert [(line.title, line.words, line.mark) for line in told] == [
        ("410 Gone", "First attempt · answered in 212 ms", "cross"),
        ("Took longer than 15 s", "Second attempt · gave up after 15.0 s", "cross"),
        ("Next attempt in 28 min", "Third attempt of 10 · you can send it now", "clock"),
    ]


def test_what_is_owed_waits_until_its_time_has_come():
    assert is_waiting(Case(row(next_attempt_at=NOW + 1)), NOW)
    assert not is_waiting(Case(row(next_attempt_at=NOW)), NOW)
    assert not is_waiting(Case(row(status="HELD", next_attempt_at=NOW + 1)), NOW)


def test_a_delivered_row_has_nothing_to_come():
    made = (attempt(code=200, error=None),)
    case = Case(row(status="DELIVERED"), made)
    assert [(line.title, line.mark) for line in lines(case, NOW)] == [("200 OK", "tick")]
    assert [stop.word for stop in stops(case)] == ["first"]


def test_a_held_row_says_why_it_waits():
    told = lines(Case(row(status="HELD", error="The webhook is inactive")), NOW)
    assert [(line.title, line.words) for line in told] == [("Held", "The webhook is inactive")]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": "PENDING"}, ("Not sent yet", "What the endpoint answers will stand here.")),
        ({"status": "HELD"}, ("Held", "It waits until its webhook sends again.")),
        ({"status": "FAILED", "error": "Webhook was deleted"}, ("Never sent", "Webhook was deleted.")),
    ],
)
def test_where_there_is_no_answer_it_is_said_why(changes, words):
    assert why_none(Case(row(**changes), ())) == words


def test_the_schedule_shows_what_was_made_and_what_may_come():
    told = stops(Case(row(), (attempt(), attempt(2), attempt(3))))
    assert [stop.word for stop in told] == ["first", "5 s", "5 min", "30 min", "2 h", "5 h", *LONG]
    assert [stop.ink for stop in told] == ["bad"] * 3 + ["wait"] + ["off"] * 6
    assert [stop.is_next for stop in told].index(True) == 3


def test_more_attempts_than_planned_were_asked_for():
    told = stops(Case(row(), tuple(attempt(number) for number in range(1, 12)), schedule=(5, 60)))
    assert [stop.word for stop in told[2:5]] == ["1 min", "again", "again"]


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (attempt(code=204, error=None), "204 No Content"),
        (attempt(code=299, error=None), "299"),
        (attempt(code=None, error="Connection refused"), "Connection refused"),
        (attempt(code=503, error="503 Service Unavailable"), "503 Service Unavailable"),
    ],
)
def test_an_answer_is_told_in_the_shortest_true_words(made, words):
    assert answer(made) == words


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (attempt(connect=38), "connected in 38 ms, answered 174 ms later"),
        (attempt(connect=0), "answered in 212 ms on an open connection"),
        (attempt(), "answered in 212 ms"),
        (attempt(code=None, took=15_000, connect=38), "connected in 38 ms, gave up 15.0 s later"),
        (attempt(code=None, took=15_000, connect=15_000), "no connection after 15.0 s"),
        (attempt(code=None, took=15_000), "gave up after 15.0 s"),
        (attempt(code=None, took=0, connect=0), "gave up after 0 ms"),
    ],
)
def test_connecting_and_answering_are_told_apart_where_they_were_measured(made, words):
    assert times(made) == words


def test_attempts_are_drawn_to_the_scale_of_the_longest():
    made = (attempt(took=100, connect=25), attempt(2, took=200, connect=0), attempt(3, took=50))
    told = lines(Case(row(next_attempt_at=NOW + 1), made), NOW)
    assert [line.bar for line in told] == [(0.125, 0.5), (0, 1), (0, 0.25), (0, 0)]


def test_numbers_are_words_as_long_as_they_are_short():
    assert [ordinal(1), ordinal(10), ordinal(11)] == ["first attempt", "tenth attempt", "attempt 11"]
