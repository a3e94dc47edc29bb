"""Which targets are this receiver: an event that a job set off would come back there as a job, for ever."""

import socket
from collections.abc import Collection
from urllib.parse import urlsplit

from core.outgoing.addresses import literal
from core.outgoing.network import host_of, is_local

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  # it is compared with, not listened on


def is_own_target(url: str, *, host: str, port: int, public_names: Collection[str]) -> bool:
    """Tell whether a target is a receiver that listens at a host and port, or is reached by public names.

    Other names are not looked up: what they mean is known when something is sent.
    """
    parts, name = urlsplit(url), host_of(url)
    if name in public_names or parts.netloc.lower() in public_names:
        return True
    if port != (parts.port or (443 if parts.scheme == "https" else 80)):
        return False
    return is_local(url) or name == host or (host in EVERYWHERE and _is_of_this_machine(name))


def _is_of_this_machine(name: str) -> bool:
    """Tell whether a host is an address of this machine now: only then can something be bound to it."""
    address = literal(name)
    if address is None:
        return False
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind((str(address), 0))
    except OSError:
        return False
    return True
