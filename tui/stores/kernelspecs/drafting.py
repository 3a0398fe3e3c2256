"""Editing a `kernel.json` in a private copy, which is checked before it takes the file's place."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tui.errors import KernelspecError
from tui.stores.kernelspecs import LARGEST_FILE
from tui.stores.kernelspecs.writing import write_spec
from tui.wire.message import Json

_FILE = "kernel.json"


class BrokenEdit(KernelspecError):  # noqa: N818
    """What came from an editor is no kernelspec; `line` is where, counted from 1, or 0."""

    def __init__(self, text: str, line: int = 0) -> None:
        super().__init__(text)
        self.line = line


@dataclass(frozen=True, slots=True)
class Draft:
    """The copy at `path` that is edited, and what the file in `directory` had when it was made."""

    path: Path
    directory: Path
    original: bytes

    def read(self) -> bytes:
        """What is in the copy; raises `KernelspecError`. Takes disk time."""
        try:
            return _bounded(self.path)
        except OSError as error:
            raise KernelspecError(f"The editor has left no file: {error.strerror}.") from error

    def write(self, data: bytes) -> bool:
        """Have the file say `data`, and the old one in the trash; answers whether it changed.

        Raises `BrokenEdit` when it would be no JSON object, and `KernelspecError` for all else;
        then the file is as it was. A link is replaced, not followed. Takes disk time.
        """
        fields = _parsed(data)
        file = self.directory / _FILE
        if _present(file) != self.original:
            raise KernelspecError(
                f"{file} was changed by something else meanwhile. Nothing was written."
            )
        # What is in the file and not in the draft is to go.
        gone = dict.fromkeys(_fields(self.original).keys() - fields.keys())
        write_spec(self.directory, {**gone, **fields})
        return _present(file) != self.original

    def discard(self) -> None:
        """Remove the copy, and what an editor has put beside it. Takes disk time."""
        shutil.rmtree(self.path.parent, ignore_errors=True)


def make_draft(directory: Path) -> Draft:
    """A copy of a directory's `kernel.json`, which only the user can read, to be discarded later.

    Raises `KernelspecError`. Takes disk time.
    """
    original = _present(directory / _FILE)
    try:
        temporary = tempfile.mkdtemp(prefix="jtui-")
    except OSError as error:
        raise KernelspecError(f"There is no place for a copy to edit: {error.strerror}.") from error
    draft = Draft(Path(temporary) / _FILE, directory, original)
    try:
        draft.path.write_bytes(original)
    except OSError as error:
        draft.discard()
        raise KernelspecError(f"{draft.path} cannot be written: {error.strerror}.") from error
    return draft


def keep(data: bytes) -> str:
    """Keep what was typed and could not be written; answers a sentence that says where."""
    try:
        descriptor, name = tempfile.mkstemp(prefix="jtui-kernel-", suffix=".json")
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except OSError as error:
        return f"What was typed could not be kept: {error.strerror}."
    return f"What was typed is in {name}."


def _parsed(data: bytes) -> Mapping[str, Json]:
    try:
        fields = json.loads(data)
    except json.JSONDecodeError as error:
        raise BrokenEdit(f"This is not valid JSON: {error}.", error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise BrokenEdit(f"This is not valid JSON: {error}.") from error
    if not isinstance(fields, dict):
        raise BrokenEdit("This is not a JSON object.")
    return fields


def _fields(data: bytes) -> Mapping[str, Json]:
    """The fields of a file, none of a broken one."""
    try:
        return _parsed(data)
    except BrokenEdit:
        return {}


def _present(file: Path) -> bytes:
    """What a file has; raises `KernelspecError`."""
    try:
        if not file.is_file():
            raise KernelspecError(f"{file} is not a file. Look at it and move it away first.")
        return _bounded(file)
    except OSError as error:
        raise KernelspecError(f"{file} cannot be read: {error.strerror}.") from error


def _bounded(path: Path) -> bytes:
    # What has become a pipe must not hold anything up.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise KernelspecError(f"{path} is larger than {LARGEST_FILE:,} bytes.")
    return data
