from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from desktop import theme
from desktop.style import SHEET

SURFACES = ("base", "window", "sunken", "raised", "hover", "selection", "selection_off")
TEXTS = ("text", "text_2", "text_3", "accent", "ok", "bad", "wait", "off")
JSON = ("json_string", "json_number", "json_word")
SOFT = ("ok", "bad", "wait", "off")
ICONS = ["chart-line-up", "list-bullets", "stack", "squares-four", "puzzle-piece", "gear-six"]
ICONS += [
    "magnifying-glass",
    "paper-plane-tilt",
    "arrow-counter-clockwise",
    "arrows-clockwise",
    "copy",
    "check",
]
ICONS += ["eye", "eye-slash", "plus", "trash", "download-simple", "x", "warning-circle", "warning"]
ICONS += ["check-circle", "funnel", "dots-three"]


def pairs() -> Iterator[tuple[str, str, float]]:
    """Every foreground on every ground that it is drawn on, and the least contrast there."""
    for ground in SURFACES:
        yield from ((text, ground, 4.5) for text in TEXTS + JSON)
        yield "control", ground, 3.0
    for tone in SOFT:
        yield tone, f"{tone}_soft", 4.5
        yield "text", f"{tone}_soft", 11.0
    yield "accent", "accent_soft", 4.5
    yield "text_3", "accent_soft", 4.5
    yield "on_accent", "accent_fill", 4.5
    yield "on_accent", "accent_hover", 4.5
    yield "off", "off_soft", 4.5


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    low, high = sorted((luminance(QColor(one)), luminance(QColor(other))))
    return (high + 0.05) / (low + 0.05)


def luminance(color: QColor) -> float:
    """Return WCAG's relative luminance, 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
        for part in (color.redF(), color.greenF(), color.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_can_be_read_on_every_ground(dark):
    def found(text, ground):
        return contrast(theme.COLORS[text][dark], theme.COLORS[ground][dark])

    assert [each for each in pairs() if found(each[0], each[1]) < each[2]] == []


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#FFFFFF", "#FFFFFF") == 1


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_the_sheet_is_filled_in_completely(qapp, choice):
    theme.apply(choice)
    assert "$" in SHEET.read_text("utf-8")
    assert "$" not in qapp.styleSheet()
    assert theme.current().colors["accent"] in qapp.styleSheet()


def ink(name: str, choice: str) -> str:
    """Draw an icon and return its strongest colour."""
    look = theme.apply(choice)
    image = QImage(32, 32, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    look.icon(name, "bad").paint(painter, QRect(0, 0, 32, 32))
    painter.end()
    return max(
        (image.pixelColor(x, y) for x in range(32) for y in range(32)), key=lambda pixel: pixel.alpha()
    ).name()


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_every_icon_draws_in_the_colour_of_the_theme(qapp, choice):
    expected = theme.COLORS["bad"][choice == "dark"]
    assert {name: ink(name, choice).upper() for name in ICONS} == dict.fromkeys(ICONS, expected)


def test_an_icon_that_does_not_exist_is_a_bug(qapp):
    with pytest.raises(KeyError):
        theme.current().icon("no-such-icon")
