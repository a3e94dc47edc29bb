"""The proxies that the settings, the environment or the system name, and which of them a target goes through.

What goes to this computer never goes through one. Through a proxy only literal addresses can be checked:
it looks names up itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.errors import InvalidInput
from core.outgoing.network import is_local
from core.outgoing.target_url import check_target_url

SCHEMES = ("http", "https")
NO_PROXY = "none"


class UnusableProxy(Exception):
    """A proxy was asked for that webhooks cannot go through."""


class ProxyNotFound(Exception):
    """The name of a proxy leads nowhere."""


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
    import urllib.request  # late: 30 ms of the start

    return Proxies(urllib.request.getproxies(), lambda host: bool(urllib.request.proxy_bypass(host)))


def chosen_proxies(setting: str) -> Proxies:
    """Return the proxies that the settings choose: one for all targets, none, or the system's if empty.

    What the environment or the system exempts needs none either way.
    """
    if not setting:
        return system_proxies()
    from urllib.request import proxy_bypass  # late, like all of it

    by_scheme = {} if setting == NO_PROXY else {"all": setting}
    return Proxies(by_scheme, lambda host: bool(proxy_bypass(host)))


def check_proxy(text: str) -> str:
    """Return the setting as it is kept: nothing, `none`, or scheme, host and port of a proxy.

    Raises InvalidInput. A proxy's password has no place in the settings, which are not sealed.
    """
    text = text.strip()
    if not text or text.lower() == NO_PROXY:
        return text.lower()
    if "@" in text:
        raise _invalid(
            "A proxy in the settings has no user or password.", "Name it in the environment: https_proxy."
        )
    try:
        parts = urlsplit(check_target_url(text if "://" in text else f"http://{text}"))
    except InvalidInput as error:
        raise _invalid("A proxy is a host and a port, such as proxy.example:3128.", "") from error
    return f"{parts.scheme}://{parts.netloc}"


def shown_proxy(url: str, setting: str = "") -> str:
    """Return host and port of the proxy that a target goes through, or nothing; never its password."""
    try:
        proxy = chosen_proxies(setting).of(url)
    except UnusableProxy:
        return ""
    return urlsplit(proxy).netloc.rpartition("@")[2] if proxy else ""


def _invalid(title: str, advice: str) -> InvalidInput:
    return InvalidInput(title, advice, field="proxy")
