"""Expected failures, in words for people. Anything else that is raised is a bug.

The tree stays this small: a caller either shows the words or tells bad input from work that failed.
"""


class DeskError(Exception):
    """Something that can go wrong did.

    `title` says what happened in one line, `advice` what the user can do, `code` is for programs.
    """

    code = "failed"

    def __init__(self, title: str, advice: str = "", *, code: str | None = None) -> None:
        super().__init__(_in_one(title, advice))
        self.title = title
        self.advice = advice
        self.code = code or type(self).code


class InvalidInput(DeskError):
    """What was asked for cannot be done as it was said; `field` names the part that is wrong."""

    code = "invalid"

    def __init__(
        self, title: str, advice: str = "", *, field: str | None = None, code: str | None = None
    ) -> None:
        super().__init__(title, advice, code=code)
        self.field = field


class NotFound(InvalidInput):
    """There is no such app, webhook, plugin, row or job."""

    code = "not_found"


class StoreError(DeskError):
    """The database cannot be opened, read or written: the disk, its rights, or the file itself."""

    code = "store"


class KeyUnreadable(DeskError):
    """The data key is missing, damaged or out of reach: no secret can be read and nothing may be sent."""

    code = "key_unreadable"


class BadSignature(DeskError):
    """A received request does not prove where it comes from."""

    code = "bad_signature"


def _in_one(title: str, advice: str) -> str:
    """Put both into one text; a title that ends without a full stop gets one."""
    stop = "" if not advice or title.endswith((".", "!", "?", ":")) else "."
    return f"{title}{stop} {advice}".strip()
