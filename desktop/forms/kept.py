"""What is saved of a webhook and is fetched only when somebody asks to see it."""

from collections.abc import Callable

from core.outgoing.headers import reveal_authorization, reveal_header, shown_headers
from core.outgoing.webhooks import reveal_secret
from core.store.database import Store
from desktop.tasks import off_ui


class Kept:
    """Of one webhook: its secret, its credentials and its headers; nothing of one that is not saved."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.webhook_id: int | None = None

    async def secret(self) -> str:
        """Fetch the secret; the audit notes it, as it does the next two."""
        return await self._revealed(reveal_secret)

    async def credentials(self) -> str:
        """Fetch `user:password`, or the token."""
        return await self._revealed(reveal_authorization)

    async def header(self, name: str) -> str:
        """Fetch the value of a header."""
        return await self._revealed(reveal_header, name)

    async def headers(self) -> tuple[tuple[str, str | None], ...]:
        """Fetch the headers; None in place of a value that carries credentials."""
        if self.webhook_id is None:
            return ()
        return await off_ui(self._store, shown_headers, self._store, self.webhook_id)

    async def _revealed(self, reveal: Callable[..., str], *more: str) -> str:
        if self.webhook_id is None:
            return ""
        return await off_ui(self._store, reveal, self._store, self.webhook_id, *more)
