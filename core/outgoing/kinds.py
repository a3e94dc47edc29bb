"""The classes of faults; apart from core.outgoing.faults, which needs the network's libraries."""

import enum


class Kind(enum.StrEnum):
    """The class of a fault, for health and for counting."""

    HOST_NOT_FOUND = "host_not_found"
    OFFLINE = "offline"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    CERTIFICATE = "certificate"
    TLS = "tls"
    TIMEOUT = "timeout"
    BROKE_OFF = "broke_off"
    NOT_HTTP = "not_http"
    REDIRECT = "3xx"
    CLIENT_ERROR = "4xx"
    TOO_MANY = "429"
    SERVER_ERROR = "5xx"
    PROXY = "proxy"
    FORBIDDEN = "forbidden"
    OTHER = "other"


UNKNOWN_AUTHORITY, SELF_SIGNED = "Certificate from an unknown authority", "Certificate is self-signed"
"""The sentences of two faults that a CA file of one's own mends."""
