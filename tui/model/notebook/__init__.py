"""Sessions as notebooks (nbformat 4.5), and notebooks as cells and outputs; all pure.

A transcript is saved in two steps, so that a long one holds nobody up: `take_cells` copies what
may still change, cell by cell and quickly, where the transcript lives; `notebook_from` makes the
JSON of it in a thread. `notebook_of` is both for a transcript that is short.

What is decided here:

- Cells in order, own ones and, unless they are not wanted, those of other clients. Output that
  belongs to no cell is left out. So is a cell that never ran (cancelled, aborted), if the same
  code was run later.
- Ids are those of the cells where nbformat takes them, else made from them: the same at each save.
- Printed text is as the screen has it, with its colours and without links. Question and answer of
  an `input()` are printed text too, as dots where the answer is a password.
- `nbconvert --execute` goes through the whole notebook: cells that failed or asked for input are
  tagged `raises-exception`, those that the user interrupted or that took the kernel with them
  `skip-execution`. Cells of an opened notebook keep the tags they have: they are the user's.
- What a kernel displays is kept whole with its metadata. What JSON cannot hold (NaN, half
  characters, nesting without end) is made something it can.
- A notebook that was opened keeps every cell, key and output that was not run again, also those
  jtui does not know, and its order. What else was entered is at its end. Its metadata name
  the kernel here once something was run. Older minor versions of nbformat 4 become 4.5, with ids.
"""

from __future__ import annotations

from tui.model.notebook.document import (
    CellKind,
    Notebook,
    NotebookCell,
    WantedKernel,
    as_cell,
)
from tui.model.notebook.reading import FORMAT, format_of, parse_notebook
from tui.model.notebook.taking import TakenCell, take_cells
from tui.model.notebook.writing import notebook_from, notebook_of

__all__ = [
    "FORMAT",
    "CellKind",
    "Notebook",
    "NotebookCell",
    "TakenCell",
    "WantedKernel",
    "as_cell",
    "format_of",
    "notebook_from",
    "notebook_of",
    "parse_notebook",
    "take_cells",
]
