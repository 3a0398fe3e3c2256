"""`jtui kernelspec`: which command it is, and how errors become words and a status."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from importlib import import_module

from tui.errors import JtuiError
from tui.history_cli.options import UsageError
from tui.history_cli.output import say
from tui.kernelspec_cli import texts
from tui.kernelspec_cli.asking import NobodyToAsk, can_ask
from tui.kernelspec_cli.stopping import Stopped, stoppable

FAILED, MISTAKE = 1, 2
"""The exit statuses when something cannot be done, and when the command is wrong."""

# The module and function of each, imported when it is asked for: some take a while.
_COMMANDS: dict[str, tuple[str, str]] = {
    "list": ("listing", texts.LIST),
    "check": ("checking", texts.CHECK),
    "install": ("installing", texts.INSTALL),
    "remove": ("removing", texts.REMOVE),
    "restore": ("removing", texts.RESTORE),
    "edit": ("editing", texts.EDIT),
    "default": ("default", texts.DEFAULT),
}


def command_texts() -> dict[str, str]:
    """What each command says about itself, by name."""
    return {name: text for name, (_, text) in _COMMANDS.items()}


def run(argv: Sequence[str]) -> int:
    """Run `jtui kernelspec` with the words after it, and answer the exit status.

    Raises `BrokenPipeError` when nobody reads the output any more.
    """
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal without Unicode gets question marks.
            stream.reconfigure(errors="replace")
    # What is logged is for the log of the screen, and not for the terminal.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        with stoppable():
            status = _run(argv)
            sys.stdout.flush()
    except UsageError as error:
        command = f" {argv[0]}" if argv and argv[0] in _COMMANDS else ""
        say(f"{error}\nRun jtui kernelspec{command} -h for the options.")
        return MISTAKE
    except JtuiError as error:
        say(str(error))
        return MISTAKE if isinstance(error, NobodyToAsk) else FAILED
    except Stopped as stopped:
        if can_ask():
            # What comes next begins on a line of its own.
            with suppress(OSError):
                sys.stdout.write("\n")
        return stopped.status
    except BrokenPipeError:
        raise
    except OSError as error:
        _drop_output()
        what = error.filename or "The output"
        say(f"{what} cannot be used: {error.strerror}.")
        return FAILED if error.filename else MISTAKE
    return status


def _run(argv: Sequence[str]) -> int:
    if not argv:
        raise UsageError(f"jtui kernelspec needs a command: {', '.join(_COMMANDS)}.")
    name, *words = argv
    if name in ("-h", "--help"):
        sys.stdout.write(texts.KERNELSPEC)
        return 0
    if name not in _COMMANDS:
        near = get_close_matches(name, _COMMANDS, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UsageError(f"There is no command kernelspec {name}.{hint}")
    module, text = _COMMANDS[name]
    options = words[: words.index("--")] if "--" in words else words
    if "-h" in options or "--help" in options:
        sys.stdout.write(text)
        return 0
    command: Callable[[Sequence[str]], int]
    command = getattr(import_module(f"tui.kernelspec_cli.{module}"), f"run_{name}")
    return command(words)


def _drop_output() -> None:
    """Let what is left of the output vanish; Python's own flush at exit must not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
