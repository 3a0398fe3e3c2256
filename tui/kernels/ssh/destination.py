"""Names of hosts as they are given to `ssh`, which are not trusted."""

from __future__ import annotations

from tui.errors import TransportError
from tui.model.clean import HIDDEN, clean

LONGEST = 255
"""Code points of a destination at most."""
# What a shell would obey: users' configurations hand the name to commands of theirs (`%h`).
_OBEYED = frozenset("'`\"$\\;&<>|(){}")
_SHOWN = 80


def checked_destination(text: str) -> str:
    """A destination for `ssh`: `user@host`, a name of its configuration, `ssh://host:port`.

    Raises `TransportError` with a sentence for what cannot be one, or could be taken for an option.
    """
    destination = text.strip()
    if not destination:
        raise TransportError("ssh needs the name of a host, such as user@host.")
    if len(destination) > LONGEST:
        raise TransportError(f"The name of a host has at most {LONGEST} characters.")
    user, at, host = destination.rpartition("@")
    parts = [host, user] if at else [host]
    if any(not part or part.startswith("-") or not _is_plain(part) for part in parts):
        shown = clean(destination)[:_SHOWN]
        raise TransportError(f"{shown} is no name of a host that ssh can be given.")
    return destination


def _is_plain(part: str) -> bool:
    return clean(part) == part and not any(
        sign in _OBEYED or sign.isspace() or sign in HIDDEN for sign in part
    )
