"""Times, counts and durations as people read them, and texts that are not ours made safe to show.

Times are epoch milliseconds; `now` is passed in. Functions are pure but for the user's time zone.
"""

import time
from datetime import UTC, date, datetime
from functools import lru_cache
from html import escape
from http import HTTPStatus

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NAME_SHOWN = 60  # characters
KEPT = 1_024  # times


@lru_cache(KEPT)  # a table asks for the same times again and again while it is drawn
def local(at: int) -> datetime:
    """Return a time in the user's time zone."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone()


def follow_zone() -> None:
    """Take in which time zone the computer is in now: one that travels would else show times of before."""
    if hasattr(time, "tzset"):  # Windows asks by itself
        before = _zone()
        time.tzset()
        if _zone() != before:
            local.cache_clear()
            _clock.cache_clear()


def _zone() -> tuple[tuple[str, str], int, int]:
    return time.tzname, time.timezone, time.altzone


def clock(at: int, now: int) -> str:
    """Return the time of day, "14:21:46"; of another day the date too, "22 Nov 14:21"; then the year."""
    return _clock(at, local(now - now % SECOND).date())


@lru_cache(KEPT)
def _clock(at: int, today: date) -> str:
    then = local(at)
    if then.date() == today:
        return f"{then.hour:02}:{then.minute:02}:{then.second:02}"  # a third of what strftime takes
    day = f"{then.day} {MONTHS[then.month - 1]}"
    return f"{day} {then.hour:02}:{then.minute:02}" if then.year == today.year else f"{day} {then.year}"


def age(at: int, now: int) -> str:
    """Return how long ago, in one unit: "now", "21 s", "4 min", "3 h", "2 d"."""
    return "now" if now - at < 1_000 else span(now - at)


def ago(at: int, now: int) -> str:
    """Return how long ago as a phrase: "now", "21 s ago"."""
    return "now" if now - at < 1_000 else f"{span(now - at)} ago"


def due(at: int, now: int) -> str:
    """Return when something comes, as a phrase: "now", "in 28 s", "in 1 h 40 min", "at 23 Nov 09:00"."""
    if at - now < 1_000:
        return "now"
    if at - now >= DAY:
        return f"at {clock(at, now)}"
    hours, rest = divmod(at - now, HOUR)
    minutes = rest // MINUTE
    return f"in {hours} h {minutes} min" if hours and minutes else f"in {span(at - now)}"


def span(ms: int) -> str:
    """Return a length of time in its largest whole unit: "28 s", "4 min", "3 h", "2 d"."""
    for size, unit in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if ms >= size:
            return f"{ms // size} {unit}"
    return f"{max(ms, 0) // 1000} s"


def took(ms: int) -> str:
    """Return how long an answer took: "184 ms", "2.4 s"."""
    return f"{ms} ms" if ms < 1_000 else f"{ms / 1000:.1f} s"


def full_date(at: int) -> str:
    """Return the whole date for a tooltip: local time on one line, UTC on the next."""
    then, utc = local(at), datetime.fromtimestamp(at / 1000, UTC)
    return f"{then:%a}, {then.day} {then:%B %Y, %H:%M:%S %Z}\n{utc:%Y-%m-%d %H:%M:%S} UTC"


def count(number: int, noun: str, nouns: str = "") -> str:
    """Return a number with its noun: "1 event", "1,284 events"."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def capital(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]


def shown_name(name: str) -> str:
    """Return as much of a name as a heading shows: 60 characters at most."""
    return name if len(name) <= NAME_SHOWN else f"{name[: NAME_SHOWN - 1]}…"


def answer_words(code: int | None, error: str | None) -> str:
    """Return how an attempt ended, in few words: "200 OK", "410 Gone", "Connection refused"."""
    if error or code is None:
        return error or ""
    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)


def size(number: int) -> str:
    """Return a number of bytes: "71 bytes", "2.7 KB", "5.0 MB"."""
    if number < 1_000:
        return count(number, "byte")
    return f"{number / 1_000:.1f} KB" if number < 1_000_000 else f"{number / 1_000_000:.1f} MB"


def bare_url(url: str) -> str:
    """Return an address without its https://; http:// stays, because it is worth seeing."""
    return url.removeprefix("https://")


def plain_tip(text: str) -> str:
    """Return a tooltip that shows exactly `text`: Qt takes what looks like HTML for HTML."""
    return f'<p style="white-space: pre-wrap; margin: 0">{escape(text)}</p>' if text else ""
