"""How the columns of a table share its width."""

from collections.abc import Sequence
from math import ceil


def shared(wide: Sequence[int], narrow: Sequence[int], growing: int | None, room: int) -> list[int]:
    """Return the columns' widths in `room` pixels.

    Each is as `wide` as it is meant, and the one at `growing` takes what is left. Where that does not fit
    all give of what they have above `narrow`, and below the sum of these the table scrolls sideways.
    """
    slack = [max(has - least, 0) for has, least in zip(wide, narrow, strict=True)]
    missing = sum(wide) - room
    part = min(missing / sum(slack), 1) if missing > 0 and any(slack) else 0
    widths = [has - min(ceil(part * gives), gives) for has, gives in zip(wide, slack, strict=True)]
    if growing is not None:
        widths[growing] += max(room - sum(widths), 0)
    return widths
