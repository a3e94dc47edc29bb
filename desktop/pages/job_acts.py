"""What can be done with jobs from the window: each act off the UI thread, and a word on what it did."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from core.errors import InvalidInput
from core.incoming import jobs
from core.incoming.jobs import OVER, Job
from core.store.database import Store
from desktop.desk import Desk
from desktop.paint import status_word
from desktop.tasks import off_ui, spawn
from desktop.widgets.notes import Act, ask
from desktop.words import count

ONE_BY_ONE = Callable[[Store, int], Job]


class JobActs:
    """Acts on jobs of one desk; `page` is what the questions belong to."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        self._desk, self._page = desk, page

    def toggle(self, job: Job) -> None:
        """Schedule a job that is held, or hold it; one that is over says so."""
        if job.status in OVER:
            self._desk.toast(f"{named([job])} is over: {status_word(job.status)}")
        else:
            self.schedule([job], on=not job.scheduled)

    def schedule(self, chosen: Sequence[Job], *, on: bool) -> None:
        """Schedule jobs, or hold them; Undo turns those back that changed."""
        spawn(
            self._schedule([job for job in chosen if job.status not in OVER and job.scheduled != on], on),
            self._page,
        )

    def retry(self, chosen: Sequence[Job]) -> None:
        """Run failed jobs again."""
        failed = [job for job in chosen if job.status == "FAILED"]
        spawn(self._each(jobs.retry, failed, "Trying {} again"), self._page)

    def ask_to_delete(self, chosen: Sequence[Job]) -> None:
        """Ask, and mark jobs as deleted, so that they never run."""
        waiting = [job for job in chosen if job.status not in OVER]
        title = f"Delete {named(waiting)}?"
        is_one = len(waiting) == 1
        which, stays = ("It never runs", "payload stays") if is_one else ("They never run", "payloads stay")
        text = f"{which}, and this cannot be undone. The {stays} in the event log."

        def delete() -> None:
            spawn(self._each(jobs.delete, waiting, "Deleted {}"), self._page)

        ask(self._page, title, text, Act("Delete", delete))

    async def set_scheduling(self, on: bool) -> None:
        """Turn the switch over all jobs."""
        store = self._desk.engine.store
        await off_ui(store, jobs.set_scheduling, store, on)
        words = "Scheduling is on: what waits runs now" if on else "Scheduling is off: received jobs wait"

        def undo() -> None:
            spawn(self.set_scheduling(not on), self._page)

        self._desk.toast(words, undo)

    async def _schedule(self, chosen: list[Job], on: bool) -> None:
        ids = [job.id for job in chosen]
        changed = await off_ui(self._desk.engine.store, jobs.set_scheduled, self._desk.engine.store, ids, on)
        if changed:
            undo = partial(self._put_back, ids, not on)
            self._desk.toast(f"{'Scheduled' if on else 'Held'} {named(chosen)}", undo)
        elif chosen:
            self._desk.toast(f"{named(chosen)} {'is' if len(chosen) == 1 else 'are'} over or changed already")

    def _put_back(self, ids: list[int], on: bool) -> None:
        store = self._desk.engine.store

        async def put_back() -> None:
            if not await off_ui(store, jobs.set_scheduled, store, ids, on):
                self._desk.toast(f"Too late to undo: {'it has' if len(ids) == 1 else 'they have'} run")

        spawn(put_back(), self._page)

    async def _each(self, act: ONE_BY_ONE, chosen: list[Job], words: str) -> None:
        done = await off_ui(self._desk.engine.store, _do_each, self._desk.engine.store, act, chosen)
        if done:
            self._desk.toast(words.format(named(done)))
        elif chosen:
            self._desk.toast(f"{named(chosen)} changed meanwhile")


def named(chosen: Sequence[Job]) -> str:
    """Return jobs in words: "PRODUCT_CREATE for Tern & Tide", or "3 jobs"."""
    if len(chosen) != 1:
        return count(len(chosen), "job")
    [job] = chosen
    what = job.job_type or f"job {job.id}"
    return f"{what} for {job.seller}" if job.seller else what


def _do_each(store: Store, act: ONE_BY_ONE, chosen: list[Job]) -> list[Job]:
    """Do one act on each job, and return those on which it could be done."""
    done = []
    for job in chosen:
        try:
            act(store, job.id)
        except InvalidInput:  # it went on meanwhile
            continue
        done.append(job)
    return done
