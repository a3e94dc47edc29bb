"""The palette and the style sheet (`resources/style.qss`), filled in from the tokens of the theme."""

from collections.abc import Callable, Mapping
from pathlib import Path
from string import Template

from PySide6.QtCore import QTemporaryDir
from PySide6.QtGui import QColor, QPalette

import resources

SHEET = Path(resources.__file__).with_name("style.qss")
_ROLE, _GROUP = QPalette.ColorRole, QPalette.ColorGroup
_PALETTE = {
    "window": (_ROLE.Window,),
    "base": (_ROLE.Base, _ROLE.AlternateBase),
    "bad": (_ROLE.BrightText,),
    "raised": (_ROLE.Button, _ROLE.ToolTipBase, _ROLE.Light),
    "text": (_ROLE.Text, _ROLE.WindowText, _ROLE.ButtonText, _ROLE.HighlightedText, _ROLE.ToolTipText),
    "text_3": (_ROLE.PlaceholderText,),
    "accent": (_ROLE.Link, _ROLE.LinkVisited, _ROLE.Accent),
    "selection": (_ROLE.Highlight,),
    "line": (_ROLE.Midlight,),
    "line_strong": (_ROLE.Mid, _ROLE.Shadow),
    "control": (_ROLE.Dark,),
}
_GLYPHS = {  # name: (path in a 16 px box, token of the stroke)
    "check": ("M4 8.4 6.8 11 12 5.4", "on_accent"),
    "dash": ("M4.5 8h7", "on_accent"),
    "right": ("M6.5 4.5 10 8l-3.5 3.5", "text_2"),
    "down": ("M4.5 6.5 8 10l3.5-3.5", "text_2"),
    "up": ("M4.5 9.5 8 6l3.5 3.5", "text_2"),
}
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16">'
    '<path d="{path}" fill="none" stroke="{color}" stroke-width="1.6" stroke-linecap="round"'
    ' stroke-linejoin="round"/></svg>'
)
_folder: QTemporaryDir | None = None  # the glyphs: a style sheet takes pictures from files only


def palette(colors: Mapping[str, str]) -> QPalette:
    """Return what Fusion and plain painters use where the style sheet is silent."""
    made = QPalette()
    for token, roles in _PALETTE.items():
        for role in roles:
            made.setColor(role, QColor(colors[token]))
    for role in (_ROLE.Text, _ROLE.WindowText, _ROLE.ButtonText):
        made.setColor(_GROUP.Disabled, role, QColor(colors["control"]))
    made.setColor(_GROUP.Inactive, _ROLE.Highlight, QColor(colors["selection_off"]))
    return made


def style_sheet(
    colors: Mapping[str, str], sizes: Mapping[str, int], px: Callable[[float], int], name: str
) -> str:
    """Return the style sheet for the whole program.

    `px` brings a size to the user's font; `name` tells the look's pictures from another look's.
    """
    pixels = {key: px(size) for key, size in sizes.items()}
    whole = pixels["box"] + 2  # a radio button's ring and dot must add up to its box
    pixels |= {"round": whole // 2, "ring": whole // 3, "dot": whole - 2 * (whole // 3)}
    return Template(SHEET.read_text("utf-8")).substitute(
        colors, glyphs=_written(colors, name), **{key: f"{size}px" for key, size in pixels.items()}
    )


def _written(colors: Mapping[str, str], name: str) -> str:
    """Write the glyphs and return the start of their paths; each look has its own, as Qt caches by path."""
    global _folder  # kept until the program ends, for both looks
    _folder = _folder or QTemporaryDir()
    stem = _folder.filePath(f"{name}-")
    for glyph, (path, token) in _GLYPHS.items():
        Path(f"{stem}{glyph}.svg").write_text(_SVG.format(path=path, color=colors[token]), "utf-8")
    return stem.replace("\\", "/")
