"""A figure on a card, which leads to the rows behind it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from desktop import theme
from desktop.widgets.charts import Spark
from desktop.widgets.controls import label
from desktop.widgets.layout import Item, col, restyle

RADIUS, SIDE = 8, 14


class Card(QAbstractButton):
    """A number with its name above, a word on it below, and its course. A button, in all but its look."""

    def __init__(self, title: str, spark: Spark | None = None) -> None:
        super().__init__()
        self._figure = label(role="figure")
        self._words = label(role="hint")
        self._spark = spark
        self._title, self._said = title, ""
        items: list[Item] = [label(title, "label"), self._figure, self._words]
        items += [4, spark] if spark else [None]
        self.setLayout(col(*items, gap=2, margins=(SIDE, 12, SIDE, 8)))
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        # Six of them share a small window: words give way, figures do not.
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_figure(self, figure: str, words: str, course: Sequence[int] = (), tone: str = "") -> None:
        """Show a figure, in a tone of the style sheet, with its word and its course."""
        self._figure.setText(figure)
        restyle(self._figure, "tone", tone)
        self._said = words
        self._fit_words()
        self.setAccessibleName(f"{self._title}: {figure}. {words}")
        self.setToolTip(words)
        if self._spark:
            self._spark.show_values(course)

    def figure(self) -> str:
        """Return the figure that is shown."""
        return self._figure.text()

    def words(self) -> str:
        """Return the word below it."""
        return self._said

    def sizeHint(self) -> QSize:
        """Return the room of what is on it."""
        inside = self.layout()
        return inside.sizeHint() if inside else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the room of the figure and its name."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the word to the room there is."""
        super().resizeEvent(event)
        self._fit_words()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Go out."""
        super().leaveEvent(event)
        self.update()

    def _fit_words(self) -> None:
        room = self.width() - theme.current().px(2 * SIDE)
        metrics = self._words.fontMetrics()
        self._words.setText(metrics.elidedText(self._said, Qt.TextElideMode.ElideRight, room))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a panel, with the ring of the focus."""
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = 2 if self.hasFocus() else 1
        painter.setPen(QPen(look.color("accent" if self.hasFocus() else "line"), wide))
        painter.setBrush(look.color("hover" if self.underMouse() else "base"))
        edge = wide / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), RADIUS, RADIUS)
        painter.end()
