"""`jtui kernelspec edit`: the file in the user's editor, written when it is a valid kernelspec."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tui.errors import KernelspecError
from tui.history_cli.options import UsageError, read_words
from tui.history_cli.output import say
from tui.kernelspec_cli.asking import NobodyToAsk, can_ask, is_agreed
from tui.kernelspec_cli.found import find
from tui.kernelspec_cli.stopping import Stopped, held
from tui.model.clean import clean
from tui.stores.kernelspecs.drafting import BrokenEdit, Draft, keep, make_draft
from tui.stores.kernelspecs.owners import edit_refusal

DONE, SOMETHING_FAILED = 0, 1

_FILE = "kernel.json"


def run_edit(argv: Sequence[str]) -> int:
    """Edit a kernelspec's file; answers the exit status.

    Raises `KernelspecError`, `UsageError`, `NobodyToAsk`, and `OSError` for the output.
    """
    words = read_words(argv, flags=[], valued=[])
    if len(words.operands) != 1:
        raise UsageError("edit needs the name of one kernelspec.")
    entry = find().named(words.operands[0])
    if (refusal := edit_refusal(entry)) or entry.path is None:
        raise KernelspecError(refusal)
    if not (can_ask() or os.environ.get("VISUAL") or os.environ.get("EDITOR")):
        raise NobodyToAsk("There is no terminal for an editor, and neither $VISUAL nor $EDITOR.")
    draft = make_draft(entry.path)
    try:
        is_written = _edit(draft)
    finally:
        draft.discard()
    path = clean(str(entry.path / _FILE))
    sys.stdout.write(f"{path} is written.\n" if is_written else "Nothing was changed.\n")
    return DONE


def _edit(draft: Draft) -> bool:
    """Edit until it can be written; answers whether anything was. Raises `KernelspecError`."""
    line = 0
    while True:
        _run_editor(draft.path, line)
        data = draft.read()
        if data == draft.original:
            return False
        try:
            with held():
                return draft.write(data)
        except KernelspecError as error:
            problem = str(error)
            line = error.line if isinstance(error, BrokenEdit) else 0
        if not can_ask():
            raise KernelspecError(f"{problem} {keep(data)}")
        say(problem)
        if not is_agreed("Go on editing?", unasked=False, default=True):
            raise KernelspecError(f"{clean(str(draft.directory))} is as it was. {keep(data)}")


# The editor.


def _run_editor(path: Path, line: int) -> None:
    """Run the user's editor until it ends; raises `KernelspecError`."""
    # 0.2 s, as its module is one for the screen, too.
    from tui.external_editor import editor_command

    command = editor_command(path, line)
    sys.stdout.flush()
    # Ctrl+C is the editor's, as all other keys are.
    before = signal.signal(signal.SIGINT, _leave_alone)
    try:
        status = _run(command)
    finally:
        signal.signal(signal.SIGINT, before)
    if status == -signal.SIGINT:
        raise Stopped(signal.SIGINT)
    if status:
        raise KernelspecError(f"The editor ended with exit code {status}. Nothing was written.")


def _run(command: Sequence[str]) -> int:
    try:
        editor = subprocess.Popen(command)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is none that can be run"
        raise KernelspecError(f"The editor {command[0]} cannot be run: {reason}.") from error
    try:
        return editor.wait()
    finally:
        # A signal may have come for jtui alone.
        if editor.poll() is None:
            editor.terminate()
            editor.wait()


def _leave_alone(number: int, frame: object) -> None:
    """Do nothing; unlike what is ignored, this is not inherited by the editor."""
