"""Looking up the names of targets, with the addresses checked before anything connects to them."""

from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from core.outgoing.addresses import ForbiddenAddress, is_forbidden


class CheckedResolver(AbstractResolver):
    """Resolves names as the system does, and gives none that leads to a forbidden address.

    The connection goes to the address that was checked: asking again could bring another one.
    """

    def __init__(self) -> None:
        self._system = ThreadedResolver()

    async def resolve(self, host: str, *args: Any, **kwargs: Any) -> list[ResolveResult]:
        """Return the addresses of a name. Raises ForbiddenAddress if one of them is, and OSError."""
        found = await self._system.resolve(host, *args, **kwargs)
        if any(is_forbidden(each["host"]) for each in found):
            raise ForbiddenAddress(host)
        return found

    async def close(self) -> None:
        """End the system's resolver."""
        await self._system.close()
