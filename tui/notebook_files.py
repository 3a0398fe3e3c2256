"""Notebooks on their way from the disk into tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tui.kernels.launched import Launch
from tui.model.cells import Cell
from tui.model.notebook import Notebook, as_cell
from tui.stores.notebooks import SeenFile, check_file, open_notebook

READ_AT_ONCE = 2_000_000
"""Bytes of a file that is read before the screen is there; a larger one is read behind it."""


@dataclass(frozen=True, slots=True)
class LoadedNotebook:
    """A notebook with its cells as a transcript has them, and the file it is from."""

    notebook: Notebook
    cells: Sequence[Cell]
    seen: SeenFile


@dataclass(frozen=True, slots=True)
class NotebookAtStart:
    """A notebook that is named on the command line.

    `loaded` is `None` where it is read later, and `launch` where its kernel is found later. `words`
    say why that is not the one it names, "" if it is.
    """

    path: Path
    loaded: LoadedNotebook | None = None
    launch: Launch | None = None
    words: str = ""


def load(path: Path, output_cap: int) -> LoadedNotebook:
    """Read a notebook, which may take seconds; raises `NotebookError` with a sentence."""
    opened = open_notebook(path, output_cap)
    cells = [as_cell(cell, output_cap) for cell in opened.notebook.cells]
    return LoadedNotebook(opened.notebook, cells, opened.seen)


def load_if_small(path: Path, output_cap: int) -> LoadedNotebook | None:
    """Read a notebook unless that takes long; raises `NotebookError` also for what is none."""
    status = check_file(path)
    return load(path, output_cap) if status.st_size <= READ_AT_ONCE else None
