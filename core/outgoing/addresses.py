"""Which addresses may be sent to. The own network is allowed on a workstation; some addresses never are.

What is refused always: link-local addresses and the fixed addresses at which clouds give their machines
credentials, in all their spellings. A webhook must never be able to fetch those.
"""

import functools
import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

FORBIDDEN = tuple(
    ipaddress.ip_network(text)
    for text in (
        "169.254.0.0/16",
        "fe80::/10",
        "fd00:ec2::254/128",
        "100.100.100.200/32",
        "168.63.129.16/32",
        "0.0.0.0/32",
        "::/128",
    )
)
NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""Behind this prefix (RFC 6052) the last four bytes are an IPv4 address."""


class ForbiddenAddress(Exception):
    """A target is, or resolved to, an address that is never sent to."""


class PrivateAddress(ForbiddenAddress):
    """A target is, or resolved to, an address of a private network, where those are refused."""


@functools.lru_cache(maxsize=1_000)  # it is asked before every request
def is_forbidden(host: str) -> bool:
    """Tell whether `host` is an address that is never sent to; a name is not an address."""
    address = literal(host)
    return address is not None and any(address in network for network in FORBIDDEN)


def is_private(host: str) -> bool:
    """Tell whether `host` is an address of this machine or of a local network."""
    address = literal(host)
    return address is not None and not address.is_global


def check_host(host: str, *, refuse_private: bool) -> None:
    """Raise ForbiddenAddress if `host` is an address that is not sent to; a name is not an address."""
    if is_forbidden(host):
        raise ForbiddenAddress(host)
    if refuse_private and is_private(host):
        raise PrivateAddress(host)


def literal(host: str) -> Address | None:
    """Return the address that `host` spells, an IPv4 one inside an IPv6 one as itself; None for a name."""
    try:
        address: Address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        return inner or address
    return address
