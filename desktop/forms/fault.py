"""What a check of the core says of a part of a form, in words that stand beside it."""

from collections.abc import Callable

from core.errors import InvalidInput


def fault(check: Callable[..., object], *parts: object) -> str:
    """Return what is wrong with parts of a form by a check that raises InvalidInput, or nothing."""
    try:
        check(*parts)
    except InvalidInput as error:
        return str(error)
    return ""
