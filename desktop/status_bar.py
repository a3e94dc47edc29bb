"""The window's foot: whether it receives and where, what came and was refused last, and what is owed."""

from PySide6.QtCore import QPoint, QRect, QSize, QTimer
from PySide6.QtWidgets import QStatusBar, QWidget

from core.clock import Clock
from core.incoming.last_request import LastRequest
from core.incoming.receiver import ReceiverState
from core.log.glance import Glance
from desktop import theme
from desktop.widgets.controls import copy_button, label
from desktop.widgets.layout import holder, restyle, row
from desktop.widgets.status import Light
from desktop.words import DAY, HOUR, ago, count, due, plain_tip

TICK_MS = 1_000


class StatusBar(QStatusBar):
    """A light with its words at the left, figures at the right. It reads nothing: it is told."""

    def __init__(self, now: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._url = ""
        self._glance: Glance | None = None
        self._request = LastRequest(None, None)
        self._light = Light()
        self._words = label(role="hint")
        self._address = label(role="hint", mono=True)
        self.copy_button = copy_button("Copy the receiver's address", lambda: self._url)
        self._came = label(role="hint")
        self._refused = label(role="hint", tone="bad", cut=True)  # the first to give way in a narrow window
        self._owed = label(role="hint", tone="wait")
        self._next = label(role="hint")
        self._last = label(role="hint")
        self.setSizeGripEnabled(False)
        self.setFixedHeight(theme.current().px(28))
        left = (self._light, self._words, self._address, self.copy_button, 8, self._came, 8, self._refused)
        self.addWidget(holder(row(*left, gap=4, margins=(12, 0, 0, 0))))
        right = (self._owed, self._next, 8, self._last)
        self.addPermanentWidget(holder(row(*right, gap=6, margins=(0, 0, 12, 0))))
        self.copy_button.setProperty("role", "small")
        self.copy_button.setIconSize(QSize(theme.current().px(14), theme.current().px(14)))
        ticks = QTimer(self, interval=TICK_MS)
        ticks.timeout.connect(self._write)
        ticks.start()
        self.show_starting()

    def show_receiver(self, state: ReceiverState, *, by_another: bool) -> None:
        """Show where the receiver listens, this process's or another one's, or that it does not."""
        if state.listening:
            words = "Another Yardarm receives at" if by_another else "Receiving at"
            self._show("wait" if by_another else "ok", words, "", state.url)
        elif by_another:
            self._show("wait", "Another Yardarm runs the desk", "")
        else:
            reason = state.title.partition(": ")[2] or "the receiver does not run"
            self._show("bad", f"Not receiving: {reason}", "bad")

    def show_starting(self) -> None:
        """Show that the engine is on its way."""
        self._show("wait", "Starting…", "")

    def show_request(self, last: LastRequest) -> None:
        """Show when the last request came, and what was refused last and why."""
        self._request = last
        self._write()

    def show_glance(self, figures: Glance) -> None:
        """Show what is owed, and when something last happened."""
        self._glance = figures
        self._write()

    def free(self) -> QRect:
        """Return the part of the foot in which nothing is pressed, in the window's coordinates."""
        px, window = theme.current().px, self.window()
        last = self.copy_button.mapTo(window, self.copy_button.rect().topRight()).x() if self._url else 0
        top = self.mapTo(window, QPoint(0, 1)).y()
        return QRect(last + px(12), top, window.width() - last - 2 * px(12), self.height() - 2)

    def _show(self, ink: str, words: str, tone: str, url: str = "") -> None:
        self._url = url
        self._light.turn(ink)
        self._words.setText(words)
        restyle(self._words, "tone", tone)
        self._address.setText(url.removeprefix("http://"))
        for part in (self._address, self.copy_button):
            part.setVisible(bool(url))

    def _write(self) -> None:
        """Write the figures anew, as time passes."""
        figures, now = self._glance, self._now()
        self._write_request(self._request, now)
        if figures is None:
            return
        self._owed.setText(f"{figures.owed:,} owed" if figures.owed else "")
        self._next.setText(f"next {due(figures.next_due, now)}" if figures.next_due else "")
        last = figures.last_event_at
        self._last.setText(f"Last event {ago(last, now)}" if last else "No events yet")
        self._last.setAccessibleName(
            f"{count(figures.owed, 'delivery', 'deliveries')} owed. {self._last.text()}"
        )

    def _write_request(self, last: LastRequest, now: int) -> None:
        """Write what came last; a refusal stands there for a day, and on the page of plugins afterwards."""
        self._came.setText(f"Last request {ago(last.at, now)}" if last.at else "No requests yet")
        refused = last.refused
        if refused is None or now - refused.last_at >= DAY:
            self._refused.setText("")
            return
        at = f"at the plugin {refused.plugin_id}" if refused.plugin_id else "at addresses of no plugin"
        self._refused.setText(f"Refused {ago(refused.last_at, now)}: {refused.reason}")
        self._refused.setToolTip(
            plain_tip(f"{refused.reason}\n{refused.count:,} in all for this reason, {at}")
        )
        restyle(self._refused, "tone", "bad" if now - refused.last_at < HOUR else "")
