"""Encrypted connections: whose certificates are trusted."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from tui.errors import TransportError
from tui.kernels.server.address import place_of

PATIENCE = 10.0
"""Seconds in which a server has to show its certificate."""
# X509_V_FLAG_NO_CHECK_TIME: what the user trusts may have run out.
_NO_CHECK_TIME = 0x200000


class CertificateRefused(TransportError):  # noqa: N818
    """A server's certificate is not trusted; `reason` is what is wrong with it, not cleaned."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(
            f"The certificate of {place_of(url)} is not trusted: {reason or 'no reason is known'}."
            " Name its authority's file, or trust it without one if you know that it is right."
        )
        self.reason = reason


def context_of(ca_file: Path | None, verify: bool) -> ssl.SSLContext:
    """How a server's certificate is checked; some 20 ms. Raises `TransportError`.

    `ca_file` is trusted besides the authorities of the system.
    """
    context = ssl.create_default_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ValueError) as error:
            raise TransportError(
                f"The file of certificate authorities {ca_file} cannot be used:"
                f" {getattr(error, 'strerror', None) or error}."
            ) from error
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def context_for_one(certificate: str) -> ssl.SSLContext:
    """Trusts a single certificate (PEM), whatever name and time it bears, and no other.

    So a question about a certificate once answered holds for that certificate only.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    context.verify_flags |= ssl.VerifyFlags(_NO_CHECK_TIME)
    context.load_verify_locations(cadata=certificate)
    return context


async def certificate_of(url: str) -> str:
    """The certificate (PEM) that a server shows, unchecked; raises `TransportError`."""
    parts = urlsplit(url)
    address = (parts.hostname or "", parts.port or 443)
    try:
        return await asyncio.to_thread(ssl.get_server_certificate, address, timeout=PATIENCE)
    except (OSError, ValueError):
        raise TransportError(f"{place_of(url)} shows no certificate.") from None


def fingerprint(certificate: str) -> str:
    """The SHA-256 of a certificate (PEM), as browsers show it."""
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate)).digest().hex(":").upper()
