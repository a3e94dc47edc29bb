"""What the window says of its engine: whether it receives and sends, and who does where it does not."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from core import settings
from core.engine import Engine
from core.outgoing.sender_state import OFFLINE
from desktop.desk import Place
from desktop.notices import Notice, Notices
from desktop.status_bar import StatusBar
from desktop.tasks import off_ui, spawn
from desktop.widgets.notes import Act

GUEST = "Another Yardarm is at work on this data"
GUEST_ADVICE = (
    "It sends, receives and runs the jobs. This window shows and changes the same data, and takes over"
    " when the other one ends."
)


class EngineNotices(QObject):
    """Shows the engine's state in the foot, and what is wrong with it through the window's notices."""

    def __init__(
        self, engine: Engine, status: StatusBar, notices: Notices, go: Callable[[Place], None]
    ) -> None:
        super().__init__(notices)
        self._engine, self._status, self._notices, self._go = engine, status, notices, go

    def show(self) -> None:
        """Show whether this window's engine receives and sends, or another one's does."""
        is_guest, stand = not self._engine.owns, self._notices.stand
        receiver, sender = self._engine.receiver_state(), self._engine.sender_state()
        self._status.show_receiver(receiver, by_another=is_guest)
        stand("guest", Notice("wait", GUEST, GUEST_ADVICE) if is_guest else None)
        stand("receiver", self._receiver_notice() if receiver.title else None)
        tone = "wait" if sender == OFFLINE else "bad"  # it goes on by itself
        stand("sender", Notice(tone, sender.title, sender.advice) if sender.title else None)

    def _receiver_notice(self) -> Notice:
        state = self._engine.receiver_state()
        acts = [Act("Open Settings", lambda: self._go(Place("Settings")))]
        if port := state.free_port:

            def use() -> None:
                spawn(self._use_port(port), self)

            acts.insert(0, Act(f"Use port {port}", use))
        return Notice("bad", state.title, state.advice, tuple(acts))

    async def _use_port(self, port: int) -> None:
        """Keep another port in the settings, and listen there."""
        store = self._engine.store
        await off_ui(store, settings.save, store, receiver_port=port)
        await off_ui(store, self._engine.restart_receiver)
