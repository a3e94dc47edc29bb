"""The row of filters over the jobs."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from core import statuses
from core.catalogue import catalogue
from core.incoming.jobs import JobFilter
from desktop.paint import status_word
from desktop.widgets.controls import combo, refill
from desktop.widgets.layout import row
from desktop.widgets.search import SearchField

ANY_STATUS, ANY_TYPE, ANY_SELLER = ("Any status", ""), ("All job types", ""), ("All sellers", "")


class JobFilters(QWidget):
    """Status, type, seller, and a text in ids and messages."""

    changed = Signal(object)
    """The filter that is wanted now, a `JobFilter`."""

    def __init__(self) -> None:
        super().__init__()
        words = [(status_word(status), status) for status in statuses.JOBS]
        types = [(name, name) for name in sorted(catalogue().job_types)]
        self.status = combo([ANY_STATUS, *words], "jobStatusFilter", "Status", 112)
        self.job_type = combo([ANY_TYPE, *types], "jobTypeFilter", "Job type", 190)
        self.seller = combo([ANY_SELLER], "sellerFilter", "Seller", 160)
        self.search = SearchField("Search ids and messages", "jobSearchField")
        line = row(self.status, self.job_type, self.seller, self.search, margins=(16, 4, 16, 12))
        line.setStretchFactor(self.search, 1)
        self.setLayout(line)
        self._match = JobFilter()
        for choice in (self.status, self.job_type, self.seller):
            choice.currentIndexChanged.connect(self._tell)
        self.search.searched.connect(self._tell)

    def match(self) -> JobFilter:
        """Return the filter as it stands."""
        status, job_type, seller = (
            choice.currentData() for choice in (self.status, self.job_type, self.seller)
        )
        return JobFilter(status, job_type, seller, self.search.text())

    def show_sellers(self, names: Sequence[str]) -> None:
        """Offer these sellers; the chosen one stays offered."""
        chosen = self.seller.currentData()
        known = sorted({*names, chosen} - {""})
        refill(self.seller, [ANY_SELLER, *((name, name) for name in known)])

    def set_match(self, match: JobFilter) -> None:
        """Set everything to a filter, and tell it once."""
        if match.seller and self.seller.findData(match.seller) < 0:
            self.seller.addItem(match.seller, match.seller)
        choices = ((self.status, match.status), (self.job_type, match.job_type), (self.seller, match.seller))
        for choice, value in choices:
            blocked = choice.blockSignals(True)
            choice.setCurrentIndex(max(choice.findData(value), 0))
            choice.blockSignals(blocked)
        blocked = self.search.blockSignals(True)
        self.search.set_text(match.search)
        self.search.blockSignals(blocked)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        if self.match() != self._match:
            self._match = self.match()
            self.changed.emit(self._match)
