"""A webhook's own headers and its authorisation: checked when they are saved, sealed where they are kept."""

import base64
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from core.bus import Change
from core.errors import InvalidInput, NotFound
from core.masking import is_secret
from core.store import audit
from core.store.database import Store
from core.store.records import WebhookRecord

Headers = tuple[tuple[str, str], ...]

MOST = 50
MOST_BYTES = 8 * 1024
"""Of all names and values together: servers refuse what is much larger."""
OURS = frozenset(
    (
        *("accept-encoding", "connection", "content-encoding", "content-length", "content-type", "date"),
        *("expect", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "user-agent"),
    )
)
"""Names that say how a request is sent; another value would break it."""
OUR_STARTS = ("webhook-", "x-nautical-", "proxy-")
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
"""A field name of RFC 9110, 5.6.2."""
VISIBLE = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")


def check_headers(headers: Iterable[tuple[str, str]]) -> Headers:
    """Return headers as they are sent, names in lower case. Raises InvalidInput with the field `headers`."""
    checked = tuple((_name(name.strip()), _value(name, value.strip())) for name, value in headers)
    names = [name for name, _ in checked]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise _invalid(f"The header {twice} is there twice.", "Join its values with a comma.")
    if len(checked) > MOST or sum(len(name) + len(value) for name, value in checked) > MOST_BYTES:
        raise _invalid(f"A webhook has at most {MOST} headers of {MOST_BYTES:,} characters in all.")
    return checked


def basic(text: str) -> str:
    """Return the value of Authorization for `user:password` (RFC 7617). Raises InvalidInput."""
    user, colon, _ = text.partition(":")
    if not (user and colon) or not text.isprintable():
        raise InvalidInput(
            "Basic authorisation is a user and a password.", "Write user:password.", field="authorization"
        )
    return f"Basic {base64.b64encode(text.encode()).decode()}"


def bearer(token: str) -> str:
    """Return the value of Authorization for a bearer token (RFC 6750). Raises InvalidInput."""
    token = token.strip()
    if not VISIBLE.fullmatch(token) or " " in token or len(token) > MOST_BYTES:
        raise InvalidInput(
            "A token has no spaces or accents.", "Enter it without “Bearer”.", field="authorization"
        )
    return f"Bearer {token}"


def credentials_of(value: str) -> str:
    """Return what `basic` or `bearer` made a value of, as it was entered."""
    kind, _, rest = value.partition(" ")
    return base64.b64decode(rest).decode() if kind == "Basic" else rest


def header_columns(store: Store, headers: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the columns that keep headers: the names to show them, all of it sealed. Raises InvalidInput."""
    checked = check_headers(headers)
    sealed = store.vault.seal(json.dumps(checked)) if checked else None
    return {"header_names": json.dumps([name for name, _ in checked]), "headers": sealed}


def authorization_columns(store: Store, value: str) -> dict[str, Any]:
    """Return the columns that keep what `basic` or `bearer` made, or nothing."""
    kind = value.partition(" ")[0].lower()
    return {"authorization_kind": kind, "authorization": store.vault.seal(value) if value else None}


def custom_headers(store: Store, webhook_id: int) -> Headers:
    """Return a webhook's own headers in the clear. Raises NotFound and KeyUnreadable."""
    row = store.one(WebhookRecord.select(WebhookRecord.headers).where(WebhookRecord.id == webhook_id))
    if row is None:
        raise NotFound(f"There is no webhook {webhook_id}.")
    return opened(store.vault.open(bytes(row[0])), "") if row[0] else ()


def shown_headers(store: Store, webhook_id: int) -> tuple[tuple[str, str | None], ...]:
    """Return a webhook's own headers; None in place of a value that carries credentials. Raises as above."""
    return tuple(
        (name, None if is_secret(name) else value) for name, value in custom_headers(store, webhook_id)
    )


def reveal_header(store: Store, webhook_id: int, name: str) -> str:
    """Return one header's value, or nothing, and note in the audit that it was shown. Raises as above."""
    with store.write(Change.NONE):
        value = dict(custom_headers(store, webhook_id)).get(name, "")
        audit.note(store, f"header {name} shown", f"webhook {webhook_id}")
    return value


def reveal_authorization(store: Store, webhook_id: int) -> str:
    """Return `user:password` or the token, or nothing, and note in the audit that it was shown.

    Raises NotFound and KeyUnreadable.
    """
    query = WebhookRecord.select(WebhookRecord.authorization).where(WebhookRecord.id == webhook_id)
    with store.write(Change.NONE):
        row = store.one(query)
        if row is None:
            raise NotFound(f"There is no webhook {webhook_id}.")
        value = store.vault.open(bytes(row[0])) if row[0] else ""
        audit.note(store, "authorisation shown", f"webhook {webhook_id}")
    return credentials_of(value)


def with_kept(
    store: Store, webhook_id: int, headers: Iterable[tuple[str, str | None]]
) -> list[tuple[str, str]]:
    """Return headers in which None stands for the value that a webhook has under that name.

    Raises NotFound and KeyUnreadable.
    """
    found = list(headers)
    saved = dict(custom_headers(store, webhook_id)) if any(value is None for _, value in found) else {}
    return [(name, saved.get(name, "") if value is None else value) for name, value in found]


def opened(headers: str, authorization: str) -> Headers:
    """Return what is sent beside the desk's own headers, from what the vault opened."""
    pairs: Sequence[Sequence[str]] = json.loads(headers) if headers else ()
    own = tuple((name, value) for name, value in pairs)
    return (*own, ("authorization", authorization)) if authorization else own


def _name(name: str) -> str:
    lower = name.lower()
    if not TOKEN.fullmatch(name):
        raise _invalid(f"“{name[:60]}” is not a header's name.", "It has letters, digits and hyphens.")
    if lower == "authorization":
        raise _invalid("Authorization has fields of its own.", "Choose basic or bearer there.")
    if lower in OURS or lower.startswith(OUR_STARTS):
        raise _invalid(f"The header {lower} is set by the desk.", "Choose another name.")
    return lower


def _value(name: str, value: str) -> str:
    if not value:
        raise _invalid(f"The header {name[:60]} has no value.")
    if not VISIBLE.fullmatch(value):
        raise _invalid(
            f"The value of {name[:60]} holds what no header can.", "Leave out accents and line ends."
        )
    return value


def _invalid(title: str, advice: str = "") -> InvalidInput:
    return InvalidInput(title, advice, field="headers")
