"""How a target is reached, in sentences: on this computer, on the own network, or through a proxy."""

from core import settings
from core.outgoing.addresses import is_private, literal
from core.outgoing.network import host_of, is_local
from core.outgoing.proxies import shown_proxy
from core.store.database import Store

OWN_ENDS = (".local", ".lan", ".internal", ".localdomain", ".home.arpa")
"""Names that only a local network has (RFC 6762, RFC 8375, and what routers give out)."""


def reach_words(store: Store, url: str) -> tuple[str, ...]:
    """Return what is to be known of a checked target; nothing of one that is somewhere in the world.

    It asks the system for its proxies, which may take a moment. Only what the address says is judged: a
    name is not looked up.
    """
    found = []
    if is_local(url):
        found.append("The address is on this computer.")
    elif is_on_own_network(host_of(url)):
        found.append("The address is on your own network.")
    if proxy := shown_proxy(url, settings.load(store).proxy):
        found.append(f"It is reached through the proxy {proxy}.{_unchecked(url)}")
    return tuple(found)


def is_on_own_network(host: str) -> bool:
    """Tell whether a host is an address of a local network, or a name that only such a network has."""
    name = host.rstrip(".").lower()
    return is_private(name) or name.endswith(OWN_ENDS) or ("." not in name and ":" not in name)


def _unchecked(url: str) -> str:
    """Say that a proxy looks names up itself, where the target is a name."""
    if literal(host_of(url)) is None:
        return " The proxy looks the name up, so that its address cannot be checked before."
    return ""
