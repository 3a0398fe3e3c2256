"""The JSON of a connection in text that somebody has pasted, with prose around it."""

from __future__ import annotations

import json

from tui.errors import TransportError
from tui.kernels.connection import PORT_NAMES, ConnectionInfo

LARGEST_TEXT = 1_000_000
"""Code points of a pasted text at most."""
_TRIES = 100
_decode = json.JSONDecoder().raw_decode


def connection_in(text: str) -> ConnectionInfo:
    """The connection that a text holds, such as what `%connect_info` prints.

    Raises `TransportError` with a sentence that says what is wrong with it.
    """
    if len(text) > LARGEST_TEXT:
        raise TransportError(f"The text is longer than {LARGEST_TEXT:,} characters.")
    best: object = {}
    at = text.find("{")
    for _ in range(_TRIES):
        if at < 0:
            break
        try:
            value, end = _decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            if isinstance(value, dict) and any(name in value for name in PORT_NAMES):
                return ConnectionInfo.from_json(json.dumps(value))
            # Keys may have braces in them.
            best = best or value
        at = text.find("{", end)
    if best:
        raise TransportError("The JSON in the text is not that of a connection: it has no ports.")
    raise TransportError(
        "The text holds no complete JSON object; paste all that %connect_info printed."
    )


def looks_pasted(text: str) -> bool:
    """Whether a text is content and not the name of a file."""
    return "{" in text and ("\n" in text or '"' in text)
