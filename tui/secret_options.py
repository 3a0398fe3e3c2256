"""Tokens given on the command line are taken off it, where every user of the computer sees them."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence

VARIABLE = "JTUI_TOKEN"
"""Hands the token on to the same program without it; taken out of the environment at once."""
OPTION = "--token"
_IN_URL = re.compile(r"([?&])token=([^&#\s]*)(&?)")


def has_secret(argv: Sequence[str]) -> bool:
    """Whether a token is among the words of a command line."""
    return without_secret(argv)[1] != ""


def without_secret(argv: Sequence[str]) -> tuple[list[str], str]:
    """The words without `--token` and tokens in URLs, and the token, `""` for none.

    `--token` without a value stays away as well: a token is asked for when one is needed.
    """
    kept: list[str] = []
    token = ""
    words = list(argv)
    while words:
        word = words.pop(0)
        if word == OPTION:
            if words and not words[0].startswith("--"):
                token = words.pop(0)
        elif word.startswith(f"{OPTION}="):
            token = word.removeprefix(f"{OPTION}=")
        else:
            if (found := _IN_URL.search(word)) is not None:
                token = token or found[2]
            kept.append(_IN_URL.sub(_without, word))
    return kept, token


def _without(found: re.Match[str]) -> str:
    """What stays of the beginning of a URL's query when the token is out."""
    return found[1] if found[3] else ""


def start_again_without_secret() -> None:
    """Replace this process by itself without the token in its command line, where one is."""
    words, token = without_secret(sys.orig_argv[1:])
    if token:
        environment = {**os.environ, VARIABLE: token}
        os.execve(sys.executable, [sys.orig_argv[0], *words], environment)


def take_token() -> str:
    """The token this process was handed, `""` for none; kernels do not inherit it."""
    return os.environ.pop(VARIABLE, "")
