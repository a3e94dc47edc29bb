"""How the inspector was left: its size, its tab, and the level to which the tree was open."""

from dataclasses import dataclass

from PySide6.QtCore import QSize

from core import settings
from core.store.database import Store
from desktop import theme
from desktop.inspector.tabs import NAMES

SMALLEST, LARGEST = 200, 10_000


@dataclass(frozen=True, slots=True)
class Habits:
    """Width and height for a 13 px font, the name of a tab, and a level of the tree."""

    width: int
    height: int
    tab: str
    level: int


def habits_of(size: QSize, tab: str, level: int) -> Habits:
    """Return how a dialog of this size is left."""
    scale = theme.current().scale
    return Habits(round(size.width() / scale), round(size.height() / scale), tab, level)


def read_habits(store: Store) -> Habits | None:
    """Return how the inspector was left last, or None before it ever was."""
    kept = settings.load(store)
    sides = (kept.inspector_width, kept.inspector_height)
    if not all(SMALLEST <= side <= LARGEST for side in sides) or kept.inspector_tab not in NAMES:
        return None
    return Habits(*sides, kept.inspector_tab, kept.inspector_level)


def keep_habits(store: Store, habits: Habits) -> None:
    """Remember how the inspector was left."""
    if habits != read_habits(store):
        settings.save(
            store,
            inspector_width=habits.width,
            inspector_height=habits.height,
            inspector_tab=habits.tab,
            inspector_level=habits.level,
        )
