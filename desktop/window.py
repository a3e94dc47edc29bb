"""The window: the pages and the way between them, and the foot."""

import importlib
from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QIcon
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from core import settings
from core.bus import Change
from core.engine import Engine
from core.incoming.last_request import last_request
from core.log.event_log import LogFilter
from core.log.glance import Glance, glance
from core.log.views import View
from core.settings import Settings
from desktop import theme
from desktop.bridge import Bridge
from desktop.case_door import CaseDoor
from desktop.desk import Desk, Place
from desktop.engine_notices import EngineNotices
from desktop.entries import ENTRIES, import_later
from desktop.jump import JumpPalette
from desktop.navigation import LOG_ROW, Navigation, Pill
from desktop.notices import Notices
from desktop.pages.page import Page
from desktop.side import Body, Side
from desktop.status_bar import StatusBar
from desktop.tasks import Reader, off_ui, problems, spawn
from desktop.views import LogViews
from desktop.warnings import Warnings
from desktop.widgets.mark import sign
from desktop.widgets.notes import Act, ask
from desktop.widgets.toast import Toast
from desktop.words import count, due, follow_zone

SIZE = (1280, 800)
GLANCE_PAUSE = 0.4  # seconds between two looks at the figures
MINUTE_MS = 60_000


class MainWindow(QMainWindow):
    """The window over an engine. Everything that it shows of the data is read off the UI thread."""

    def __init__(self, engine: Engine, *, starting: bool = False) -> None:
        """Take an engine that was started, or was opened and is `starting`; see `engine_started`."""
        super().__init__()
        with engine.store.connection():  # one row, and the window would else appear in the wrong colours
            self._settings = settings.load(engine.store)
        theme.apply(self._settings.theme)
        self.setObjectName("mainWindow")
        self.setWindowTitle("Yardarm")
        self.setWindowIcon(QIcon(sign(64)))
        self.resize(*SIZE)
        self.engine = engine
        self.bridge = Bridge(engine.bus, self)
        self.cases = CaseDoor(engine.store, self)
        self.status = StatusBar(engine.store.clock)
        self.toast = Toast(self, self.status.free)
        self.desk = Desk(engine, self.bridge, self.go, self.toast.say)
        self.notices = Notices(self)
        self._warnings = Warnings(engine.store, self.notices, self.go, self._show_pills)
        self.navigation = Navigation([(entry.title, entry.icon) for entry in ENTRIES])
        self._state = EngineNotices(engine, self.status, self.notices, self.go)
        self._side = Side(self.navigation)
        self._pages = QStackedWidget()
        self._made: dict[str, Page] = {}
        self._starting = starting
        self._view: View | None = None
        self.views = LogViews(self.desk, self.navigation)
        self._glance: Glance | None = None
        self._may_close = self._is_asking = False
        self._lay_out()
        self._figures = Reader(self._read_figures, self, GLANCE_PAUSE)
        self._listen()

    def page(self) -> Page:
        """Return the page that is shown."""
        return self._made[self.navigation.item(self._shown).text()]

    def go(self, place: Place) -> None:
        """Show a page, and on it what `place` asks for; a page with unsaved changes asks first."""

        def arrive() -> None:
            self._view = place.view
            self._show(titles.index(place.page))
            self.page().open(place)

        titles = [entry.title for entry in ENTRIES]
        if titles[self._shown] == place.page:
            arrive()
        else:
            self.page().leave(arrive)

    def engine_started(self) -> None:
        """Show what the engine does, now that it has started."""
        self._starting = False
        self._state.show()
        spawn(self._import_rest(), self)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, but for unsaved changes and deliveries that are owed: then ask, and close if it may be."""
        if not self._may_close:
            self._is_asking = True
            self.page().leave(self._agree)
            self._is_asking = False
        event.setAccepted(self._may_close)
        if self._may_close:
            self.bridge.close()

    def _agree(self) -> None:
        """Close, now that no change is unsaved; first tell what is not sent meanwhile."""
        seen = self._glance
        if self.engine.owns and seen and seen.owed:
            title, text = _owed_words(seen.owed, seen.next_due, self.engine.store.clock())
            ask(self, title, text, Act("Close", self._close_now), keep="Keep open", danger=False)
        else:
            self._close_now()

    def _close_now(self) -> None:
        self._may_close = True
        if not self._is_asking:  # the answer came later; within a close, another one does nothing
            self.close()

    def _lay_out(self) -> None:
        self.setCentralWidget(Body(self._side, self._pages))
        self.setStatusBar(self.status)
        self._shown = 0
        self._show(0)
        self.navigation.setFocus()
        # what pages add later stands at the chain's end: after the navigation, and before its first, the foot
        jump_button = self._side.jump_button
        for first, second in ((self.status.copy_button, jump_button), (jump_button, self.navigation)):
            QWidget.setTabOrder(first, second)

    @Slot()
    def _jump(self) -> None:
        JumpPalette(self.engine.store, [entry.title for entry in ENTRIES], self.go, self).open()

    def _listen(self) -> None:
        self._side.jump_button.clicked.connect(self._jump)
        self.navigation.currentRowChanged.connect(self._on_row)
        self.bridge.changed.connect(self._on_changed)
        problems.raised.connect(self._on_problem)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_colours)
        self._show_settings(self._settings)
        self._figures.ask()
        self._warnings.ask()
        minutes = QTimer(self, interval=MINUTE_MS)
        minutes.timeout.connect(follow_zone)
        minutes.timeout.connect(self._figures.ask)  # what failed a day ago fails no more
        minutes.timeout.connect(self.views.age)
        minutes.start()
        if not self._starting:
            self.engine_started()

    async def _import_rest(self) -> None:
        """Import what was not needed yet, off the UI thread: it is most of what a page's first show costs."""
        await off_ui(self.engine.store, import_later)

    def _show(self, at: int) -> None:
        """Show a page by its row, making it if it was never shown."""
        entry = ENTRIES[at]
        if entry.title not in self._made:
            made: Page = getattr(importlib.import_module(entry.module), entry.page)(self.desk)
            made.turned.connect(self._on_turned)
            self._made[entry.title] = made
            self._pages.addWidget(made)
        self._shown = at
        self.views.look_at(self._view)
        self._turn_pages(self._made[entry.title])
        self._on_turned()
        self.notices.show_on(self.page().banner)
        self._point_navigation()

    def _turn_pages(self, page: Page) -> None:
        """Put a page in sight; the keyboard goes along if it was on the one before."""
        focused = self.focusWidget()
        takes_keyboard = focused is not None and self._pages.isAncestorOf(focused)
        if page is not self._pages.currentWidget():
            self._pages.setCurrentWidget(page)
            if takes_keyboard:
                page.take_keyboard()

    def _point_navigation(self) -> None:
        """Make the row of what is shown the current one: the view's, else the page's."""
        blocked = self.navigation.blockSignals(True)
        if not self.navigation.point_to(self._view.id if self._view else None):
            self.navigation.setCurrentRow(self._shown)
        self.navigation.blockSignals(blocked)

    @Slot(int)
    def _on_row(self, at: int) -> None:
        """Leave the page that is shown; if it asks first, the navigation stays where it is till then."""
        view_id = self.navigation.view_of(at)
        if view_id is not None:
            self.views.open(view_id)
        else:
            self.page().leave(partial(self._turn_to, at))
        self._point_navigation()

    def _turn_to(self, at: int) -> None:
        """Show a page by its row; the log without the filters of a view that was open."""
        view, self._view = self._view, None
        self._show(at)
        if view and at == LOG_ROW:
            self.page().open(Place(ENTRIES[at].title, log=LogFilter()))

    @Slot()
    def _on_turned(self) -> None:
        self.notices.look_at(self.page().webhook_in_sight())

    @Slot(str, str)
    def _on_problem(self, title: str, advice: str) -> None:
        self.notices.report(title, advice)

    @Slot()
    def _on_system_colours(self) -> None:
        theme.apply(self._settings.theme)

    @Slot(object)
    def _on_changed(self, change: Change) -> None:
        if change & (Change.RECEIVER | Change.SENDER) and not self._starting:
            self._state.show()
        if change & (
            Change.LOG | Change.OUTBOX | Change.JOBS | Change.APPS | Change.WEBHOOKS | Change.PLUGINS
        ):
            self._figures.ask()
        if change & (Change.APPS | Change.WEBHOOKS):
            self._warnings.ask()
        if change & Change.SETTINGS:
            spawn(self._read_settings(), self)

    async def _read_figures(self) -> None:
        store = self.engine.store
        self._glance = figures = await off_ui(store, glance, store, store.clock())
        self.status.show_glance(figures)
        self.status.show_request(await off_ui(store, last_request, store))
        self._show_pills()

    async def _read_settings(self) -> None:
        self._show_settings(await off_ui(self.engine.store, settings.load, self.engine.store))

    def _show_settings(self, wanted: Settings) -> None:
        self._settings = wanted
        theme.apply(wanted.theme)
        self._side.domain.setText(_bare(wanted.marketplace_domain) or "Webhook desk")

    def _show_pills(self) -> None:
        figures, show = self._glance, self.navigation.show_pill
        if figures is None:
            return
        show("Event Logs", Pill(figures.failing, count(figures.failing, "failing webhook"), "bad"))
        show("Webhook Jobs", Pill(figures.jobs, f"{figures.jobs:,} waiting"))
        show("Apps", self._warnings.pill() or Pill(figures.apps, count(figures.apps, "app")))
        show("Plugins", Pill(figures.plugins, count(figures.plugins, "plugin")))


def _owed_words(owed: int, next_due: int | None, now: int) -> tuple[str, str]:
    """Return how many deliveries a closing window would leave, and when they go on."""
    title = f"{count(owed, 'delivery', 'deliveries')} {'is' if owed == 1 else 'are'} still owed"
    when = due(next_due or now, now)
    text = "Nothing is sent while Yardarm is closed; it goes on when Yardarm runs again."
    return title, f"{text} Kept open, the next one goes {when}."


def _bare(domain: str) -> str:
    return domain.removeprefix("https://").removeprefix("http://").rstrip("/")
