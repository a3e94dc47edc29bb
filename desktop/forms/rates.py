"""How fast many deliveries are sent, as the dialogs offer it."""

from desktop.words import span

RATES = (("1 a second", 1), ("10 a second", 10), ("100 a second", 100), ("At once", None))
USUAL_RATE = 10


def takes_words(number: int, rate: int | None) -> str:
    """Return how long so many take at a rate, or nothing where it is no time."""
    if not rate or not number:
        return ""
    return f"takes about {span(1_000 * number // rate)}" if number >= rate else "takes under a second"
