"""What a signature says: of what was received the verdict, of what was sent what it was signed with."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from core.lab.traces import SIGNATURES
from core.outgoing.signature_check import SignatureCheck
from core.signing import SHOWING
from core.signing.names import NAMES
from desktop.inspector.case import Case
from desktop.inspector.rows import uncovered
from desktop.widgets.controls import button, label
from desktop.widgets.fields import section
from desktop.widgets.layout import col, mark, row
from desktop.widgets.notes import Banner
from desktop.words import count

SCHEMES = {
    "nautical": "nautical · HMAC SHA-256 over the exact bytes",
    "standard": "standard · Standard Webhooks 1.0, over id, time and exact bytes",
    "none": "none · no signature is asked for",
}
SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
SIGNED_TOO = ("webhook-id", "webhook-timestamp", "svix-id", "svix-timestamp", "x-slack-request-timestamp")
"""Headers that say what is signed beside the body."""
BAD_SIGNATURE = (
    "It is not the one that the plugin's secret key makes of this payload. The verification lab tells why."
)
Facts = list[tuple[str, str]]
Said = tuple[str, str, str]
"""A tone, a title and a sentence."""


class SignatureTab(QWidget):
    """Says plainly what is known about the signature of a case."""

    def __init__(self) -> None:
        super().__init__()
        mark(self, "page")
        self.banner = Banner("signatureBanner")
        self._facts = col(gap=12)
        self._shown: Facts = []
        self.lab_button = button("Open in the verification lab", icon="flask")
        self.lab_button.hide()
        lab = row(self.lab_button, None)
        self.setLayout(col(self.banner, 4, self._facts, 8, lab, None, gap=12, margins=(16, 16, 16, 16)))

    def show_case(self, case: Case) -> None:
        """Show what is known of a case."""
        self.lab_button.setVisible(case.receipt is not None)
        said, facts = _received(case) if case.is_received else _emitted(case)
        if facts == self._shown and self.banner.title() == said[1]:
            return
        self._shown = facts
        self.banner.say(*said, closable=False)
        while item := self._facts.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        for name, value in facts:
            words = label(uncovered(value), mono=True, wrap=True)
            words.setTextInteractionFlags(SELECTABLE)
            words.setAccessibleName(f"{name}: {value}")
            self._facts.addWidget(section(name, "", words))

    def facts(self) -> Facts:
        """Return what is shown below the banner: names and values."""
        return self._shown


def _received(case: Case) -> tuple[Said, Facts]:
    receipt = case.receipt
    if receipt is None:
        return ("wait", "Nothing is known", "What came with this payload was not kept."), []
    headers = dict(receipt.headers)
    name = NAMES.get(receipt.scheme, "")
    scheme = SCHEMES.get(receipt.scheme, name or receipt.scheme)
    facts = [("Scheme", scheme), ("Plugin", case.row.plugin_id or "")]
    names = (*SIGNATURES.get(receipt.scheme, ()), *SIGNED_TOO)
    facts += [(name, headers[name]) for name in names if headers.get(name)]
    if receipt.redacted:
        facts.append(("Not kept", _not_kept(receipt.redacted)))
    if not receipt.verified:
        what = "signature" if case.row.error == "Bad signature" else "request"
        detail = BAD_SIGNATURE if receipt.detail == "Bad signature" else receipt.detail
        return ("bad", f"The {what} was refused", detail), facts
    if case.row.fetched_at is not None:
        return ("wait", "Fetched from the sender's API", receipt.detail), facts
    if receipt.scheme == "none":
        return ("wait", "Not signed", receipt.detail), facts
    shows = receipt.scheme in SHOWING
    return ("ok", "The secret matches" if shows else "The signature matches", receipt.detail), facts


def _not_kept(number: int) -> str:
    values = count(number, "value")
    return f"{values} of payload and headers, so the signature cannot be checked once more."


def _emitted(case: Case) -> tuple[Said, Facts]:
    check = case.signature
    if check is None:
        return ("wait", "Not sent yet", "It is signed each time it is sent."), []
    if not check.scheme:
        unsigned = "The webhook had no secret key, so the receiver cannot tell that it is yours."
        return ("wait", "Sent without a signature", unsigned), [("Webhook", check.webhook_name)]
    facts = [("Scheme", SCHEMES[check.scheme]), ("Signed with", f"the key of “{check.webhook_name}”")]
    facts += [("Sent", check.sent), *([("Computed", check.computed)] if check.computed else [])]
    return _verdict(check), facts if check.webhook_name else [facts[0], facts[2]]


def _verdict(check: SignatureCheck) -> Said:
    if check.computed is None:
        return "wait", "The signature cannot be checked", check.reason
    if check.matches:
        return (
            "ok",
            "The signature matches",
            "The receiver can tell that this payload is yours and unchanged.",
        )
    changed = "The webhook's secret key of now gives another one: it was changed after this was sent."
    return "wait", "Signed with an earlier key", changed
