"""The job runner: does what received payloads ask for, in a thread of its own.

A hot path, so its SQL is plain: peewee takes longer to say these statements than SQLite to do them
(tests/benchmarks/jobs.py).
"""

import json
import logging
import time
from collections.abc import Callable
from functools import cache

from core import settings
from core.bus import Change
from core.errors import DeskError, InvalidInput, StoreError
from core.incoming import handlers, queue
from core.incoming.keeping import Keeper
from core.incoming.queue import Pending, Turn
from core.incoming.values import BadPayload, dump
from core.outgoing import emit
from core.store.database import Store
from core.store.faults import translated
from core.worker import Worker

log = logging.getLogger(__name__)

BATCH = 25
BATCH_BYTES = 256 * 1024
DOOR_SECONDS = 0.01
"""How long a batch keeps the write door before the rest of it waits for the next turn."""
GATHER = 0.02
"""Seconds in which jobs gather before it looks at them: while all are held it need not at each commit."""
TRY_AGAIN, LONGEST = 1.0, 60.0
"""Seconds until the next look at a store that cannot be written; they double each time, up to the longest."""
SHORTEST_WAIT, LONGEST_WAIT = 0.05, 30.0
"""Seconds between looks for a job that waits for its time: a machine that slept, or whose clock was set,
wakes to another time than it was waiting for."""
CHANGED = Change.JOBS | Change.RECORDS | Change.LOG | Change.OUTBOX
Attempt = tuple[int, int, int, str, str, str]
"""A run: the job, its number, when it was, the status and the message, and the deliveries as a JSON list."""
Takers = Callable[[str], list[emit.Taker]]
"""Tells who gets an event."""
BUG = "Something went wrong inside Yardarm; the log file in the data folder has the details."


class Runner(Worker):
    """Runs scheduled jobs: the plugins in turn, and the oldest job of each first.

    There is one writer, so jobs of several plugins share a commit rather than threads. When a batch meets
    trouble with the store, its jobs are run one by one; one that meets it alone waits and lets the others go
    on. Where not even that can be written, everything waits.
    """

    def __init__(self, store: Store, *, is_own: emit.Skip) -> None:
        super().__init__("jobs")
        self._store = store
        self._is_own = is_own
        self._turn = Turn()
        self._pause = TRY_AGAIN

    def run(self) -> None:
        """Run jobs until it is stopped."""
        self.keep_at(self._follow, "jobs wait", TRY_AGAIN)

    def _follow(self) -> None:
        with self._store.connection():
            while not self.stopping.is_set():
                self.clear()  # before the step: a job that comes during it is not missed
                try:
                    with self._store.connection():  # open already: it gives words to what fails
                        self._step()
                    self._pause = TRY_AGAIN
                except DeskError as error:
                    log.warning("jobs wait: %s", error)
                    self._wait_out()
                except Exception:  # the thread must live on
                    log.exception("the job runner stumbled")
                    self.stopping.wait(TRY_AGAIN)

    def _wait_out(self) -> None:
        """Wait for a store that cannot be written; what others could write again ends a long wait."""
        self.stopping.wait(TRY_AGAIN)
        self.woken.wait(self._pause - TRY_AGAIN)
        self._pause = min(2 * self._pause, LONGEST)

    def _step(self) -> None:
        """Run a batch; without one, wait for the next job."""
        try:
            done = run_batch(self._store, is_own=self._is_own, turn=self._turn)
        except StoreError as error:
            if self._turn.most == 1:
                put_off_first(self._store, self._turn, error)
            self._turn.most = 1
            return
        if not done:
            due = queue.next_due(self._store)
            self.woken.wait(None if due is None else _until(due, self._store.clock()))
            self.stopping.wait(GATHER)


def _until(due: int, now: int) -> float:
    """Return the seconds until the next look; both times are epoch milliseconds."""
    return min(max(SHORTEST_WAIT, (due - now) / 1000), LONGEST_WAIT)


def run_batch(store: Store, *, is_own: emit.Skip = emit.nobody, turn: Turn | None = None) -> int:
    """Run jobs that may run; return how many were done or put off.

    Payloads are read before the write door is taken. One commit holds each job's records with their
    history, the events it sets off with their deliveries, and its new status, so a kill leaves exactly one
    event. Raises StoreError, and then nothing was done.
    """
    turn = turn or Turn()
    if not settings.scheduling(store):
        return 0
    most = min(BATCH, turn.most or BATCH)
    found = queue.next_jobs(store, turn, most=most, most_bytes=BATCH_BYTES)
    if not found:
        return 0
    until, attempts = time.monotonic() + DOOR_SECONDS, list[Attempt]()
    with store.write(CHANGED):
        if not settings.scheduling(store):
            return 0
        runnable = _still_runnable(store, found)
        free = queue.hold_back(store, turn, runnable)
        takers = cache(lambda event: emit.takers(store, event, skip=is_own))  # the same for the whole batch
        for job in free:
            attempts.append(_run_one(store, job, takers))
            if time.monotonic() > until:
                break
        _write_down(store, attempts)
    done = len(attempts)
    if done:
        turn.last = free[done - 1].plugin_id
    turn.most = 2 * most if done == len(free) else done  # what is read and not run is read again
    return done + len(runnable) - len(free)


def put_off_first(store: Store, turn: Turn, error: StoreError) -> None:
    """Let the job whose turn it is wait for its next try. Raises StoreError where not even that works."""
    found = queue.next_jobs(store, turn, most=1, most_bytes=0)
    with store.write(Change.JOBS):
        for job in _still_runnable(store, found):
            queue.put_off(store, job, error)


def _still_runnable(store: Store, jobs: list[Pending]) -> list[Pending]:
    """Leave out, inside the transaction, what somebody held or deleted meanwhile."""
    rows = store.sql(
        "SELECT id FROM job WHERE id IN (SELECT value FROM json_each(?))"
        " AND +status = 'PENDING' AND +scheduled",  # the + keeps to the ids
        (json.dumps([job.id for job in jobs]),),
    )
    runnable = {job_id for (job_id,) in rows}
    return [job for job in jobs if job.id in runnable]


def _run_one(store: Store, job: Pending, takers: Takers) -> Attempt:
    status, message, owed = _outcome(store, job, takers)
    if job.new_type is not None:  # seldom: its index is left alone otherwise
        store.sql("UPDATE job SET job_type = ? WHERE id = ?", (job.new_type, job.id))
    return job.id, job.attempts + 1, store.clock(), status, message, json.dumps(owed)


def _write_down(store: Store, attempts: list[Attempt]) -> None:
    """Keep what came of a batch: for each job its new status, and this run."""
    store.many(
        "INSERT INTO job_attempt (job_id, number, at, status, message, log_ids) VALUES (?, ?, ?, ?, ?, ?)",
        attempts,
    )
    store.many(
        "UPDATE job SET status = ?, message = ?, updated_at = ?, attempts = ? WHERE id = ?",
        [(status, message, at, number, job_id) for job_id, number, at, status, message, _ in attempts],
    )


def _outcome(store: Store, job: Pending, takers: Takers) -> tuple[str, str, list[int]]:
    try:
        if isinstance(job.asked, BadPayload):
            raise job.asked
        with translated(store.path), store.db.part():  # what a job did before it failed is undone
            done = handlers.apply(job.asked, existing=(keeper := Keeper(store, job.id, job.after)).existing)
            keeper.keep(done)
            return "SUCCESS" if done.is_whole else "FAILED", done.message, _set_off(store, done, takers)
    except InvalidInput as error:  # of the payload, or of an event that would be too large
        return "FAILED", str(error), []
    except DeskError:
        raise
    except Exception:  # a bug with one job must not stop the others
        log.exception("job %s failed", job.id)
        return "FAILED", BUG, []


def _set_off(store: Store, done: handlers.Applied, takers: Takers) -> list[int]:
    """Owe the events that a job set off; return the log ids of their deliveries."""
    owed: list[int] = []
    for event in done.events:
        body = emit.prepare(event.event, dump(event.body).encode(), now=store.clock())
        owed += emit.owe(store, event.event, body, takers(event.event)).deliveries
    return owed
