"""`jtui kernelspec edit`: the file in the user's editor, written when it is a valid kernelspec."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tui.errors import KernelspecError
from tui.history_cli.options import UsageError, read_words
from tui.history_cli.output import say
from tui.kernelspec_cli.asking import NobodyToAsk, can_ask, is_agreed
from tui.kernelspec_cli.found import find
from tui.kernelspec_cli.stopping import Stopped, held
from tui.model.clean import clean
from tui.stores.kernelspecs import LARGEST_FILE
from tui.stores.kernelspecs.owners import edit_refusal
from tui.stores.kernelspecs.writing import write_spec
from tui.wire.message import Json

DONE, SOMETHING_FAILED = 0, 1

_FILE = "kernel.json"


class _BrokenEdit(KernelspecError):  # noqa: N818
    """What came from the editor is no kernelspec; `line` is where, counted from 1, or 0."""

    def __init__(self, text: str, line: int = 0) -> None:
        super().__init__(text)
        self.line = line


@dataclass(frozen=True, slots=True)
class _Draft:
    """The copy that is edited, and what the file had when it was made."""

    path: Path
    directory: Path
    original: bytes


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
    with _draft(entry.path) as draft:
        is_written = _edit(draft)
    path = clean(str(entry.path / _FILE))
    sys.stdout.write(f"{path} is written.\n" if is_written else "Nothing was changed.\n")
    return DONE


def _edit(draft: _Draft) -> bool:
    """Edit until it can be written; answers whether anything was. Raises `KernelspecError`."""
    line = 0
    while True:
        _run_editor(draft.path, line)
        data = _read(draft.path)
        if data == draft.original:
            return False
        try:
            return _write(draft, data)
        except KernelspecError as error:
            problem = str(error)
            line = error.line if isinstance(error, _BrokenEdit) else 0
        if not can_ask():
            raise KernelspecError(f"{problem} {_keep(data)}")
        say(problem)
        if not is_agreed("Go on editing?", unasked=False, default=True):
            raise KernelspecError(f"{clean(str(draft.directory))} is as it was. {_keep(data)}")


def _write(draft: _Draft, data: bytes) -> bool:
    """Write what was edited; raises `KernelspecError`."""
    fields = _parsed(data)
    with held():
        if _present(draft.directory / _FILE) != draft.original:
            raise KernelspecError(
                f"{draft.directory / _FILE} was changed by something else meanwhile."
                " Nothing was written."
            )
        # What is in the file and not in the draft is to go.
        gone = dict.fromkeys(_fields(draft.original).keys() - fields.keys())
        before = draft.original
        write_spec(draft.directory, {**gone, **fields})
        return _present(draft.directory / _FILE) != before


def _parsed(data: bytes) -> Mapping[str, Json]:
    try:
        fields = json.loads(data)
    except json.JSONDecodeError as error:
        raise _BrokenEdit(f"This is not valid JSON: {error}.", error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise _BrokenEdit(f"This is not valid JSON: {error}.") from error
    if not isinstance(fields, dict):
        raise _BrokenEdit("This is not a JSON object.")
    return fields


def _fields(data: bytes) -> Mapping[str, Json]:
    """The fields of a file, none of a broken one."""
    try:
        return _parsed(data)
    except _BrokenEdit:
        return {}


# The draft.


@contextmanager
def _draft(directory: Path) -> Iterator[_Draft]:
    """A copy of a file that only the user can read; it is gone afterwards."""
    original = _present(directory / _FILE)
    try:
        temporary = tempfile.mkdtemp(prefix="jtui-")
    except OSError as error:
        raise KernelspecError(f"There is no place for a copy to edit: {error.strerror}.") from error
    try:
        path = Path(temporary) / _FILE
        try:
            path.write_bytes(original)
        except OSError as error:
            raise KernelspecError(f"{path} cannot be written: {error.strerror}.") from error
        yield _Draft(path, directory, original)
    finally:
        # The editor's own backups are in it, too.
        shutil.rmtree(temporary, ignore_errors=True)


def _present(file: Path) -> bytes:
    """What a file has; raises `KernelspecError`."""
    try:
        if not file.is_file():
            raise KernelspecError(f"{file} is not a file. Look at it and move it away first.")
        return _bounded(file)
    except OSError as error:
        raise KernelspecError(f"{file} cannot be read: {error.strerror}.") from error


def _read(path: Path) -> bytes:
    try:
        return _bounded(path)
    except OSError as error:
        raise KernelspecError(f"The editor has left no file: {error.strerror}.") from error


def _bounded(path: Path) -> bytes:
    # What has become a pipe must not hold anything up.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise KernelspecError(f"{path} is larger than {LARGEST_FILE:,} bytes.")
    return data


def _keep(data: bytes) -> str:
    """Keep what was typed and could not be written; answers a sentence that says where."""
    try:
        descriptor, name = tempfile.mkstemp(prefix="jtui-kernel-", suffix=".json")
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except OSError as error:
        return f"What was typed could not be kept: {error.strerror}."
    return f"What was typed is in {name}."


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
