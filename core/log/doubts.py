"""What is typed into the search and cannot be found, in a sentence that says what there is instead."""

from collections.abc import Sequence

from core.log import query
from core.log.choices import Choices
from core.log.query import KEYS, Term
from core.log.suggestions import DIRECTIONS, SAMPLES, STATUSES, values

FEW = 8
"""Names of what there is that a sentence holds."""
_FIXED = {"direction": DIRECTIONS, "status": STATUSES}
_NOTHING_KNOWN = Choices()


def doubt(typed: str, known: Choices = _NOTHING_KNOWN) -> str:
    """Return why a search may have found nothing: a value or a field that the log does not have.

    `known` are the names of what the desk has; without them nothing is said of apps, webhooks and the like.
    """
    found = (_of_fixed(term) or _of_keys(term) or _of_known(term, known) for term in query.keyed(typed))
    return next((words for words in found if words), "")


def _of_fixed(term: Term) -> str:
    key = term.key.lower()
    if term.text.lower() in _FIXED.get(key, (term.text.lower(),)):
        return ""
    return f"There is no {key} “{term.text}”: it is {_listed(_FIXED[key])}."


def _of_keys(term: Term) -> str:
    key = term.key.lower()
    if key not in KEYS:
        return (
            f"“{term.key}” was looked for in the payloads: the log itself has {_listed(tuple(KEYS), 'and')}."
        )
    if query.is_ours(term):
        return ""
    such = f", but such as {_listed(SAMPLES[key])}" if key in SAMPLES else ""
    return f"“{term.text}” is nothing that {key} can be{such}."


def _of_known(term: Term, known: Choices) -> str:
    key = term.key.lower()
    names = () if key in SAMPLES else tuple(values(key, known))
    is_told = not names or "*" in term.text or (key in ("app", "webhook") and term.text.isdigit())
    if is_told or term.text.casefold() in (name.casefold() for name in names):
        return ""
    return f"There is no {key} “{term.text}”: there {_are(names)}."


def _are(names: Sequence[str]) -> str:
    more = (f"{len(names) - FEW:,} more",) if len(names) > FEW else ()
    return f"{'is' if len(names) == 1 else 'are'} {_listed((*names[:FEW], *more), 'and')}"


def _listed(words: Sequence[str], last: str = "or") -> str:
    """Return "a, b or c"."""
    return f" {last} ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]
