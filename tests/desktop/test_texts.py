import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from desktop import theme
from desktop.tables.texts import elided, width_of

MONO = ("small", False, True)


@pytest.fixture(autouse=True)
def look(qapp):
    return theme.apply("light")


@pytest.mark.parametrize(
    "text", ["7", "1234567", "0b6f0c9e-5a57-4f1f-8f6c-d1f3a2a4e8b1", "a b", "a\tb", "é", ""]
)
@pytest.mark.parametrize("font", [MONO, ("small", False, False), ("small", True, False)])
def test_a_line_is_as_wide_as_it_is_drawn(look, text, font):
    size, bold, mono = font
    metrics = QFontMetrics(look.font(size, bold=bold, mono=mono))
    assert abs(width_of(text, font) - metrics.horizontalAdvance(text)) <= 1


def test_what_is_cut_fits():
    cut = elided("1234567", MONO, Qt.TextElideMode.ElideLeft, 40)
    assert cut.startswith("…")
    assert width_of(cut, MONO) <= 40
