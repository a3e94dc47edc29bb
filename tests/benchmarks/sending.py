"""How much of its transport's rate is left when every delivery is durable.

`python -m tests.benchmarks.sending` runs, in turns and against one endpoint: the loop of the bare transport,
which is aiohttp's own client, signs as well and keeps nothing; Yardarm end to end (emitted, fanned out,
signed, sent, attempts and state on disk); and bullmq with undici where Node.js and Redis are there; with one
webhook and with fifty. Concurrency and requests are the same on all sides, and so is what is timed: from the
first emit to the last result that is kept.

The sender goes past that client, straight to its connections (core/outgoing/straight.py). The loop of just
those exchanges stands beside: what Yardarm lacks to it is the price of the log.
"""

import argparse
import asyncio
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from functools import partial
from pathlib import Path

import aiohttp

from core.bus import Change
from core.clock import epoch_ms
from core.engine import Engine
from core.garbage import settle
from core.loops import run
from core.outgoing.apps import create_app
from core.outgoing.emit import emit, prepare
from core.outgoing.outbox import Owed, Target
from core.outgoing.pace import AT_ONCE_EACH
from core.outgoing.request import Request, build
from core.outgoing.routes import Routes, parsed
from core.outgoing.straight import NO_TIMEOUT
from core.outgoing.transport import exchange, open_transport
from core.outgoing.turns import AT_ONCE
from core.outgoing.webhooks import create_webhook
from core.threads import take_short_turns
from tests.benchmarks.endpoint import answered, running_endpoint
from tests.benchmarks.rival import running_rival
from tests.benchmarks.table import median, show, spread
from tests.waiting import eventually

EVENT = "product_created"
SECRET = "s" * 32
WEBHOOKS = (1, 50)
BARS = {"bare": "0.85", "rival": "1.20"}
"""How many times as many Yardarm shall deliver."""

One = Callable[[Request], Awaitable[None]]
"""Sends a request and takes its answer."""


def bare(url: str, count: int, *, at_once: int) -> float:
    """Return the POSTs a second of aiohttp's own client: signed, none kept, without a limit of time."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[One]:
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
            yield partial(one, session)

    async def one(session: aiohttp.ClientSession, request: Request) -> None:
        async with session.post(
            parsed(request.url), data=request.body, headers=request.headers, timeout=NO_TIMEOUT
        ) as answer:
            await answer.read()
        assert answer.status == 200

    return _alone(opened, url, count, at_once)


def exchanges(url: str, count: int, *, at_once: int) -> float:
    """Return the exchanges a second as the sender makes them, signed, none kept."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[One]:
        async with aclosing(open_transport()) as transport:
            yield partial(one, transport)

    async def one(transport: Routes, request: Request) -> None:
        answer = await exchange(transport, request, timeout=15)
        assert answer.status == 200

    return _alone(opened, url, count, at_once)


def _alone(
    opened: Callable[[], AbstractAsyncContextManager[One]], url: str, count: int, at_once: int
) -> float:
    body, turns = prepare(EVENT, None, now=epoch_ms()), iter(range(count))
    owed = Owed(1, 1, "evt_" + "0" * 28, EVENT, 0, 1, len(body), body)
    target = Target(1, url, "nautical", None)

    async def loop(one: One) -> None:
        for _ in turns:
            await one(build(owed, target, body, secrets=(SECRET,), domain="", now=epoch_ms()))

    async def main() -> None:
        async with opened() as one, asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(loop(one))

    started = time.perf_counter()
    run(main())
    return count / (time.perf_counter() - started)


def durable(url: str, count: int, *, webhooks: int) -> float:
    """Return the deliveries a second of Yardarm, from the emit to the last result on disk."""
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(Path(folder), receiver_port=0)
        engine.start()
        try:
            with engine.store.connection():
                return _durable(engine, url, count, webhooks)
        finally:
            engine.stop()


def _durable(engine: Engine, url: str, count: int, webhooks: int) -> float:
    store = engine.store
    app = create_app(store, name="Bench", permissions=["MANAGE_PRODUCTS"], is_active=True)
    for number in range(webhooks):
        create_webhook(
            store,
            app_id=app.id,
            name=f"Sink {number}",
            target_url=url,
            events=[EVENT],
            secret=SECRET,
            is_active=True,
        )
    eventually(lambda: engine.sender_state().running)
    recorded = threading.Event()
    store.bus.subscribe(lambda change: recorded.set() if change & Change.LOG else None)
    before, started = answered(url), time.perf_counter()
    emit(store, EVENT, count=count // webhooks)
    while store.sql("SELECT 1 FROM outbox LIMIT 1").fetchone() is not None:
        recorded.clear()
        recorded.wait(1)
    took = time.perf_counter() - started
    assert answered(url) - before == count
    delivered = (
        "SELECT count(*) FROM event_log JOIN attempt ON log_id = event_log.id WHERE status = 'DELIVERED'"
    )
    assert store.sql(delivered).fetchone() == (count,)
    return count / took


def main() -> None:
    """Run the rounds and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--count", type=int, default=10_000, help="deliveries a run")
    given = options.parse_args()
    rates: dict[tuple[str, int], list[float]] = defaultdict(list)
    body = prepare(EVENT, None, now=1_795_000_000_000)
    with running_endpoint() as url, running_rival() as rival:
        bare(url, 1_000, at_once=32)  # everything is imported and warm
        settle()  # as `serve` does
        take_short_turns()
        for webhooks in WEBHOOKS * given.rounds:
            at_once = min(AT_ONCE, AT_ONCE_EACH * webhooks)
            rates["bare", webhooks].append(bare(url, given.count, at_once=at_once))
            rates["exchanges", webhooks].append(exchanges(url, given.count, at_once=at_once))
            rates["ours", webhooks].append(durable(url, given.count, webhooks=webhooks))
            if rival is not None:
                rates["rival", webhooks].append(rival(url, body, given.count, webhooks, at_once))
    _show(rates)


def _show(rates: dict[tuple[str, int], list[float]]) -> None:
    rows = []
    for webhooks in WEBHOOKS:
        at_once = min(AT_ONCE, AT_ONCE_EACH * webhooks)
        to = f"{webhooks} webhook{'s' if webhooks > 1 else ''}"
        ours = rates["ours", webhooks]
        others = {
            "bare": f"the bare transport, {at_once} at once",
            "exchanges": "the exchanges alone",
            "rival": f"bullmq + undici, {to}",
        }
        for name, words in others.items():
            if base := rates[name, webhooks]:
                share = median([one / other for one, other in zip(ours, base, strict=True)])
                line = [words, f"{median(base):,.0f}", spread(base)]
                rows.append([*line, f"{share:.2f}", BARS.get(name, "")])
        rows.append([f"Yardarm, {to}", f"{median(ours):,.0f}", spread(ours), "", ""])
    show(
        "Sending: emitted, fanned out, signed, sent, attempts and state on disk, all of it timed",
        ["", "deliveries/s", "lowest to highest", "Yardarm is", "bar"],
        rows,
    )


if __name__ == "__main__":
    main()
