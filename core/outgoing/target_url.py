"""Checks the address that a webhook sends to, in words that fit beside the field."""

import ipaddress
import re
from urllib.parse import urlsplit

import idna

from core.errors import InvalidInput
from core.outgoing.addresses import is_forbidden

MAX_LENGTH = 2048
SCHEMES = ("https", "http")
STARTS = "A Target URL starts with https:// or http://."

_PLACE = re.compile(r"(?P<host>\[[^\]]*\]|[^:\[\]]*)(?P<port>:.*)?")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")


def check_target_url(text: str) -> str:
    """Return the address as it is kept: scheme and host in lower case, the host in ASCII.

    Raises InvalidInput with the field `target_url` for anything that no request can be sent to, and for
    what a webhook's address must not hold: a user, a password or a fragment.
    """
    text = text.strip()
    _check_text(text)
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise _invalid("The host in this Target URL is not valid.") from error
    if parts.scheme not in SCHEMES:
        raise _invalid(STARTS, f"Webhooks are not sent over {parts.scheme}." if parts.scheme else "")
    if "@" in parts.netloc:
        raise _invalid("A Target URL holds no user or password.", "Remove the part before the @.")
    rest = text[text.index("://") + 3 + len(parts.netloc) :]
    return f"{parts.scheme}://{_place(parts.netloc)}{rest}"


def _check_text(text: str) -> None:
    if not text:
        raise _invalid("Enter the Target URL.", "It starts with https:// or http://.")
    if len(text) > MAX_LENGTH:
        raise _invalid(f"This Target URL is longer than {MAX_LENGTH:,} characters.")
    if " " in text or not text.isprintable():
        raise _invalid("A Target URL holds no spaces or control characters.", "Write a space as %20.")
    if "://" not in text:
        raise _invalid(STARTS)
    if "#" in text:
        raise _invalid("A Target URL has no # part.", "It is never sent. Remove the # and what follows.")


def _place(netloc: str) -> str:
    """Check host and port, and return them as they are kept."""
    match = _PLACE.fullmatch(netloc)
    if match is None:
        raise _invalid("The host in this Target URL is not valid.")
    host, port = match["host"], match["port"]
    return _host(host.lower()) + ("" if port is None else _port(port[1:]))


def _port(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= 65535):
        raise _invalid("The port is not valid.", "It is a number from 1 to 65535.")
    return f":{int(text)}"


def _host(host: str) -> str:
    if not host:
        raise _invalid(
            "The host is missing.", "Write it after the //, for example https://shop.example/hook."
        )
    try:
        if "%" in host:  # neither escapes nor the name of an interface
            raise ValueError("escaped")
        _refuse_forbidden(host)
        if host.startswith("["):
            return f"[{ipaddress.IPv6Address(host[1:-1])}]"
        if _NUMBER.fullmatch(host.removesuffix(".").rpartition(".")[2]):
            return str(ipaddress.IPv4Address(host))  # 127.1 and 0x7f.1 are addresses in disguise
        name = _name(host)
        return name if name == host else _host(name)  # what it stands for may be an address: 169。254。1。1
    except ValueError as error:  # idna's errors are ValueErrors too
        raise _invalid(f"“{host[:60]}” is not a valid host.") from error


def _refuse_forbidden(host: str) -> None:
    if is_forbidden(host):
        raise _invalid("This address is never sent to.", "It is link-local, or a cloud's own.")


def _name(host: str) -> str:
    """Return a host name in ASCII. Raises ValueError."""
    name = ".".join(_ascii(label) for label in host.removesuffix(".").split("."))
    if len(name) > 253:
        raise ValueError("too long")
    return name + ("." if host.endswith(".") else "")


def _ascii(label: str) -> str:
    """Return one label in ASCII. Underscores pass, as they do in names of machines on an own network."""
    if _LABEL.fullmatch(label) and not label.startswith("xn--"):
        return label
    return idna.encode(label, uts46=True).decode()


def _invalid(title: str, advice: str = "") -> InvalidInput:
    return InvalidInput(title, advice, field="target_url")
