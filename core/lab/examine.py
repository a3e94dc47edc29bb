"""One look of the lab at a request: as it was kept, or as somebody pasted and changed it."""

from dataclasses import dataclass, field, replace

from core.lab.captured import own_secret, stored_secrets
from core.lab.diagnosis import diagnose
from core.lab.pasted import read_head
from core.lab.report import Report, Subject
from core.signing import Options, Seen
from core.store.database import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """What to look into. Without a secret it is checked by that of the plugin, if one is named.

    `headers` are as pasted; `at` is when it came, in epoch milliseconds, None for now.
    """

    provider: str
    secret: str = field(default="", repr=False)
    plugin_id: str = ""
    headers: str = ""
    body: bytes = b""
    target: str = ""
    at: int | None = None
    options: Options = field(default_factory=Options)
    lost: str = ""


def examine(store: Store, asked: Asked) -> Report:
    """Verify a request, with the reasons why it fails. What is kept of secrets does not get out.

    Raises InvalidInput for headers that cannot be read, and KeysOutOfReach.
    """
    head = read_head(asked.headers.encode("utf-8", "surrogatepass"))
    secret = asked.secret or own_secret(store, asked.plugin_id)
    now = store.clock() if asked.at is None else asked.at
    seen = Seen(head.headers, asked.body, now, asked.target or head.target, asked.options)
    found = diagnose(Subject(asked.provider, secret, seen, asked.lost), stored_secrets(store))
    return _without_secrets(found, is_typed=bool(asked.secret))


def _without_secrets(found: Report, *, is_typed: bool) -> Report:
    """Leave out the secrets of a change that nobody typed: to show the change would show them."""
    cause = found.cause
    if cause is None or cause.changed is None:
        return found
    is_hidden = cause.kind == "stored" or (cause.kind == "secret" and not is_typed)
    changed = None if is_hidden else cause.changed if is_typed else replace(cause.changed, secret="")
    return replace(found, cause=replace(cause, changed=changed))
