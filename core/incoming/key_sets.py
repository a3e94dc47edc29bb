"""The key sets that senders publish: fetched over https from the hosts that plugins name, from no other."""

import asyncio
import logging
from typing import TYPE_CHECKING

from core.errors import DeskError
from core.signing.saleor_jws import read_keys

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

PATH = "/.well-known/jwks.json"
MINUTE, DAY = 60_000, 24 * 60 * 60_000
SECONDS = 5.0
MOST_BYTES = 64 * 1024


class KeysOutOfReach(DeskError):
    """A host does not give its key set."""

    code = "keys_out_of_reach"


class KeySets:
    """The last key set of each host. It lives as long as the receiver, and its loop alone touches it.

    A host is asked at most once a minute, whatever comes in, and after a day once more: a key may have been
    withdrawn. Without an answer the set that is known goes on.
    """

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._asked_at: dict[str, int] = {}
        self._wanted: set[str] = set()
        self._fetching: dict[str, asyncio.Task[None]] = {}

    def text(self, host: str) -> str:
        """Return a host's key set as it published it; nothing while it is not known."""
        return self._texts.get(host, "")

    def want(self, host: str, now: int) -> bool:
        """Note that a host should be asked; return whether it will be, so that it is worth waiting."""
        if host in self._wanted or host in self._fetching:
            return True
        if 0 <= now - self._asked_at.get(host, now - MINUTE) < MINUTE:  # less than 0: the clock was set back
            return False
        self._asked_at[host] = now
        self._wanted.add(host)
        return True

    def is_old(self, host: str, now: int) -> bool:
        """Tell whether a host's key set was asked for so long ago that it should be again."""
        return now - self._asked_at.get(host, now) > DAY

    async def fetch(self) -> None:
        """Ask the hosts that are wanted, all at once, and wait until they have answered or not."""
        for host in self._wanted:
            self._fetching[host] = asyncio.ensure_future(self._fetch(host))
        self._wanted.clear()
        if self._fetching:
            await asyncio.wait(self._fetching.values())

    async def _fetch(self, host: str) -> None:
        try:
            self._texts[host] = await download(host)
        except KeysOutOfReach as error:
            log.warning("cannot fetch the keys of %s: %s", host, error)
        finally:
            del self._fetching[host]


async def download(host: str) -> str:
    """Return the key set that a host publishes; follows no redirect. Raises KeysOutOfReach."""
    import httpx  # late: only who has such a plugin pays for it

    from core.outgoing.faults import describe_error
    from core.outgoing.transport import open_transport, system_tls

    try:
        async with (
            asyncio.timeout(SECONDS),
            httpx.AsyncClient(transport=open_transport(system_tls()), follow_redirects=False) as client,
            client.stream("GET", f"https://{host}{PATH}") as answer,
        ):
            return await _read(host, answer)
    except KeysOutOfReach:
        raise
    except Exception as error:  # what a stranger's server sets off in the client is one fault
        advice = f"{describe_error(error).sentence}. Check the host and the network."
        raise KeysOutOfReach(f"{host} does not give its keys.", advice) from error


async def _read(host: str, answer: "httpx.Response") -> str:
    if answer.status_code != 200:
        raise KeysOutOfReach(f"{host} does not give its keys.", f"It answers {answer.status_code} at {PATH}.")
    content = b""
    async for part in answer.aiter_bytes():
        content += part
        if len(content) > MOST_BYTES:
            raise KeysOutOfReach(f"{host} gives too much for a key set.", "Check that it is a Saleor.")
    text = content.decode("utf-8", "replace")
    if not read_keys(text):
        raise KeysOutOfReach(f"What {host} gives holds no RSA key.", "Check that it is a Saleor.")
    return text
