"""Certificates of authorities that one webhook trusts beside the system's, as the text of their file.

The text is kept, not the file's place: the file may go. Nothing in it is secret.
"""

import datetime
import functools
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import InvalidInput

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

DER = b"\x30\x82"
"""How a certificate begins that is no text: a sequence whose length takes two bytes."""
MOST_BYTES = 64 * 1024
"""Of a file: enough for a dozen authorities, and less than all those that a system trusts."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Whose certificate it is, and when it ends, in epoch milliseconds."""

    subject: str
    expires_at: int


def check_authorities(text: str | bytes) -> str:
    """Return the certificates of a PEM file, or the one of a DER file, as PEM; nothing for an empty one.

    Raises InvalidInput with the field `authorities`.
    """
    data = text.encode() if isinstance(text, str) else text
    if not data.strip():
        return ""
    if len(data) > MOST_BYTES:
        raise _invalid(
            f"A CA file has at most {MOST_BYTES // 1024} KiB.", "Choose that of the one authority it needs."
        )
    if b"PRIVATE KEY-----" in data:
        raise _invalid("This file holds a private key.", "Choose the file that has the certificate alone.")
    return _pem(data)


@functools.lru_cache(maxsize=100)  # a form asks each time that something in it changes
def described(pem: str) -> tuple[Authority, ...]:
    """Return what there is to say of certificates that were checked."""
    if not pem:
        return ()
    from cryptography.x509 import load_pem_x509_certificates  # late: most webhooks have none

    found = load_pem_x509_certificates(pem.encode())
    return tuple(Authority(_subject(each), _ms(each.not_valid_after_utc)) for each in found)


def trust(tls: ssl.SSLContext, pem: str) -> ssl.SSLContext:
    """Let a context trust these certificates too, also one that another authority signed; return it."""
    tls.load_verify_locations(cadata=pem)
    tls.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return tls


def _pem(data: bytes) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificates

    try:
        is_der = data.startswith(DER)
        found = [load_der_x509_certificate(data)] if is_der else load_pem_x509_certificates(data)
        if not is_der and len(found) != data.count(b"-----BEGIN "):
            raise ValueError("broken off")
        pem = b"".join(each.public_bytes(Encoding.PEM) for each in found).decode()
        described(pem)
        trust(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), pem)
    except (ValueError, ssl.SSLError) as error:
        raise _invalid(
            "The certificates in this file cannot be read.",
            "A CA file is PEM: its lines begin with -----BEGIN CERTIFICATE-----.",
        ) from error
    return pem


def _subject(certificate: "Certificate") -> str:
    """Return the name that people know an authority by."""
    from cryptography.x509 import NameOID

    for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.ORGANIZATION_NAME):
        if names := certificate.subject.get_attributes_for_oid(oid):
            return str(names[0].value)
    return certificate.subject.rfc4514_string() or f"Serial number {certificate.serial_number}"


def _ms(moment: datetime.datetime) -> int:
    return int(moment.timestamp() * 1000)


def _invalid(title: str, advice: str) -> InvalidInput:
    return InvalidInput(title, advice, field="authorities")
