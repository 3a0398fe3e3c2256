"""Notebooks read from the disk, whatever is in them, within bounds."""

from __future__ import annotations

import codecs
import json
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tui.errors import NotebookError
from tui.model.clean import clean
from tui.model.notebook import FORMAT, Notebook, format_of, parse_notebook
from tui.model.transcript import DEFAULT_CAP
from tui.stores.kernelspecs.owners import told
from tui.stores.notebooks.writing import SeenFile
from tui.wire.message import Json

LARGEST_FILE = 200_000_000
"""Bytes of a notebook that is opened."""

MOST_VALUES = 5_000_000
"""Values, outside of texts, in a notebook that is opened; hostile ones take 200 bytes each."""

_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_PIECE = 1_000_000


@dataclass(frozen=True, slots=True)
class OpenedNotebook:
    """A notebook with the file it is from, for saving it there again."""

    notebook: Notebook
    seen: SeenFile


def open_notebook(path: Path, output_cap: int = DEFAULT_CAP) -> OpenedNotebook:
    """Read a notebook of any version of nbformat up to 4; others than 4 are converted.

    `output_cap` bounds the characters kept of one output. Takes seconds for a long one, and where
    nbformat has to be imported: call it in a thread. Raises `NotebookError` with a sentence.
    """
    with _told_of(path):
        path = path.expanduser()
        status, content = _read(path)
        # An empty file is what other programs make before they write the first cell.
        data = _decode(content) if content and not content.isspace() else _EMPTY
        notebook = parse_notebook(_upgraded(data), output_cap)
        major, _ = format_of(data)
        if major != FORMAT:
            note = f"It was in version {major} of nbformat: saving it makes it one of version 4."
            notebook = replace(notebook, problems=(note, *notebook.problems))
        return OpenedNotebook(notebook, SeenFile.of(path.resolve(), status, content))


def check_file(path: Path) -> os.stat_result:
    """The status of a file that may be a notebook, as far as can be told without reading it.

    Raises `NotebookError` with a sentence.
    """
    with _told_of(path):
        descriptor, status = _opened(path.expanduser())
        os.close(descriptor)
        return status


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Say of what is wrong which file it is about."""
    try:
        yield
    except NotebookError as error:
        raise NotebookError(clean(f"{path} cannot be opened: {error}.")) from error
    except OSError as error:
        raise NotebookError(clean(f"{path} cannot be opened: {told(error)}")) from error
    except (ValueError, RuntimeError) as error:
        # A null byte in the path; a loop of symlinks.
        raise NotebookError(clean(f"{path} cannot be opened: that is no path.")) from error


_EMPTY: Json = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def _opened(path: Path) -> tuple[int, os.stat_result]:
    """A descriptor of a regular file that is not too large, and its status."""
    # Without waiting: a FIFO that nobody writes to would hold the thread for ever.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    status = os.fstat(descriptor)
    problem = ""
    if stat.S_ISDIR(status.st_mode):
        problem = "it is a directory"
    elif not stat.S_ISREG(status.st_mode):
        problem = "it is not a regular file"
    elif status.st_size > LARGEST_FILE:
        problem = f"it is larger than {LARGEST_FILE // 1_000_000} MB"
    if problem:
        os.close(descriptor)
        raise NotebookError(problem)
    return descriptor, status


def _read(path: Path) -> tuple[os.stat_result, bytes]:
    descriptor, status = _opened(path)
    with os.fdopen(descriptor, "rb") as file:
        content = file.read(status.st_size + 1)
    if len(content) > status.st_size:
        raise NotebookError("it is being written at this moment: try again")
    return status, content


def _decode(content: bytes) -> Json:
    if _has_too_many_values(content):
        raise NotebookError(f"it holds more than {MOST_VALUES:,} values")
    try:
        text = _text(content)
    except UnicodeDecodeError as error:
        raise NotebookError("it is not text in UTF-8") from error
    try:
        data: Json = json.loads(text, object_hook=_unchanged)
    except json.JSONDecodeError as error:
        raise NotebookError(
            f"it is not JSON: {error.msg} (line {error.lineno}, column {error.colno})"
        ) from error
    except RecursionError as error:
        raise NotebookError("its JSON is nested too deeply") from error
    except ValueError as error:
        raise NotebookError("it holds a number with too many digits") from error
    return data


def _text(content: bytes) -> str:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    return "".join(
        [*(decoder.decode(piece) for piece in _pieces(content)), decoder.decode(b"", True)]
    )


def _pieces(content: bytes) -> Iterator[bytes]:
    """Content in handy pieces: one look at all of it would stop the other threads."""
    for start in range(0, len(content), _PIECE):
        yield content[start : start + _PIECE]


def _unchanged(fields: dict[str, Json]) -> dict[str, Json]:
    """A JSON object as it is: being called lets other threads run while a long text is decoded."""
    return fields


def _has_too_many_values(content: bytes) -> bool:
    """Whether there are more commas and brackets than there may be, not counting those in texts."""
    if sum(_marks(piece, 0, len(piece)) for piece in _pieces(content)) <= MOST_VALUES:
        return False
    count = position = 0
    for found in _STRING.finditer(content):
        count += _marks(content, position, found.start())
        position = found.end()
        if count > MOST_VALUES:
            return True
    return count + _marks(content, position, len(content)) > MOST_VALUES


def _marks(content: bytes, start: int, end: int) -> int:
    return sum(content.count(mark, start, end) for mark in (b",", b"[", b"{"))


def _upgraded(data: Json) -> Json:
    """A notebook in nbformat 4; raises `NotebookError` when it cannot be made one."""
    major, minor = format_of(data)
    if major == FORMAT:
        return data
    if major > FORMAT:
        raise NotebookError(
            f"it is in version {major}.{minor} of nbformat, newer than this jtui knows"
        )
    return _converted(data, major)


def _converted(data: Json, major: int) -> Json:
    try:
        # 36 ms, and a second where extras of jsonschema are installed.
        from nbformat import ValidationError, converter, reader
    except ImportError as error:
        raise NotebookError(
            f"it is in version {major} of nbformat, and converting it needs the package nbformat"
        ) from error
    # nbformat tells no types.
    read: Callable[[str], object] = reader.reads
    convert: Callable[[object, int], object] = converter.convert
    try:
        converted: Json = json.loads(json.dumps(convert(read(json.dumps(data)), FORMAT)))
    except (
        *(ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError),
        *(TypeError, ValueError, ValidationError),
    ) as error:
        raise NotebookError(
            f"it is in version {major} of nbformat, and cannot be converted: {_first_line(error)}"
        ) from error
    if isinstance(converted, dict) and isinstance(metadata := converted.get("metadata"), dict):
        # nbformat says of these that they are never to be written.
        metadata.pop("orig_nbformat", None)
        metadata.pop("orig_nbformat_minor", None)
    return converted


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
