"""Ending a kernel on a server when jtui itself ends at once."""

from __future__ import annotations

import http.client
import ssl
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

LIMIT = 1.0
"""Seconds for the request to get on its way."""


def delete_at_once(url: str, headers: Mapping[str, str], context: ssl.SSLContext | None) -> None:
    """Ask the server at `url` to delete what is there; returns when that is on its way.

    Whether it was of use is not known. Can be called from any thread.
    """
    is_sent = threading.Event()

    def ask() -> None:
        parts = urlsplit(url)
        connection: http.client.HTTPConnection
        if context is not None:
            connection = http.client.HTTPSConnection(parts.netloc, timeout=LIMIT, context=context)
        else:
            connection = http.client.HTTPConnection(parts.netloc, timeout=LIMIT)
        try:
            connection.request("DELETE", parts.path, headers=dict(headers))
            is_sent.set()
            connection.getresponse()
        except (OSError, http.client.HTTPException, ValueError):
            pass
        finally:
            connection.close()
            is_sent.set()

    threading.Thread(target=ask, name="end of a kernel", daemon=True).start()
    is_sent.wait(LIMIT)
