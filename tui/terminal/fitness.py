"""Whether there is a terminal, and one that jtui can be shown in."""

from __future__ import annotations

import sys
from collections.abc import Mapping

NO_TERMINAL = "There is no terminal: input and output must not be redirected."

_UNABLE = ("dumb", "emacs", "unknown")
_REMEDY = "In one that can do more, start it as TERM=xterm-256color jtui."


def has_terminal() -> bool:
    """Whether both input and output of this process are a terminal, and not closed."""
    return all(each is not None and each.isatty() for each in (sys.stdin, sys.stdout))


def unfit(environment: Mapping[str, str]) -> str:
    """What keeps jtui from being shown in the terminal that TERM names, `""` nothing.

    Two sentences, the second of what can be done.
    """
    term = environment.get("TERM", "")
    if not term:
        return f"TERM is not set, so it is not known what the terminal can do. {_REMEDY}"
    if term in _UNABLE:
        return f"TERM={term} says that the terminal cannot move its cursor. {_REMEDY}"
    return ""
