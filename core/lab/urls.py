"""URLs that a sender may have been given for what reached this machine by another name."""

from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from core.signing import Seen

_HOSTS = ("x-forwarded-host", "x-original-host", "host")


def variants(seen: Seen) -> Iterator[str]:
    """Return URLs that may have been registered, the likeliest first."""
    configured = _parts(seen.options.public_url)
    for path in _paths(configured, seen.target):
        for host in _hosts(configured, seen):
            yield f"https://{host}{path}"
            yield f"http://{host}{path}"


def _hosts(configured: SplitResult, seen: Seen) -> list[str]:
    """Return the names by which this machine was called, each with its port and without one."""
    named = (seen.headers.get(name, "").split(",")[0].strip() for name in _HOSTS)
    hosts = [each for each in (configured.netloc, *named) if each]
    return list(dict.fromkeys(form for host in hosts for form in (host, _without_port(host))))


def _without_port(host: str) -> str:
    name, _, port = host.rpartition(":")
    return name if name and port.isdigit() else host


def _paths(configured: SplitResult, target: str) -> list[str]:
    """Return the paths that may have been meant, with and without their query and the slash at their end."""
    query = f"?{configured.query}" if configured.query else ""
    given = [configured.path + query, target]
    bare = [path.partition("?")[0] for path in given]
    forms = [form for path in (*given, *bare) for form in (path, path.rstrip("/"), f"{path.rstrip('/')}/")]
    return list(dict.fromkeys(forms))


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
