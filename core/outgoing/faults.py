"""One table that turns each kind of fault into a short sentence for a merchant."""

import errno
import http
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

import aiohttp
from aiohttp import http_exceptions

from core.outgoing.addresses import ForbiddenAddress, PrivateAddress
from core.outgoing.kinds import SELF_SIGNED, UNKNOWN_AUTHORITY, Kind
from core.outgoing.proxies import ProxyNotFound, UnusableProxy


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an attempt failed: its kind, and the shortest true words for it."""

    kind: Kind
    sentence: str


NOT_FOUND = Fault(Kind.HOST_NOT_FOUND, "Host not found")
NO_LOOKUP = Fault(Kind.OFFLINE, "No name server answers (is this computer offline?)")
NO_ROUTE = Fault(Kind.OFFLINE, "No route to the host (is this computer offline?)")
UNREACHABLE = Fault(Kind.UNREACHABLE, "The host cannot be reached")
REFUSED = Fault(Kind.REFUSED, "Connection refused")
TIMED_OUT = Fault(Kind.TIMEOUT, "The connection timed out")
BROKE_OFF = Fault(Kind.BROKE_OFF, "The connection broke off")
CUT_SHORT = Fault(Kind.BROKE_OFF, "The answer broke off half-way")
HEADERS_TOO_LARGE = Fault(Kind.NOT_HTTP, "The answer's headers are too large")
NOT_HTTP = Fault(Kind.NOT_HTTP, "The answer is not HTTP")
BAD_CERTIFICATE = Fault(Kind.CERTIFICATE, "Certificate not valid")
NO_TLS = Fault(Kind.TLS, "No secure connection (TLS failed)")
FORBIDDEN = Fault(Kind.FORBIDDEN, "An address that is never sent to (link-local or a cloud's own)")
PRIVATE = Fault(Kind.FORBIDDEN, "An address of a private network, and those are refused here")
PROXY_DOWN = Fault(Kind.PROXY, "The proxy cannot be reached")
PROXY_REFUSES = Fault(Kind.PROXY, "The proxy refuses to connect to the host")
PROXY_UNUSABLE = Fault(Kind.PROXY, "The proxy cannot be used: only HTTP proxies can")
BAD_URL = Fault(Kind.OTHER, "The Target URL cannot be used")
UNKNOWN = Fault(Kind.OTHER, "Could not be sent: an unexpected problem, see the program's log")

_NEW_TO_US = Fault(Kind.CERTIFICATE, UNKNOWN_AUTHORITY)
_OTHER_NAME = Fault(Kind.CERTIFICATE, "Certificate is for another name")
_SELF_SIGNED = Fault(Kind.CERTIFICATE, SELF_SIGNED)

CERTIFICATES = {
    9: Fault(Kind.CERTIFICATE, "Certificate is not valid yet"),
    10: Fault(Kind.CERTIFICATE, "Certificate has expired"),
    18: _SELF_SIGNED,
    19: _NEW_TO_US,
    20: _NEW_TO_US,
    21: _NEW_TO_US,
    23: Fault(Kind.CERTIFICATE, "Certificate was revoked"),
    62: _OTHER_NAME,
    64: _OTHER_NAME,
}
"""By OpenSSL's X509_V_ERR number; what another system's verifier says is BAD_CERTIFICATE."""

ERRNOS = {
    errno.ECONNREFUSED: REFUSED,
    errno.ECONNRESET: BROKE_OFF,
    errno.ECONNABORTED: BROKE_OFF,
    errno.EPIPE: BROKE_OFF,
    errno.EHOSTUNREACH: UNREACHABLE,
    errno.ENETUNREACH: NO_ROUTE,
    errno.ENETDOWN: NO_ROUTE,
    errno.EADDRNOTAVAIL: NO_ROUTE,
    errno.ETIMEDOUT: TIMED_OUT,
}

CLASSES: tuple[tuple[type[BaseException], Fault], ...] = (
    (PrivateAddress, PRIVATE),
    (ForbiddenAddress, FORBIDDEN),
    (UnusableProxy, PROXY_UNUSABLE),
    (ProxyNotFound, PROXY_DOWN),
    (aiohttp.ClientHttpProxyError, PROXY_REFUSES),
    (socket.gaierror, NOT_FOUND),
    (aiohttp.ClientConnectorDNSError, NOT_FOUND),
    (ssl.SSLCertVerificationError, BAD_CERTIFICATE),
    (ssl.SSLError, NO_TLS),
    (aiohttp.ClientPayloadError, CUT_SHORT),
    (aiohttp.ServerDisconnectedError, BROKE_OFF),
    (ConnectionError, BROKE_OFF),
    (http_exceptions.LineTooLong, HEADERS_TOO_LARGE),
    (http_exceptions.HttpProcessingError, NOT_HTTP),
    (aiohttp.ClientResponseError, NOT_HTTP),
    (aiohttp.InvalidURL, BAD_URL),
    (aiohttp.ClientConnectionError, BROKE_OFF),
    (TimeoutError, TIMED_OUT),
    (UnicodeError, NOT_HTTP),
)
"""The first row that any exception of a chain belongs to; numbers, where it has one, say more."""


def describe_error(error: BaseException) -> Fault:
    """Return the fault behind an exception of the transport; UNKNOWN is a bug of ours, or a new row."""
    chain = tuple(_chain(error))
    if any(isinstance(each, aiohttp.ClientProxyConnectionError) for each in chain):
        return PROXY_DOWN  # its number would speak of the target
    for each in chain:
        if (numbered := _by_number(each)) is not None:
            return numbered
    for kind, fault in CLASSES:
        if any(isinstance(each, kind) for each in chain):
            return fault
    return UNKNOWN


def no_answer(seconds: float) -> Fault:
    """Return the fault of an exchange that did not end in time."""
    return Fault(Kind.TIMEOUT, f"No answer in {seconds:g} s")


def describe_status(code: int, reason: str = "") -> Fault:
    """Return the fault of a whole answer that is not 2xx; `reason` counts for codes nobody registered."""
    try:
        words = f"{code} {http.HTTPStatus(code).phrase}"
    except ValueError:
        words = f"{code} {reason[:60] if reason.isprintable() else ''}".strip()
    if code == http.HTTPStatus.TOO_MANY_REQUESTS:
        return Fault(Kind.TOO_MANY, words)
    if code // 100 == 3:
        leads_on = code not in (http.HTTPStatus.MULTIPLE_CHOICES, http.HTTPStatus.NOT_MODIFIED)
        return Fault(Kind.REDIRECT, f"{words}: redirects are not followed" if leads_on else words)
    kinds = {4: Kind.CLIENT_ERROR, 5: Kind.SERVER_ERROR}
    return Fault(kinds.get(code // 100, Kind.OTHER), words)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what it was raised from: aiohttp's wraps the system's."""
    current: BaseException | None = error
    while current is not None:
        yield current
        current = current.__cause__


def _by_number(error: BaseException) -> Fault | None:
    if isinstance(error, socket.gaierror):  # its numbers are not errno's
        return NO_LOOKUP if error.errno == socket.EAI_AGAIN else None
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return None  # it is one of those below without their number; its cause has it
    if isinstance(error, ssl.SSLCertVerificationError):
        return CERTIFICATES.get(error.verify_code)
    if isinstance(error, ssl.SSLError) or not isinstance(error, OSError) or error.errno is None:
        return None
    return ERRNOS.get(error.errno)
