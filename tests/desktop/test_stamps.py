import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from desktop import theme
from desktop.paint import STATUS, paint_arrow, paint_mark
from desktop.tables.stamps import put_arrow, put_mark

X, SIDE = 5, 14


def drawn(ratio, draw):
    picture = QImage(round(30 * ratio), round(30 * ratio), QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    picture.fill(theme.current().color("base"))
    painter = QPainter(picture)
    draw(painter)
    painter.end()
    return picture


def differ(one, other):
    """Return by how much the pixels of two pictures differ at most, 0 to 255."""
    assert one.size() == other.size()
    return max(abs(a - b) for a, b in zip(bytes(one.constBits()), bytes(other.constBits()), strict=True))


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("ratio", [1, 2])
@pytest.mark.parametrize("y", [6, 6.5])
def test_a_mark_that_is_put_down_looks_as_one_that_is_drawn(qapp, colours, ratio, y):
    look = theme.apply(colours)
    ground, box = look.color("base"), QRectF(X, y, SIDE, SIDE)
    for ink, kind in STATUS.values():
        put = drawn(ratio, lambda to, i=ink, k=kind: put_mark(to, X, y, SIDE, k, i, ground))
        painted = drawn(ratio, lambda to, i=ink, k=kind: paint_mark(to, box, k, look.color(i), ground))
        assert differ(put, painted) <= 2
    assert put != drawn(ratio, lambda to: put_mark(to, X, y, SIDE, "bar", "bad", QColor("red")))


@pytest.mark.parametrize("out", [True, False])
def test_an_arrow_follows_the_theme(qapp, out):
    for colours in ("light", "dark"):
        theme.apply(colours)
        put = drawn(1, lambda to: put_arrow(to, X, 6, 9, out=out))
        assert differ(put, drawn(1, lambda to: paint_arrow(to, QRectF(X, 6, 9, 9), out=out))) <= 2
