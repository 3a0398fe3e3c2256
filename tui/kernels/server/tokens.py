"""Tokens of servers that the user wished to be kept: in a file that only they can read."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from jupyter_core.paths import jupyter_data_dir

from tui.private_file import write_private

_log = logging.getLogger(__name__)

MOST = 1_000_000
"""Bytes of the file that are read."""


def tokens_file() -> Path:
    """The file of kept tokens; it may not exist."""
    return Path(jupyter_data_dir()) / "jtui" / "server-tokens.json"


def kept_token(url: str) -> str:
    """The token or password kept for a server's URL, "" for none. Waits for the disk."""
    return _read().get(url, "")


def keep_token(url: str, token: str) -> None:
    """Keep a token for a server's URL, "" forgets it; raises `OSError`. Waits for the disk."""
    tokens = _read()
    if tokens.pop(url, "") == token:
        return
    if token:
        tokens[url] = token
    write_private(tokens_file(), json.dumps(tokens, indent=1))


def _read() -> dict[str, str]:
    path = tokens_file()
    try:
        with path.open("rb") as file:
            fields = json.loads(file.read(MOST))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        # The text of the error could quote the file.
        _log.warning("the kept tokens cannot be read: %s", type(error).__name__)
        return {}
    items = fields.items() if isinstance(fields, dict) else ()
    return {url: token for url, token in items if isinstance(token, str)}
