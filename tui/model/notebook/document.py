"""An opened notebook: its cells, with what the file says of each kept as it is."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from tui.model.cells import Cell, CellState
from tui.model.outputs import ErrorOutput, Output
from tui.wire.message import JsonObject

_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


class CellKind(StrEnum):
    """What a cell of a notebook holds."""

    CODE = "code"
    MARKDOWN = "markdown"
    RAW = "raw"


@dataclass(frozen=True, slots=True)
class NotebookCell:
    """One cell of a notebook.

    `number` is the execution count, `None` where the file has none. `outputs` are those that could
    be understood; `stored` is the whole cell as the file has it.
    """

    cell_id: str
    kind: CellKind
    source: str
    number: int | None
    outputs: tuple[Output, ...]
    stored: JsonObject


@dataclass(frozen=True, slots=True)
class WantedKernel:
    """The kernel that a notebook was made with; "" for what it does not say. Texts are hostile."""

    name: str = ""
    display_name: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook as it was read; `stored` is all of the file but its cells.

    `problems` are sentences, cleaned, about what in it is wrong and not shown.
    """

    cells: tuple[NotebookCell, ...]
    kernel: WantedKernel
    stored: JsonObject
    problems: tuple[str, ...] = ()


def as_cell(cell: NotebookCell) -> Cell:
    """A cell of code as a transcript has it: ended with its outputs, or cancelled if never run."""
    if any(isinstance(output, ErrorOutput) for output in cell.outputs):
        state = CellState.FAILED
    elif cell.outputs or cell.number is not None:
        state = CellState.DONE
    else:
        state = CellState.CANCELLED
    return Cell(
        cell.cell_id,
        cell.source,
        state=state,
        number=cell.number,
        outputs=list(cell.outputs),
        replied=True,
        idle=True,
    )


def is_valid_id(text: str) -> bool:
    """Whether nbformat takes `text` as the id of a cell."""
    return _ID.fullmatch(text) is not None


def valid_id(wanted: str, taken: set[str]) -> str:
    """`wanted` if valid and free, else an id made from it; put into `taken`."""
    cell_id = wanted if is_valid_id(wanted) else _digest(wanted)
    while cell_id in taken:
        cell_id = _digest(f"{wanted} {cell_id}")
    taken.add(cell_id)
    return cell_id


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
