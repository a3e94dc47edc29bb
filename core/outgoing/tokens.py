"""App tokens: with one, another program on this machine emits an app's events.

Only a hash is kept. A token has 32 random bytes, so a plain SHA-256 is as strong as the token.
"""

import hashlib
import secrets
from dataclasses import dataclass

from core.bus import Change
from core.errors import NotFound
from core.outgoing.apps import check_name, get_app
from core.store import audit
from core.store.database import Store
from core.store.records import AppTokenRecord

PREFIX = "yrd_"


@dataclass(frozen=True, slots=True)
class AppToken:
    """A token as it is shown: its name and last four characters. `created_at` in epoch milliseconds."""

    id: int
    app_id: int
    name: str
    last_four: str
    created_at: int


def create_token(store: Store, app_id: int, *, name: str) -> tuple[AppToken, str]:
    """Make a token; the text is returned this once and never again. Raises NotFound and InvalidInput."""
    text, now = PREFIX + secrets.token_urlsafe(32), store.clock()
    values = {"app_id": app_id, "name": check_name(name), "last_four": text[-4:], "created_at": now}
    with store.write(Change.APPS):
        get_app(store, app_id)
        token_id = store.run(AppTokenRecord.insert(hash=_hash(text), **values))
        audit.note(store, "token made", f"app {app_id} token {token_id}")
    return AppToken(id=token_id, app_id=app_id, name=name.strip(), last_four=text[-4:], created_at=now), text


def list_tokens(store: Store, app_id: int) -> list[AppToken]:
    """Return an app's tokens, in the order they were made."""
    record = AppTokenRecord
    query = record.select(record.id, record.app_id, record.name, record.last_four, record.created_at)
    return [AppToken(*row) for row in store.rows(query.where(record.app_id == app_id).order_by(record.id))]


def revoke_token(store: Store, token_id: int) -> None:
    """Make a token worthless at once. Raises NotFound."""
    with store.write(Change.APPS):
        if not store.run(AppTokenRecord.delete().where(AppTokenRecord.id == token_id)):
            raise NotFound(f"There is no token {token_id}.")
        audit.note(store, "token revoked", f"token {token_id}")


def app_of(store: Store, text: str) -> int | None:
    """Return the id of the app that a token belongs to, None for one that is not valid.

    Looking a hash up in an index tells a stranger nothing of the tokens: near hashes are not near tokens.
    """
    row = store.one(AppTokenRecord.select(AppTokenRecord.app_id).where(AppTokenRecord.hash == _hash(text)))
    return row[0] if row else None


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
