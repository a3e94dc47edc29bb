"""The menu of the filters that have no list of their own in the row."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from core.log.choices import Choices
from core.log.event_log import LogFilter
from desktop import theme
from desktop.pages.log_chips import LASTS
from desktop.widgets.passing import passing_menu
from desktop.words import shown_name

Tell = Callable[[LogFilter], None]
Choice = tuple[str, dict[str, Any]]
MOST = 30
"""Names in one list; the search's `app:` and its like reach the others."""
CODES = tuple(
    (f"{first}xx", {"code_from": first * 100, "code_to": first * 100 + 99}) for first in (2, 3, 4, 5)
)
TOOK = tuple(
    (f"Over {word}", {"min_ms": ms}) for word, ms in (("500 ms", 501), ("1 s", 1_001), ("5 s", 5_001))
)
SIZES = tuple(
    (f"Over {word}", {"min_size": number})
    for word, number in (("10 KB", 10_001), ("100 KB", 100_001), ("1 MB", 1_000_001))
)


def filter_menu(
    match: LogFilter,
    known: Choices,
    tell: Tell,
    period: Callable[[], None],
    types: Callable[[], None],
    parent: QWidget,
) -> QMenu:
    """Return the menu over a filter. It tells what was chosen; `period` and `types` ask for more."""
    menu = passing_menu(parent)
    times: list[Choice] = [("Today", {"last": "today"})]
    times += [(f"Last {word}", {"last": age}) for age, word in LASTS.items()]
    of_time = _list(
        menu, "Time", [(word, {"since": None, "until": None, **part}) for word, part in times], match, tell
    )
    of_time.addSeparator()
    of_time.addAction("From … to …", period)
    menu.addAction("Event types…", types)
    _list(menu, "App", _names("app_id", known.apps), match, tell)
    _list(menu, "Webhook", _names("webhook_id", known.webhooks), match, tell)
    _list(menu, "Plugin", _names("plugin_id", known.plugins), match, tell)
    _list(menu, "Seller", [(shown_name(name), {"seller": name}) for name in known.sellers], match, tell)
    menu.addSeparator()
    _list(menu, "Status code", CODES, match, tell)
    _list(menu, "Took", TOOK, match, tell)
    _list(menu, "Size", SIZES, match, tell)
    return menu


def _list(menu: QMenu, title: str, choices: Iterable[Choice], match: LogFilter, tell: Tell) -> QMenu:
    made = menu.addMenu(title)
    theme.popup(made)
    for word, part in list(choices)[:MOST]:
        act = made.addAction(word.replace("&", "&&"))
        act.setCheckable(True)
        act.setChecked(all(getattr(match, name) == value for name, value in part.items()))
        wanted = replace(match, **part)
        act.triggered.connect(lambda _=False, wanted=wanted: tell(wanted))
    made.setEnabled(not made.isEmpty())
    return made


def _names(field: str, pairs: Iterable[tuple[int | str, str]]) -> list[Choice]:
    return [(shown_name(name), {field: which}) for which, name in pairs]
