"""How deliveries are sent, as the form of a webhook holds it, and what is wrong with it. Pure."""

from dataclasses import dataclass

from core.errors import InvalidInput
from core.outgoing.authorities import described
from core.outgoing.retry import SHORT, STANDARD, preview, schedule_of
from core.outgoing.sending import DEFAULT, Sending, check_sending
from desktop.forms.fault import fault
from desktop.words import clock

NUMBERS = ("timeout_s", "at_once", "per_second")
NO_BREAK = "\u00a0"  # a space at which no line ends
SCHEDULE_WORDS = {STANDARD: "retries for three days", SHORT: "retries for about an hour"}


@dataclass(frozen=True, slots=True)
class DeliveryDraft:
    """The fields as they are: numbers as they were typed, an empty limit for the desk's own."""

    retry: str = STANDARD
    timeout_s: str = str(DEFAULT.timeout_s)
    at_once: str = ""
    per_second: str = ""
    in_order: bool = False
    authorities: str = ""
    """Certificates, as PEM, that were checked when they were chosen."""


USUAL = DeliveryDraft()


def delivery_draft_of(sending: Sending) -> DeliveryDraft:
    """Return the fields of settings that were just opened."""
    at_once, per_second = str(sending.at_once or ""), str(sending.per_second or "")
    numbers = (str(sending.timeout_s), at_once, per_second)
    return DeliveryDraft(sending.retry, *numbers, sending.in_order, sending.authorities)


def sending_of(draft: DeliveryDraft) -> Sending:
    """Return the settings that the fields mean. Raises InvalidInput, naming the first wrong field."""
    made = Sending(
        draft.retry,
        _number(draft.timeout_s, "timeout_s"),
        _limit(draft.at_once, "at_once"),
        _limit(draft.per_second, "per_second"),
        draft.in_order,
        draft.authorities,
    )
    return check_sending(made)


def delivery_faults(draft: DeliveryDraft) -> dict[str, str]:
    """Return what is wrong, in words, by field: timeout_s, at_once, per_second; in their order."""
    alone = {
        "timeout_s": DeliveryDraft(timeout_s=draft.timeout_s),
        "at_once": DeliveryDraft(at_once=draft.at_once),
        "per_second": DeliveryDraft(per_second=draft.per_second),
    }
    found = {field: fault(sending_of, each) for field, each in alone.items()}
    return {field: words for field, words in found.items() if words}


def summary(sending: Sending) -> str:
    """Return settings in one line: "retries for three days, 15 s for an answer"."""
    parts = [SCHEDULE_WORDS[sending.retry], f"{sending.timeout_s} s for an answer"]
    parts += [f"{sending.at_once} at once"] if sending.at_once else []
    parts += [f"{sending.per_second} a second"] if sending.per_second else []
    parts += ["in strict order"] if sending.in_order else []
    parts += [f"trusting {each.subject}" for each in described(sending.authorities)]
    return ", ".join(parts)


def attempts_words(retry: str, now: int) -> str:
    """Return when the attempts would be if the first were now, in epoch milliseconds, and each failed."""
    times = [clock(at, now).replace(" ", NO_BREAK) for at in preview(schedule_of(retry), now=now)]
    return f"If every attempt from now on fails: {', '.join(times[:-1])} and {times[-1]}, or a little later."


def _limit(text: str, field: str) -> int | None:
    return _number(text, field) if text else None


def _number(text: str, field: str) -> int:
    if not text.isdecimal():
        raise InvalidInput("A whole number is needed.", field=field)
    return int(text)
