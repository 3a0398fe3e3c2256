"""Editing in the user's own editor while jtui steps aside; kernels are listened to meanwhile."""

from __future__ import annotations

import asyncio
import os
import shlex
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from textual.app import App, SuspendNotSupported

from tui.terminal.signals import TerminationWatch

# How editors are told to begin at a line; of others nothing is known but that they take a file.
_PLUS = frozenset(
    ("vi", "vim", "nvim", "view", "nano", "pico", "emacs", "emacsclient", "kak", "joe", "jed", "mg")
)
_COLON = frozenset(("hx", "helix", "micro", "zed", "subl"))
_GOTO = frozenset(("code", "codium", "cursor"))


LARGEST_SOURCE = 10_000_000
"""Bytes of a file that is read as source code."""


class EditorError(Exception):
    """An editor could not be run or ended with an error; the text is a sentence for the user."""


def editor_command(path: Path, line: int = 0) -> list[str]:
    """The command that edits a file: `$VISUAL`, else `$EDITOR`, else `vi`.

    It begins at `line`, counted from 1, where the editor is one that can be told; 0 is anywhere.
    """
    words = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        command = shlex.split(words) or ["vi"]
    except ValueError:
        command = [words]
    return [*command, *_place(Path(command[0]).name, path, line)]


def _place(editor: str, path: Path, line: int) -> Sequence[str]:
    if line > 0:
        if editor in _PLUS:
            return (f"+{line}", str(path))
        if editor in _COLON:
            return (f"{path}:{line}",)
        if editor in _GOTO:
            return ("--goto", f"{path}:{line}")
    return (str(path),)


def place_of(name: str, line: int, anchor: str) -> tuple[Path, int]:
    """Where a source is: its file, `~` expanded, and its line, looked for by `anchor` if it is 0.

    Raises `EditorError` or `OSError`.
    """
    try:
        path = Path(name).expanduser()
    except RuntimeError:
        raise EditorError("There is no such user.") from None
    if not path.is_file():
        raise EditorError("There is no such file.")
    return path, line or line_of(path, anchor)


def line_of(path: Path, anchor: str) -> int:
    """The line of a file, from 1, that reads as `anchor`; 0 for none; raises `OSError`."""
    wanted = anchor.strip()
    if not wanted:
        return 0
    lines = read_source(path).split("\n")
    return next((number for number, line in enumerate(lines, 1) if line.strip() == wanted), 0)


def read_source(path: Path) -> str:
    """The text of a file that is small enough to be source; raises `EditorError` or `OSError`."""
    if not path.is_file():
        # A pipe or a device might never end.
        raise EditorError("It is no file.")
    if path.stat().st_size > LARGEST_SOURCE:
        raise EditorError(f"It has more than {LARGEST_SOURCE // 1_000_000} MB.")
    return path.read_text("utf-8", errors="replace")


class ExternalEditor:
    """Runs the user's editor in jtui's terminal."""

    def __init__(self, app: App[int], watch: TerminationWatch) -> None:
        self._app = app
        self._watch = watch
        # One editor has the terminal at a time.
        self._terminal = asyncio.Lock()

    async def edit(self, text: str, suffix: str = ".py") -> str:
        """The text after the user edited it in a file of its own; raises `EditorError`."""
        with _draft(text, suffix) as path:
            await self.open(path)
            return path.read_text("utf-8", errors="replace").removesuffix("\n")

    async def open(self, path: Path, line: int = 0) -> None:
        """Edit a file, from `line` on, until the user has done; raises `EditorError`."""
        command = editor_command(path, line)
        async with self._terminal:
            self._watch.keyboard_is_others = True
            try:
                with self._app.suspend():
                    # The toolkit takes the terminal back only when nothing is raised in here.
                    problem = await _run(command)
            except SuspendNotSupported:
                raise EditorError("There is no terminal for an editor here.") from None
            finally:
                self._watch.keyboard_is_others = False
        if problem:
            raise EditorError(problem)


async def _run(command: Sequence[str]) -> str:
    """Run an editor till its end; what went wrong, "" for nothing."""
    try:
        editor = await asyncio.create_subprocess_exec(*command)
    except OSError as error:
        return f"The editor {command[0]} cannot be run: {error.strerror}."
    except ValueError:
        return "Its name is none that an editor can be given."
    try:
        code = await editor.wait()
    finally:
        if editor.returncode is None:
            editor.terminate()
    return f"The editor ended with exit code {code}." if code else ""


@contextmanager
def _draft(text: str, suffix: str) -> Iterator[Path]:
    """A text in a file only the user can read; the file is gone afterwards."""
    handle, name = tempfile.mkstemp(prefix="jtui-", suffix=suffix, text=True)
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        yield path
    finally:
        path.unlink(missing_ok=True)
