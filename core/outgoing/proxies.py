"""The proxies that the environment or the system names, and which of them a target goes through.

What goes to this computer never goes through one. Through a proxy only literal addresses can be checked:
it looks names up itself.
"""

import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.outgoing.network import is_local

SCHEMES = ("http", "https")


class UnusableProxy(Exception):
    """A proxy was asked for that webhooks cannot go through."""


@dataclass(frozen=True, slots=True)
class Proxies:
    """Proxies by the scheme of a target, or `all`; `bypasses` tells of a host that it needs none."""

    by_scheme: Mapping[str, str]
    bypasses: Callable[[str], bool]

    def of(self, url: str) -> str | None:
        """Return the address of the proxy for a target, None if it needs none. Raises UnusableProxy."""
        parts = urlsplit(url)
        proxy = self.by_scheme.get(parts.scheme) or self.by_scheme.get("all")
        if not proxy or is_local(url) or self.bypasses(parts.netloc.rpartition("@")[2]):
            return None
        if "://" not in proxy:
            proxy = f"http://{proxy}"
        if urlsplit(proxy).scheme not in SCHEMES:
            raise UnusableProxy(urlsplit(proxy).scheme)
        return proxy


def system_proxies() -> Proxies:
    """Return what the environment says (`https_proxy`, `no_proxy` and so on), else the system's settings."""
    return Proxies(urllib.request.getproxies(), lambda host: bool(urllib.request.proxy_bypass(host)))


def shown_proxy(url: str) -> str:
    """Return host and port of the proxy that a target goes through, or nothing; never its password."""
    try:
        proxy = system_proxies().of(url)
    except UnusableProxy:
        return ""
    return urlsplit(proxy).netloc.rpartition("@")[2] if proxy else ""
