"""Editing a text in the user's own editor, by way of a private temporary file."""

from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def editor_command() -> list[str]:
    """The editor's command line: `$VISUAL`, else `$EDITOR`, else `vi`."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        return shlex.split(command) or ["vi"]
    except ValueError:
        return [command]


class Draft:
    """A text in a file while it is being edited; `text` is the result afterwards."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text


@contextmanager
def edited(text: str, suffix: str = ".py") -> Iterator[Draft]:
    """A draft in a file only the user can read; the file is gone afterwards."""
    handle, name = tempfile.mkstemp(prefix="jtui-", suffix=suffix, text=True)
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        draft = Draft(path, text)
        yield draft
        draft.text = path.read_text("utf-8", errors="replace").removesuffix("\n")
    finally:
        path.unlink(missing_ok=True)
