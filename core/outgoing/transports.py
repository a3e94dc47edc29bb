"""The transports of the sender: one for all webhooks, and one for each authority that some trust besides."""

from core.outgoing.authorities import trust
from core.outgoing.routes import Routes
from core.outgoing.transport import new_tls, open_transport


class Transports:
    """Opens transports as they are asked for; `aclose` ends them all."""

    def __init__(self, *, refuse_private: bool) -> None:
        self._refuse_private = refuse_private
        self._open: dict[str, Routes] = {"": open_transport(refuse_private=refuse_private)}

    def trusting(self, authorities: str) -> Routes:
        """Return the transport that trusts these certificates, as PEM, beside the system's."""
        if authorities not in self._open:
            tls = trust(new_tls(), authorities)
            self._open[authorities] = open_transport(tls, refuse_private=self._refuse_private)
        return self._open[authorities]

    async def aclose(self) -> None:
        """Close all connections."""
        for each in self._open.values():
            await each.aclose()
