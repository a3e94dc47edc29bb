"""The form of a webhook as a page: the way back, the fields, what stands in its way, and Save."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from core.errors import InvalidInput
from core.log.event_log import LogFilter
from core.outgoing.silence import Silence
from core.outgoing.webhooks import Webhook
from desktop.desk import Desk, Place
from desktop.forms.acts import ask_about_held, ask_to_delete_webhook, mend, waiting_for
from desktop.forms.app_state import AppState, WebhookRow
from desktop.forms.health_note import HealthNote
from desktop.forms.kept import Kept
from desktop.forms.rotation_note import RotationNote
from desktop.forms.saving import save_webhook
from desktop.forms.trial import Trial
from desktop.forms.webhook_draft import draft_of, missing_words
from desktop.forms.webhook_fields import WebhookFields
from desktop.tasks import off_ui
from desktop.widgets.controls import begin, busy, button, label
from desktop.widgets.deeper import Deeper
from desktop.widgets.fields import Foot, form_body, save_on_enter
from desktop.widgets.layout import col, holder, row, rule
from desktop.widgets.notes import Act
from desktop.words import count, shown_name

NEW = "New webhook"
MENDED = "Once its endpoint is mended, it can be active again."


class WebhookForm(Deeper):
    """One webhook that exists, or a new one of an app. Everything waits for Save, but the acts that mend."""

    permissions_asked = Signal()
    """The user wants to choose permissions for the app."""

    def __init__(self, desk: Desk, page: QWidget, state: AppState, webhook_id: int | None = None) -> None:
        super().__init__("webhookForm")
        self._desk, self._page, self._state = desk, page, state
        self.webhook_id = webhook_id
        self._shown: Webhook | None = None
        self.trial = Trial(desk)
        self.rotation = RotationNote(desk)
        self.health = HealthNote(desk)
        self._kept = Kept(desk.engine.store)
        self.fields = WebhookFields(desk.engine.store, self._kept, rotation=self.rotation, test=self.trial)
        self.delete_button = button("Delete webhook…", "quiet", "trash")
        self.foot = Foot(self.delete_button)
        self._name, self._number = label(role="heading", cut=True), label(role="hint", cut=True)
        self._way, self._here = button("", "link"), label(role="strong", cut=True)
        self._log = button("Show its deliveries", "link")
        self._lay_out()
        self._connect()
        self._show_saved(row_.webhook if (row_ := self._row()) else None)

    def title(self) -> str:
        """Return the name of the webhook, as it is saved."""
        return self._shown.name if self._shown else NEW

    def changed(self) -> bool:
        """Return whether something is unsaved."""
        return self.fields.draft() != draft_of(self._shown)

    def show_state(self, state: AppState) -> None:
        """Take in what changed elsewhere; what the user is changing stays."""
        keeps = self.changed()
        self._state = state
        found = self._row()
        if found and not keeps and found.webhook != self._shown:
            self._show_saved(found.webhook)
        self.fields.events.allow(state.app.permissions)
        self._tell()

    def _show_saved(self, webhook: Webhook | None) -> None:
        self._shown = webhook
        self.webhook_id = webhook.id if webhook else None
        self.fields.show_webhook(webhook, self._state.app.permissions)
        self._kept.webhook_id = self.webhook_id
        self.health.follow(self.webhook_id)
        self.delete_button.setVisible(webhook is not None)
        self._log.setVisible(webhook is not None)
        self._number.setText(
            f"Webhook {webhook.id}" if webhook else f"for {shown_name(self._state.app.name)}"
        )
        for each in (self._name, self._here):
            each.setText(shown_name(self.title()))
        self._tell()

    def _row(self) -> WebhookRow | None:
        return self._state.row(self.webhook_id) if self.webhook_id else None

    def _tell(self) -> None:
        """Let everything around the fields say what state they are in."""
        faults, changed = self.fields.faults(), self.changed()
        self._way.setText(shown_name(self._state.app.name))
        self._way.setAccessibleName(self._state.app.name)
        self.foot.tell(errors=self.fields.errors(), changed=changed)
        self.foot.save_button.setEnabled(changed and not faults)
        if changed and faults and not self.fields.errors():
            self.foot.words.setText(missing_words(faults))
        reasons = self._would_be().silences()
        self.fields.events_notes.show_reasons(
            [self._reason(why) for why in reasons if why.kind == "permission_missing"]
        )
        status = [why for why in reasons if why.kind != "permission_missing"]
        self.fields.status_notes.show_reasons([*map(self._reason, status), *self._held()])
        self.trial.allow(self.webhook_id, _obstacle(faults, changed, self._shown, reasons))
        self._tell_rotation()

    def _tell_rotation(self) -> None:
        draft, saved = self.fields.draft(), draft_of(self._shown)
        untouched = (draft.secret, draft.scheme) == (saved.secret, saved.scheme)
        found = self._row()
        self.rotation.show_webhook(found.webhook if found else None, allowed=untouched)

    def _on_rotated(self) -> None:
        """Forget the key that was shown: it is the old one now."""
        if self.fields.draft().secret is None:
            self.fields.signing.forget_key()

    def _would_be(self) -> WebhookRow:
        """Return the webhook that Save would make of the fields; a new one counts as active."""
        draft, saved = self.fields.draft(), self._shown
        base = saved or Webhook(0, self._state.app.id, "", "", (), True, draft.scheme, False, 0, None)
        would = replace(base, events=draft.events, is_active=draft.is_active or saved is None)
        return WebhookRow(would.id, would, self._state.app, None, 0, is_paused=False)

    def _reason(self, why: Silence) -> tuple[str, Act]:
        if why.kind == "webhook_inactive":
            was_disabled = self._shown is not None and self._shown.disabled_reason is not None
            sentence = MENDED if was_disabled else why.sentence  # the note above says why
            return sentence, Act(why.act, partial(self.fields.active.setChecked, True))
        return why.sentence, mend(self._desk, self._page, self._would_be(), why, self.permissions_asked.emit)

    def _held(self) -> list[tuple[str, Act | None]]:
        found = self._row()
        if not found or not found.held:
            return []
        words = f"{count(found.held, 'delivery is', 'deliveries are')} held for this webhook."
        if not found.webhook.is_active:
            return [(f"{words} Once it is active, you choose what becomes of them.", None)]
        waiting = {found.id: found.held}
        act = Act(
            "Release or discard…",
            partial(ask_about_held, self._desk, self._page, found.webhook.name, waiting),
        )
        return [(words, act)]

    def _lay_out(self) -> None:
        apps = button("Apps", "link")
        apps.clicked.connect(self.leaving)
        slash = (label("/", "hint"), label("/", "hint"))
        self._way.setMinimumWidth(1)  # a long name is cut in a narrow window rather than widening it
        way = row(apps, slash[0], self._way, slash[1], 4, self._here, None, gap=2, margins=(13, 8, 16, 0))
        head = row(self._name, self._number, None, self._log, margins=(16, 0, 16, 12))
        body = form_body(holder(col(self.health, self.fields, gap=0)))
        self.setLayout(col(holder(way), holder(head), body, rule(), self.foot, gap=0))
        QWidget.setTabOrder(self.fields.active, self.trial.button)  # which stands at its right

    def _connect(self) -> None:
        self._way.clicked.connect(self.leaving)
        self.foot.cancel_button.clicked.connect(self.leaving)
        self.foot.save_button.clicked.connect(self._on_save)
        self.delete_button.clicked.connect(self._on_delete)
        self._log.clicked.connect(self._on_log)
        self.fields.changed.connect(self._tell)
        self.rotation.rotated.connect(self._on_rotated)
        QShortcut(QKeySequence.StandardKey.Save, self, self._on_save)
        save_on_enter(self, self._on_save)
        self.fields.access.headers.entered.connect(self._on_save)

    def _on_delete(self) -> None:
        if found := self._row():
            ask_to_delete_webhook(self._desk, self._page, found)

    def _on_log(self) -> None:
        self._desk.go(Place("Event Logs", log=LogFilter(webhook_id=self.webhook_id)))

    def _on_save(self) -> None:
        if self.fields.faults():
            self.fields.tell_all()
            self._tell()
        elif self.changed():
            begin(self.foot.save_button, self._save, self)

    async def _save(self) -> None:
        store, before, app_id = self._desk.engine.store, self._shown, self._state.app.id
        try:
            with busy(self.foot.save_button, "Saving…"):
                saved = await off_ui(store, save_webhook, store, app_id, before, self.fields.draft())
                waiting = await off_ui(store, waiting_for, store, (saved.id,))
        except InvalidInput as error:
            if error.field not in self.fields.names():
                raise
            self._tell()
            self.fields.tell(error.field, str(error))
            return
        self._show_saved(saved)
        self._desk.toast(f"Saved “{saved.name}”")
        if saved.is_active and waiting and not (before and before.is_active):
            ask_about_held(self._desk, self._page, saved.name, waiting)


def _obstacle(faults: dict[str, str], changed: bool, saved: Webhook | None, reasons: list[Silence]) -> str:
    """Return why no test can be sent now, or nothing."""
    if "target_url" in faults:
        return "Correct the Target URL to send a test."
    if changed or saved is None:
        return "Save the changes to send a test."
    if any(why.kind in ("webhook_inactive", "app_inactive") for why in reasons):
        return "A test needs the webhook and its app to be active."
    return ""
