"""Attempts as they are told: pure, with the time of now as an argument."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.log.event_log import Attempt
from desktop.inspector.case import Case
from desktop.words import answer_words, clock, due, span, took

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the list: its mark, its title, what is said below, when it was, and what took its time."""

    mark: str
    ink: str
    title: str
    words: str
    at: str
    bar: tuple[float, float] = (0, 0)
    """How far its connection and its end reach, as shares of the longest attempt."""
    times: str = ""
    """What took its time, in words."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One mark on the schedule: `after_s` is the wait before it, in seconds."""

    mark: str
    ink: str
    word: str
    after_s: int
    is_next: bool = False


def ordinal(number: int) -> str:
    """Return "the third attempt" without "the": "third attempt", and "attempt 11" for larger numbers."""
    return f"{ORDINALS[number - 1]} attempt" if number <= len(ORDINALS) else f"attempt {number}"


def succeeded(attempt: Attempt) -> bool:
    """Tell whether the attempt delivered."""
    return attempt.error is None


def answer(attempt: Attempt) -> str:
    """Return the shortest true words for how it ended: "200 OK", "410 Gone", "Connection refused"."""
    return answer_words(attempt.status_code, attempt.error) or "No answer"


def times(attempt: Attempt) -> str:
    """Return what took its time: "connected in 38 ms, answered 174 ms later"."""
    whole, connect = attempt.duration_ms, attempt.connect_ms
    answered = attempt.status_code is not None
    if connect is None or not whole:
        return f"{'answered in' if answered else 'gave up after'} {took(whole)}"
    if not answered and connect >= whole:
        return f"no connection after {took(whole)}"
    if not connect:
        return f"{'answered in' if answered else 'gave up after'} {took(whole)} on an open connection"
    ended = "answered" if answered else "gave up"
    return f"connected in {took(connect)}, {ended} {took(max(whole - connect, 0))} later"


def lines(case: Case, now: int) -> list[Line]:
    """Return the attempts that were made, and what comes next."""
    longest = max((attempt.duration_ms for attempt in case.attempts), default=0)
    made = [_line(attempt, now, longest) for attempt in case.attempts]
    coming = _coming(case, now)
    return [*made, coming] if coming else made


def why_none(case: Case) -> tuple[str, str]:
    """Return a title and a sentence for where the answer to an attempt would stand, while there is none."""
    if case.row.status == "HELD":
        return "Held", "It waits until its webhook sends again."
    if case.row.status == "FAILED" and not case.attempts:
        return "Never sent", f"{case.row.error or 'It was given up'}."
    return "Not sent yet", "What the endpoint answers will stand here."


def is_waiting(case: Case, now: int) -> bool:
    """Tell whether the delivery waits for a time that is yet to come."""
    return case.row.status == "PENDING" and (case.row.next_attempt_at or 0) > now


def stops(case: Case) -> list[Stop]:
    """Return the schedule: the attempts that were made, and while some are owed those that may come."""
    waits = case.schedule
    made = [
        Stop(*_look(attempt), _wait_word(at, waits), _wait(at, waits))
        for at, attempt in enumerate(case.attempts)
    ]
    if case.row.status != "PENDING":
        return made
    first = len(made)
    rest = range(first, max(len(waits), first) + 1)
    return made + [
        Stop("clock", "off" if at > first else "wait", _wait_word(at, waits), _wait(at, waits), at == first)
        for at in rest
    ]


def _line(attempt: Attempt, now: int, longest: int) -> Line:
    verb = "answered in" if attempt.status_code is not None else "gave up after"
    words = f"{ordinal(attempt.number).capitalize()} · {verb} {took(attempt.duration_ms)}"
    whole = max(longest, 1)
    bar = ((attempt.connect_ms or 0) / whole, attempt.duration_ms / whole)
    return Line(*_look(attempt), answer(attempt), words, clock(attempt.at, now), bar, times(attempt))


def _coming(case: Case, now: int) -> Line | None:
    row, number = case.row, len(case.attempts) + 1
    if row.status == "HELD":
        return Line("pause", "off", "Held", row.error or "It waits for its webhook", "")
    if row.status != "PENDING" or row.next_attempt_at is None:
        return None
    planned = len(case.schedule) + 1
    of = f" of {planned}" if number <= planned else ""
    words = f"{ordinal(number).capitalize()}{of}" + (" · you can send it now" if number > 1 else "")
    return Line(
        "clock",
        "wait",
        f"Next attempt {due(row.next_attempt_at, now)}",
        words,
        clock(row.next_attempt_at, now),
    )


def _look(attempt: Attempt) -> tuple[str, str]:
    return ("tick", "ok") if succeeded(attempt) else ("cross", "bad")


def _wait(at: int, waits: Sequence[int]) -> int:
    """Return the wait before an attempt, the first of which is 0; one more than planned was asked for."""
    return waits[at - 1] if 0 < at <= len(waits) else 0


def _wait_word(at: int, waits: Sequence[int]) -> str:
    return "first" if not at else span(_wait(at, waits) * 1000) if at <= len(waits) else "again"
