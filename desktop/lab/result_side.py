"""The right side of the lab: the verdict, the cause with the one change, and the signatures."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from core.lab.report import Report
from core.signing import SHOWING, keys
from desktop.lab.signature_view import SignatureView
from desktop.widgets.controls import label
from desktop.widgets.layout import col, holder
from desktop.widgets.notes import Act, Banner, EmptyState

BAD = "Bad signature"
NOTHING = "No request yet"
NOTHING_TEXT = (
    "Choose one that was received, or paste its headers and body at the left. "
    "Then you see what its signature covers, and why it does not fit."
)
UNKNOWN = "No known cause explains it"
UNKNOWN_ADVICE = "Most likely the secret is another one. Compare it with the sender's, or enter both anew."
LACKING = "What should prove it is missing, so there are no signatures to compare."
SHOWS = "This provider's requests show a secret; their bytes are not signed."
REFUSED = "The view of its payload says more, in the tab Signature."
DIFFERENT = "The signature that was given is not the one that this secret makes of these bytes."


class ResultSide(QWidget):
    """Shows a report. `tried` gives the request with the change that the user wants to try."""

    tried = Signal(object)
    viewed = Signal()
    """The user wants to see all that is known of the request."""

    def __init__(self) -> None:
        super().__init__()
        self.banner, self.cause = Banner("labVerdict"), Banner("labCause")
        self.signatures = SignatureView()
        self.no_bytes = label(role="hint", wrap=True)
        self.empty = EmptyState("flask")
        self.empty.say(NOTHING, NOTHING_TEXT)
        layout = col(self.banner, self.cause, self.no_bytes, gap=12)
        layout.addWidget(self.signatures, 1)
        self._rest = holder(col(None, gap=0))
        layout.addWidget(self._rest)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(holder(layout))

    def show_nothing(self) -> None:
        """Say what the lab is for."""
        self._pages.setCurrentIndex(0)

    def show_report(self, report: Report, provider: str, secret: str, refused: str = "") -> None:
        """Show what was found; `refused` is why the receiver did not take it, if it did not."""
        is_explained = report.cause is not None and report.title == BAD
        advice = DIFFERENT if is_explained else report.advice
        self.banner.say(_tone(report, provider), report.title, advice, closable=False)
        self._show_cause(report)
        if report.verified and refused not in ("", BAD):
            title, view = f"It was refused all the same: {refused}", Act("View payload", self.viewed.emit)
            self.cause.say("wait", title, REFUSED, view, closable=False)
        has_bytes = bool(report.shown)
        self.no_bytes.setText(SHOWS if provider in SHOWING else LACKING)
        self.no_bytes.setVisible(not has_bytes and provider != "none")
        self.signatures.setVisible(has_bytes)
        self._rest.setVisible(not has_bytes)
        asymmetric = provider == "saleor-jws" or keys.is_public(secret)
        self.signatures.show_signatures(report.shown, asymmetric=asymmetric)
        self._pages.setCurrentIndex(1)

    def _show_cause(self, report: Report) -> None:
        cause = report.cause
        if cause:
            acts = [Act("Try this change", lambda: self.tried.emit(cause.changed))] if cause.changed else []
            self.cause.say("wait", cause.title, cause.advice, *acts, closable=False)
        elif report.title == BAD:
            self.cause.say("wait", UNKNOWN, UNKNOWN_ADVICE, closable=False)
        else:
            self.cause.dismiss()


def _tone(report: Report, provider: str) -> str:
    if report.verified is None:
        return "bad"
    return "wait" if provider == "none" else "ok"
