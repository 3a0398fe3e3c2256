"""An opened notebook: its cells, with what the file says of each kept as it is."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from tui.model.bounds import bounded
from tui.model.cells import Author, Cell, CellState
from tui.model.outputs import DisplayOutput, Output
from tui.model.transcript import DEFAULT_CAP
from tui.wire.decode import object_of
from tui.wire.message import Json, JsonObject

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


def as_cell(cell: NotebookCell, output_cap: int = DEFAULT_CAP) -> Cell:
    """A cell as a transcript has it before it was run there.

    Texts are what the notebook displays: Markdown, the pictures that came with it, dimmed raw
    text. `output_cap` bounds the characters kept of one.
    """
    if cell.kind is CellKind.CODE:
        return Cell(
            cell.cell_id,
            cell.source,
            state=CellState.STORED,
            number=cell.number,
            outputs=list(cell.outputs),
            origin=cell.cell_id,
            tags=_tags(cell.stored),
        )
    shown = Cell(cell.cell_id, "", Author.NOTEBOOK, state=CellState.STORED, origin=cell.cell_id)
    if cell.kind is CellKind.MARKDOWN:
        bundles: list[Json] = [{"text/markdown": cell.source}]
        bundles += object_of(cell.stored.get("attachments")).values()
    else:
        # SGR, as kernels write it.
        bundles = [{"text/plain": f"\x1b[2m{cell.source}\x1b[22m"}]
    shown.outputs += [
        DisplayOutput(bounded(bundle, output_cap), {})
        for bundle in bundles
        if isinstance(bundle, dict) and bundle
    ]
    return shown


def _tags(stored: JsonObject) -> frozenset[str]:
    tags = object_of(stored.get("metadata")).get("tags")
    return frozenset(
        tag for tag in (tags if isinstance(tags, list) else []) if isinstance(tag, str)
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
