"""Going through long work of the core step by step, so that the window and other writers come in between."""

import time
from collections.abc import Callable, Generator, Iterator
from typing import TypeVar

from core.store.database import Store
from desktop.tasks import off_ui

T = TypeVar("T")
LOOK_S = 0.05


async def walk(
    store: Store, answers: Iterator[T], tell: Callable[[T], None], stopped: Callable[[], bool]
) -> None:
    """Tell each answer until there is none, or it is to stop; what the work holds open is closed then."""
    try:
        while not stopped() and (answer := await off_ui(store, _next_in_time, answers)) is not None:
            tell(answer)
    finally:
        if isinstance(answers, Generator):
            await off_ui(store, answers.close)


async def next_step(store: Store, answers: Iterator[T]) -> T | None:
    """Return the next answer of work that waits between its steps, or None at its end."""
    return await off_ui(store, _next, answers)


def _next(answers: Iterator[T]) -> T | None:
    return next(answers, None)


def _next_in_time(answers: Iterator[T]) -> T | None:
    """Go on for LOOK_S: going back to the window after each answer would take longer than the work."""
    last, until = next(answers, None), time.monotonic() + LOOK_S
    while last is not None and time.monotonic() < until and (more := next(answers, None)) is not None:
        last = more
    return last
