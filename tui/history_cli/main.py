"""`jtui history`: which command it is, and how errors become words and a status."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches

from tui.errors import JtuiError
from tui.history_cli import texts
from tui.history_cli.exporting import run_export
from tui.history_cli.importing import run_import
from tui.history_cli.options import UsageError
from tui.history_cli.output import drop_output, say
from tui.history_cli.searching import run_search

MISTAKE = 2
"""The exit status after a mistake, and when the history cannot be read."""

_COMMANDS: dict[str, tuple[Callable[[Sequence[str]], int], str]] = {
    "search": (run_search, texts.SEARCH),
    "export": (run_export, texts.EXPORT),
    "import": (run_import, texts.IMPORT),
}


def run(argv: Sequence[str]) -> int:
    """Run `jtui history` with the words after it, and answer the exit status.

    Raises `BrokenPipeError` when nobody reads the output any more, and `KeyboardInterrupt`.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal without Unicode gets question marks.
        sys.stdout.reconfigure(errors="replace")
    try:
        status = _run(argv)
        sys.stdout.flush()
    except UsageError as error:
        command = f" {argv[0]}" if argv and argv[0] in _COMMANDS else ""
        say(f"{error}\nRun jtui history{command} -h for the options.")
        return MISTAKE
    except JtuiError as error:
        say(str(error))
        return MISTAKE
    except BrokenPipeError:
        raise
    except OSError as error:
        drop_output()
        say(f"The output cannot be written: {error.strerror}.")
        return MISTAKE
    return status


def _run(argv: Sequence[str]) -> int:
    if not argv:
        raise UsageError("jtui history needs a command: search, export or import.")
    name, *words = argv
    if name in ("-h", "--help"):
        sys.stdout.write(texts.HISTORY)
        return 0
    if name not in _COMMANDS:
        near = get_close_matches(name, _COMMANDS, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UsageError(f"There is no command history {name}.{hint}")
    command, text = _COMMANDS[name]
    options = words[: words.index("--")] if "--" in words else words
    if "-h" in options or "--help" in options:
        sys.stdout.write(text)
        return 0
    return command(words)
