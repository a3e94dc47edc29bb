"""The transports of the sender: one for all webhooks, and one for each authority that some trust besides."""

import ssl

from core.outgoing.authorities import trust
from core.outgoing.proxies import chosen_proxies
from core.outgoing.routes import Routes
from core.outgoing.transport import new_tls, open_transport


class Transports:
    """Opens transports as they are asked for; `aclose` ends them all."""

    def __init__(self, *, refuse_private: bool) -> None:
        self._refuse_private = refuse_private
        self._setting = ""
        self._proxies = chosen_proxies("")
        self._open: dict[str, Routes] = {"": self._opened(None)}

    def use_proxy(self, setting: str) -> None:
        """Send as the settings say from the next request on: `core.outgoing.proxies.chosen_proxies`."""
        if setting != self._setting:
            self._setting, self._proxies = setting, chosen_proxies(setting)
            for each in self._open.values():
                each.use(self._proxies)

    def trusting(self, authorities: str) -> Routes:
        """Return the transport that trusts these certificates, as PEM, beside the system's."""
        if authorities not in self._open:
            self._open[authorities] = self._opened(trust(new_tls(), authorities))
        return self._open[authorities]

    async def aclose(self) -> None:
        """Close all connections."""
        for each in self._open.values():
            await each.aclose()

    def _opened(self, tls: ssl.SSLContext | None) -> Routes:
        return open_transport(tls, proxies=self._proxies, refuse_private=self._refuse_private)
