"""Doing much at a chosen rate: in steps of a tenth of a second's worth, with a wait after each."""

BATCH = 500
"""The most in one step, so that its transaction is short."""
STEPS_A_SECOND = 10


def step_size(per_second: int | None) -> int:
    """Return how many to do in one step; without a rate as many as fit."""
    return min(BATCH, max(1, per_second // STEPS_A_SECOND)) if per_second else BATCH


def wait_s(done: int, per_second: int | None, passed_s: float) -> float:
    """Return the seconds to wait after `done` rows in `passed_s` seconds, so as to keep to a rate."""
    return max(0.0, done / per_second - passed_s) if per_second else 0.0
