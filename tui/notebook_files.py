"""Notebooks on their way from the disk into tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tui.config import Settings
from tui.kernels.launched import Launch
from tui.model.cells import Cell
from tui.model.kernelspec import KernelSpec
from tui.model.notebook import Notebook, as_cell
from tui.stores.kernelspecs import Kernelspecs
from tui.stores.notebooks import SeenFile, check_file, kernel_for, open_notebook

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

    `loaded` is `None` where it is read later, and `spec` and `launch` where its kernel is found
    later. `words` say why that is not the one it names, "" if it is.
    """

    path: Path
    loaded: LoadedNotebook | None = None
    spec: KernelSpec | None = None
    words: str = ""
    launch: Launch | None = None


def notebooks_at_start(kernelspecs: Kernelspecs, settings: Settings) -> list[NotebookAtStart]:
    """The notebooks that the settings name, each once; raises `NotebookError` if one is none."""
    notebooks: dict[Path, NotebookAtStart] = {}
    for name in settings.notebooks:
        path = Path(name)
        loaded = load_if_small(path, settings.transcript.output_cap)
        notebook = NotebookAtStart(path, loaded)
        if loaded is not None:
            wanted = loaded.notebook.kernel
            # A configured class may have the kernel that is not on the disk.
            if not settings.kernelspecs.manager_class or wanted.name.lower() in kernelspecs.specs:
                match = kernel_for(wanted, kernelspecs, settings.default_kernel)
                notebook = replace(notebook, spec=match.spec, words=match.words)
        notebooks.setdefault(path.expanduser().resolve(), notebook)
    return [*notebooks.values()]


def load(path: Path, output_cap: int) -> LoadedNotebook:
    """Read a notebook, which may take seconds; raises `NotebookError` with a sentence."""
    opened = open_notebook(path, output_cap)
    cells = [as_cell(cell, output_cap) for cell in opened.notebook.cells]
    return LoadedNotebook(opened.notebook, cells, opened.seen)


def load_if_small(path: Path, output_cap: int) -> LoadedNotebook | None:
    """Read a notebook unless that takes long; raises `NotebookError` also for what is none."""
    status = check_file(path)
    return load(path, output_cap) if status.st_size <= READ_AT_ONCE else None
