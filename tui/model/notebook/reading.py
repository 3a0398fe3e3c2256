"""From the JSON of a notebook to its cells, whatever is in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tui.errors import NotebookError
from tui.model.bounds import bounded
from tui.model.clean import clean
from tui.model.notebook.document import (
    CellKind,
    Notebook,
    NotebookCell,
    WantedKernel,
    is_valid_id,
    valid_id,
)
from tui.model.notebook.plain import is_json_mime, is_lines
from tui.model.outputs import DisplayOutput, ErrorOutput, Output, StreamOutput
from tui.model.stream_text import StreamText
from tui.model.transcript import DEFAULT_CAP
from tui.wire.decode import count_of, lines_of, object_of, text_of
from tui.wire.message import Json

FORMAT = 4
"""The major version of nbformat that is read here; others are converted to it or from it."""

_SLICE = 65_536
_MOST_PROBLEMS = 20


@dataclass(slots=True)
class _Reader:
    """What is found wrong while a notebook is read; `cap` bounds the characters of one output."""

    cap: int
    problems: list[str] = field(default_factory=list)

    def tell(self, place: int, words: str) -> None:
        """Note what is wrong with the cell at `place`, counted from 0."""
        self.problems.append(f"Cell {place + 1}: {words}.")

    def told(self) -> tuple[str, ...]:
        """The first problems, and how many there are besides."""
        rest = len(self.problems) - _MOST_PROBLEMS
        more = (f"And {rest:,} more.",) if rest > 0 else ()
        return (*self.problems[:_MOST_PROBLEMS], *more)


def format_of(data: Json) -> tuple[int, int]:
    """The version of nbformat that a notebook is in; raises `NotebookError` if it says none."""
    fields = data if isinstance(data, dict) else {}
    major, minor = fields.get("nbformat"), fields.get("nbformat_minor", 0)
    # Booleans are integers, too.
    if type(major) is not int or type(minor) is not int:
        raise NotebookError("it does not say which version of nbformat it is in")
    return major, minor


def parse_notebook(data: Json, output_cap: int = DEFAULT_CAP) -> Notebook:
    """The notebook that JSON of nbformat 4 holds; takes long for a long one.

    `output_cap` bounds the characters kept of one output. Raises `NotebookError` with half a
    sentence when it is no notebook; what is wrong with a cell or an output is told in `problems`.
    """
    cells = data.get("cells") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(cells, list):
        raise NotebookError("it has no list of cells")
    reader = _Reader(output_cap)
    ids = _ids(cells)
    parsed: list[NotebookCell] = []
    for place, cell in enumerate(cells):
        if isinstance(cell, dict):
            parsed.append(_cell(cell, ids[place], place, reader))
        else:
            reader.tell(place, "it is no cell and left out")
    stored = {key: value for key, value in data.items() if key != "cells"}
    return Notebook(tuple(parsed), _wanted(object_of(data.get("metadata"))), stored, reader.told())


def _ids(cells: list[Json]) -> list[str]:
    """An id for each cell: its own, or one made up where it has none or not for itself."""
    own = [_own_id(cell) for cell in cells]
    claimed = set(own)
    seen: set[str] = set()
    ids = []
    for place, wanted in enumerate(own):
        if wanted and wanted not in seen:
            ids.append(wanted)
        else:
            ids.append(valid_id(f"cell {place} {wanted}", claimed))
        seen.add(wanted)
    return ids


def _own_id(cell: Json) -> str:
    cell_id = cell.get("id") if isinstance(cell, dict) else None
    return cell_id if isinstance(cell_id, str) and is_valid_id(cell_id) else ""


def _cell(cell: dict[str, Json], cell_id: str, place: int, reader: _Reader) -> NotebookCell:
    told = cell.get("cell_type")
    kind = _KINDS.get(told) if isinstance(told, str) else None
    if kind is None:
        reader.tell(place, f"jtui does not know cells of the type {_shown(told)}")
        kind = CellKind.RAW
    source = _text(cell.get("source"))
    if source is None:
        reader.tell(place, "its text is no text")
    outputs: list[Output] = []
    if kind is CellKind.CODE:
        listed = cell.get("outputs")
        if not isinstance(listed, list):
            reader.tell(place, "it has no list of outputs")
            listed = []
        for output in listed:
            read = _output(output, reader.cap)
            if read is None:
                reader.tell(place, "an output cannot be read and is not shown")
            else:
                outputs.append(read)
    number = count_of(cell.get("execution_count"))
    return NotebookCell(cell_id, kind, source or "", number, tuple(outputs), cell)


_KINDS = {kind.value: kind for kind in CellKind}


def _shown(value: Json) -> str:
    """Something of the file in a sentence: short and clean."""
    return clean(value[:50]) if isinstance(value, str) else "that it has"


def _text(value: Json) -> str | None:
    """A text that may be a list of its lines; `None` if it is none."""
    if isinstance(value, str):
        return value
    return "".join(value) if is_lines(value) else None


def _output(output: Json, cap: int) -> Output | None:
    """An output of a cell; `None` when it is none, or of a type that is not known."""
    if not isinstance(output, dict):
        return None
    match output.get("output_type"):
        case "stream":
            return _stream(output, cap)
        case "display_data":
            return _display(output, cap)
        case "execute_result":
            shown = _display(output, cap)
            if shown is not None:
                shown.is_result = True
                shown.execution_count = count_of(output.get("execution_count"))
            return shown
        case "error":
            ename, evalue = text_of(output.get("ename")), text_of(output.get("evalue"))
            return ErrorOutput(ename, evalue, lines_of(output.get("traceback")))
        case _:
            return None


def _stream(output: dict[str, Json], cap: int) -> StreamOutput | None:
    text = _text(output.get("text"))
    if text is None:
        return None
    written = StreamText(cap)
    # In pieces, since one of many megabytes would hold up the other threads.
    for start in range(0, len(text), _SLICE):
        written.write(text[start : start + _SLICE])
    written.finish()
    return StreamOutput("stderr" if output.get("name") == "stderr" else "stdout", written)


def _display(output: dict[str, Json], cap: int) -> DisplayOutput | None:
    data = output.get("data")
    if not isinstance(data, dict):
        return None
    read: dict[str, Json] = {}
    for mime, value in data.items():
        read[mime] = value if is_json_mime(mime) else _joined(value)
    return DisplayOutput(bounded(read, cap), object_of(output.get("metadata")))


def _joined(value: Json) -> Json:
    text = _text(value)
    return value if text is None else text


def _wanted(metadata: dict[str, Json]) -> WantedKernel:
    spec, language = object_of(metadata.get("kernelspec")), object_of(metadata.get("language_info"))
    return WantedKernel(
        text_of(spec.get("name")),
        text_of(spec.get("display_name")),
        text_of(spec.get("language")) or text_of(language.get("name")),
    )
