"""Looking up the names of targets, with the addresses checked before anything connects to them."""

from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from core.outgoing.addresses import check_host


class CheckedResolver(AbstractResolver):
    """Resolves names as the system does, and gives none that leads to a forbidden or refused address.

    The connection goes to the address that was checked: asking again could bring another one.
    """

    def __init__(self, *, refuse_private: bool = False) -> None:
        self._refuse_private = refuse_private
        self._system = ThreadedResolver()

    async def resolve(self, host: str, *args: Any, **kwargs: Any) -> list[ResolveResult]:
        """Return the addresses of a name. Raises ForbiddenAddress if one of them is, and OSError."""
        found = await self._system.resolve(host, *args, **kwargs)
        for each in found:
            check_host(each["host"], refuse_private=self._refuse_private)
        return found

    async def close(self) -> None:
        """End the system's resolver."""
        await self._system.close()
