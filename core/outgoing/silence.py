"""Why a webhook gets nothing, or not all it asks for, and the act that mends it. Pure."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.catalogue import ANY, catalogue

if TYPE_CHECKING:
    from core.outgoing.apps import App
    from core.outgoing.webhooks import Webhook

Kind = Literal["webhook_inactive", "app_inactive", "permission_missing"]


@dataclass(frozen=True, slots=True)
class Silence:
    """One reason why events do not reach a webhook. `act` is what a button says that mends it."""

    kind: Kind
    sentence: str
    act: str
    permission: str | None = None
    """The permission to give; None where any would do, or none is meant."""


def silences(webhook: "Webhook", app: "App") -> list[Silence]:
    """Return every reason, the ones that stop all events first; empty if all of its events arrive."""
    found = []
    if not app.is_active:
        sentence = f"The app “{app.name}” is not active, so none of its webhooks gets anything."
        found.append(Silence("app_inactive", sentence, "Activate app"))
    if not webhook.is_active:
        found.append(Silence("webhook_inactive", _inactive(webhook), "Activate webhook"))
    return [*found, *_missing(webhook.events, app.permissions)]


def _inactive(webhook: "Webhook") -> str:
    if webhook.disabled_reason:
        return f"This webhook was disabled. {webhook.disabled_reason}"
    return "This webhook is not active."


def missing_permissions(events: tuple[str, ...], held: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the permissions that `events` need beyond `held`, each with those events, in their order.

    `any_events` needs none by itself: it takes what the permissions allow.
    """
    known = catalogue().events
    missing: dict[str, list[str]] = {}
    for name in events:
        if name in known and known[name].permission not in held:
            missing.setdefault(known[name].permission, []).append(name)
    return missing


def _missing(events: tuple[str, ...], held: tuple[str, ...]) -> list[Silence]:
    if ANY in events:
        sentence = "The app has no permission, so no event reaches this webhook."
        return [] if held else [Silence("permission_missing", sentence, "Choose permissions")]
    return [_lacking(code, names) for code, names in missing_permissions(events, held).items()]


def _lacking(code: str, names: list[str]) -> Silence:
    label = catalogue().permissions[code].label
    rest = f" and {len(names) - 1} more" if len(names) > 1 else ""
    sentence = f"The app needs “{label}” for {names[0]}{rest}."
    return Silence("permission_missing", sentence, "Give this permission", code)
