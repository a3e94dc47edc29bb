import asyncio
import time

import pytest

from core.outgoing.time_limits import TimeLimits
from tests.core.outgoing.wire import LOOPS, run


@pytest.fixture(params=LOOPS)
def loop(request):
    return request.param


async def waits(limits, seconds, *, limit):
    with limits.within(limit):
        await asyncio.sleep(seconds)


async def how_long(limits, *, limit):
    started = time.perf_counter()
    with pytest.raises(TimeoutError):
        await waits(limits, 60, limit=limit)
    return time.perf_counter() - started


def test_what_takes_longer_than_it_may_is_ended(loop):
    assert 0.08 < run(how_long(TimeLimits(), limit=0.1), loop) < 5


def test_what_ends_in_time_is_left_alone_afterwards(loop):
    async def work():
        limits = TimeLimits()
        await waits(limits, 0, limit=0.05)
        await asyncio.sleep(0.1)

    run(work(), loop)


def test_each_has_a_limit_of_its_own_whichever_started_first(loop):
    async def work():
        limits = TimeLimits()
        return await asyncio.gather(*(how_long(limits, limit=limit) for limit in (0.3, 0.1, 0.2, 0.1)))

    long, short, middle, other = run(work(), loop)
    assert max(short, other) < middle < long


def test_limits_go_on_after_some_have_ended(loop):
    async def work():
        limits = TimeLimits()
        await how_long(limits, limit=0.05)
        return await how_long(limits, limit=0.05)

    assert run(work(), loop) < 5


def test_what_somebody_cancels_is_cancelled(loop):
    async def work():
        waiting = asyncio.ensure_future(waits(TimeLimits(), 60, limit=30))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    run(work(), loop)


def test_what_is_cancelled_in_the_moment_its_time_is_over_is_cancelled(loop):
    async def work():
        limits = TimeLimits()

        async def both():
            with limits.within(0.02) as limit:
                try:
                    await asyncio.sleep(60)
                except asyncio.CancelledError:
                    assert limit.is_over
                    task = asyncio.current_task()
                    assert task
                    task.cancel()
                    raise

        with pytest.raises(asyncio.CancelledError):
            await asyncio.ensure_future(both())

    run(work(), loop)


def test_another_error_is_told_as_it_is_even_when_the_time_is_over(loop):
    async def work():
        with TimeLimits().within(0.02):
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                raise LookupError("while it was ended") from None

    with pytest.raises(LookupError):
        run(work(), loop)
