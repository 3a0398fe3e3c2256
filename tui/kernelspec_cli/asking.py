"""Questions before something is changed."""

from __future__ import annotations

import sys
from pathlib import Path

from tui.errors import JtuiError, KernelspecError
from tui.history_cli.options import Words
from tui.history_cli.output import is_terminal
from tui.model.clean import clean


class NobodyToAsk(JtuiError):  # noqa: N818
    """There is no terminal, and the answer was not given in the command."""


def can_ask() -> bool:
    """Whether somebody sits at a terminal who can answer."""
    return is_terminal(sys.stdin) and is_terminal(sys.stdout)


def is_agreed(question: str, *, unasked: bool, default: bool = False) -> bool:
    """Ask for a yes, unless it was given `unasked`; Enter alone is `default`.

    Raises `NobodyToAsk`.
    """
    if unasked:
        return True
    if not can_ask():
        raise NobodyToAsk("There is no terminal to ask at; -y goes ahead without asking.")
    sys.stdout.write(f"{question} [{'Y/n' if default else 'y/N'}] ")
    sys.stdout.flush()
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):
        # The end of the input is no answer, and the line is still to be ended.
        sys.stdout.write("\n")
        return False
    return default if not answer.strip() else answer.strip().lower() in ("y", "yes")


def may_replace(path: Path, words: Words) -> bool:
    """Whether what is at `path` may go to the trash for something else; `-y` alone is no yes.

    Raises `KernelspecError` where nobody is to be asked, and `NobodyToAsk`.
    """
    if "--replace" in words.flags:
        return True
    if "--yes" in words.flags:
        raise KernelspecError(f"{path} exists. --replace moves it to the trash first.")
    if not can_ask():
        raise NobodyToAsk(f"{path} exists, and there is no terminal to ask at: see --replace.")
    sys.stdout.write(f"{clean(str(path))} exists.\n")
    return is_agreed("Move it to the trash first?", unasked=False)
