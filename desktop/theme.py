"""The look of Yardarm: design tokens, and sizes, fonts and colours for whoever paints.

Every colour, size and font in the window comes from here. `apply()` gives the program its look, at
the start and again when the user changes the theme; painters ask `current()` each time they paint,
so nothing keeps a stale colour. Sizes follow the system font: they are drawn for one of 13 px.
"""

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QStyledItemDelegate, QStyleFactory, QWidget

from desktop.icons import icon_engine
from desktop.style import palette, style_sheet

COLORS = {  # token: (light, dark). Text tokens reach 4.5:1 on every surface, outlines of controls 3:1.
    "window": ("#F3F4F6", "#121519"),  # navigation, status bar, foot of a form
    "base": ("#FFFFFF", "#181C21"),  # content: tables, pages, fields
    "sunken": ("#F8F9FB", "#14171C"),  # table headers, notes
    "raised": ("#FFFFFF", "#242A31"),  # buttons, menus, tooltips, the chosen segment
    "line": ("#E6E8EC", "#272D35"),  # hairlines (decoration only)
    "line_strong": ("#CDD2D9", "#3A424D"),  # outline of buttons and popups (decoration only)
    "control": ("#7C8592", "#727D8B"),  # outline of fields, check boxes and switches
    "hover": ("#F4F6F9", "#1E2329"),
    "selection": ("#E1EBFA", "#1F3351"),
    "selection_off": ("#E9EBEF", "#282E36"),  # selected, while the focus is elsewhere
    "text": ("#1A1F26", "#E4E7EB"),
    "text_2": ("#4A535F", "#B0B8C3"),  # labels, secondary values
    "text_3": ("#5D6672", "#929CA9"),  # hints, units, table headers
    "accent": ("#1B5EC9", "#7AAEFF"),  # links, focus ring, current item
    "accent_fill": ("#1B5EC9", "#2B68D4"),  # primary button, a switch that is on
    "accent_hover": ("#164FAB", "#215AC0"),
    "accent_soft": ("#E8F0FC", "#1B2A42"),
    "on_accent": ("#FFFFFF", "#FFFFFF"),
    "ok": ("#13693A", "#62CB94"),
    "ok_soft": ("#E2F4E9", "#16301F"),
    "bad": ("#B3261E", "#FF9088"),
    "bad_soft": ("#FCEAE8", "#3A1D1C"),
    "wait": ("#855000", "#E9B65A"),
    "wait_soft": ("#FCF0DB", "#33270F"),
    "off": ("#5A636F", "#A3ACB8"),
    "off_soft": ("#ECEEF1", "#282E36"),
    "json_string": ("#0B6A57", "#6FD0B5"),
    "json_number": ("#1B5EC9", "#8AB8FF"),
    "json_word": ("#7A3FB0", "#C9A2F5"),  # true, false, null
}
SPACE = (4, 8, 12, 16, 24, 32, 48)  # the only distances there are
TYPE = {"caption": 11, "small": 12, "body": 13, "title": 15, "page": 20, "figure": 26}
ROW, CONTROL, HEADER = 28, 28, 28  # heights: table row, control, table header
SIZES = TYPE | {  # what the style sheet asks for by name
    "inner": CONTROL - 2,
    "inner_focus": CONTROL - 4,
    "segment": CONTROL - 6,
    "box": 14,
    "box_focus": 12,
    "menu": 200,
    "question": 380,  # as wide as its sentences are read with ease; Qt's own is as narrow as it can be
    "pad": 8,
    "first": 16,
    "tab": 14,  # with its pad as far from the edge as a title
    "tab_pad": 2,
}
MONO = ("JetBrains Mono", "SF Mono", "Menlo", "Cascadia Mono", "Consolas", "DejaVu Sans Mono")


class Theme:
    """The colours in use, and sizes and fonts for the user's system font."""

    def __init__(self, *, dark: bool, base_px: int) -> None:
        """Take the pixel size of the system's interface font as `base_px`."""
        self.dark, self.scale = dark, max(base_px, 13) / 13
        self.colors = {token: pair[dark] for token, pair in COLORS.items()}
        self._colors = {token: QColor(name) for token, name in self.colors.items()}
        self._fonts: dict[tuple[str, bool, bool], QFont] = {}

    def px(self, size: float) -> int:
        """Return a distance drawn for a 13 px font, at the user's font size."""
        return round(size * self.scale)

    def color(self, token: str) -> QColor:
        """Return the colour of a token, for painters."""
        return self._colors[token]

    def font(self, size: str = "body", *, bold: bool = False, mono: bool = False) -> QFont:
        """Return the interface font, or the monospaced one, in a size of the type scale.

        It is shared: copy it to change it.
        """
        key = (size, bold, mono)
        if key not in self._fonts:
            self._fonts[key] = self._made(self.px(TYPE[size]), bold=bold, mono=mono)
        return self._fonts[key]

    def icon(self, name: str, ink: str = "text_2") -> QIcon:
        """Return a Phosphor icon in the colour of a token; it follows a change of theme by itself."""
        return QIcon(icon_engine(name, lambda muted: current().color("line_strong" if muted else ink)))

    def _made(self, pixels: int, *, bold: bool, mono: bool) -> QFont:
        font = QFont(QApplication.font())
        if mono:
            fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
            font.setFamilies([*MONO, fixed.family()])
            font.setFeature(QFont.Tag("calt"), 0)  # ids and JSON are shown as they are: no ligatures
        else:
            font.setFeature(QFont.Tag("tnum"), 1)  # digits of one width: columns of numbers align
        font.setPixelSize(pixels)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font


_current: Theme | None = None


def current() -> Theme:
    """Return the theme in use; where nobody chose one yet, the system's."""
    return _current or apply("system")


def apply(choice: str) -> Theme:
    """Give the whole program one look, now and for windows made later.

    `choice` is "light", "dark" or "system".
    """
    global _current  # the one look of the one application
    app = cast(QApplication, QApplication.instance())
    dark = choice == "dark" or (choice == "system" and system_is_dark())
    if _current is None:
        app.setStyle(QStyleFactory.create("Fusion"))
    if _current is None or _current.dark != dark:
        _current = Theme(dark=dark, base_px=QFontInfo(app.font()).pixelSize())
        app.setFont(_current.font())
        app.setPalette(palette(_current.colors))
        app.setStyleSheet(style_sheet(_current.colors, SIZES, _current.px, "dark" if dark else "light"))
    return _current


def system_is_dark() -> bool:
    """Return whether the desktop of the user is set to dark colours."""
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def popup(widget: QMenu | QComboBox) -> None:
    """Round the corners of a menu or a choice's list: its window must be see-through behind them."""
    window: QWidget = widget
    if isinstance(widget, QComboBox):
        widget.setItemDelegate(QStyledItemDelegate(widget))  # the default one ignores `::item`
        window = widget.view().window()
    kind = Qt.WindowType
    window.setWindowFlags(kind.Popup | kind.FramelessWindowHint | kind.NoDropShadowWindowHint)
    window.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
