"""From cells of a transcript to the JSON of a notebook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from tui.model.bounds import cut_note
from tui.model.cells import CellState
from tui.model.kernelspec import KernelSpec
from tui.model.notebook.document import CellKind, Notebook, NotebookCell, valid_id
from tui.model.notebook.plain import plain_bundle, plain_json, plain_object, plain_text
from tui.model.notebook.taking import TakenCell, TakenOutput, TakenStream, take_cells
from tui.model.outputs import DisplayOutput, ErrorOutput, InputOutput, InputState
from tui.model.transcript import Transcript
from tui.wire.decode import count_of, object_of
from tui.wire.message import Json
from tui.wire.requests import KernelInfo

RAISES = "raises-exception"
SKIPPED = "skip-execution"

_MINOR = 5
_DOTS = "········"
_INTERRUPTS = {"KeyboardInterrupt", "InterruptException"}
_LINK = re.compile("\x1b\\]8;;[^\x1b]*\x1b\\\\")
_KERNEL_NAME = re.compile(r"[A-Za-z0-9._-]+")


def notebook_of(
    transcript: Transcript, spec: KernelSpec, info: KernelInfo | None, *, remote: bool = True
) -> dict[str, Json]:
    """A session as a notebook; `remote` is whether with the cells of other clients."""
    return notebook_from(take_cells(transcript, remote=remote), spec, info)


def notebook_from(
    cells: Iterable[TakenCell],
    spec: KernelSpec,
    info: KernelInfo | None,
    opened: Notebook | None = None,
    runs: Mapping[str, str] | None = None,
) -> dict[str, Json]:
    """The JSON of a notebook, with texts as strings; valid by nbformat if `opened` is.

    `info` is `None` when the kernel has not said what it is. `opened` is the notebook that the
    session began with, and `runs` tells of ids of cells in the transcript of which of its cells
    they are runs: the last that began takes its place. Cells in the transcript with ids of the
    notebook's own stand for what is stored, and are not looked at.
    """
    stored = {} if opened is None else plain_object(opened.stored)
    own = () if opened is None else opened.cells
    own_ids = {cell.cell_id for cell in own}
    latest: dict[str, TakenCell] = {}
    others: list[TakenCell] = []
    for cell in cells:
        origin = (runs or {}).get(cell.cell_id, "")
        if origin in own_ids:
            if not cell.never_ran:
                latest[origin] = cell
        elif cell.cell_id not in own_ids:
            others.append(cell)
    taken = set(own_ids)
    minor = stored.get("nbformat_minor")
    return {
        **stored,
        "cells": [
            *(_kept(cell, latest.get(cell.cell_id)) for cell in own),
            *(_entered(cell, taken) for cell in others),
        ],
        "metadata": _metadata(object_of(stored.get("metadata")), spec, info),
        "nbformat": 4,
        "nbformat_minor": max(minor, _MINOR) if isinstance(minor, int) else _MINOR,
    }


def _entered(cell: TakenCell, taken: set[str]) -> Json:
    return {
        "cell_type": CellKind.CODE.value,
        "execution_count": count_of(cell.number),
        "id": valid_id(cell.cell_id, taken),
        "metadata": _tagged({}, cell),
        "outputs": _outputs(cell.outputs),
        "source": plain_text(cell.code),
    }


def _kept(cell: NotebookCell, run: TakenCell | None) -> Json:
    """A cell of the opened notebook, as it is stored or as it was run last."""
    fields: dict[str, Json] = {**plain_object(cell.stored), "id": cell.cell_id}
    if run is None or cell.kind is not CellKind.CODE:
        return fields
    return {
        **fields,
        "execution_count": count_of(run.number),
        "metadata": _tagged(object_of(fields.get("metadata")), run),
        "outputs": _outputs(run.outputs),
        "source": plain_text(run.code),
    }


def _tagged(metadata: dict[str, Json], cell: TakenCell) -> dict[str, Json]:
    """The metadata of a cell, with a tag that says how it is executed without a user."""
    tag = _tag(cell)
    present = metadata.get("tags")
    tags = present if isinstance(present, list) else []
    return metadata if not tag or tag in tags else {**metadata, "tags": [*tags, tag]}


def _tag(cell: TakenCell) -> str:
    errors = [output for output in cell.outputs if isinstance(output, ErrorOutput)]
    if cell.state is CellState.LOST or any(error.ename in _INTERRUPTS for error in errors):
        return SKIPPED
    asked = any(isinstance(output, InputOutput) for output in cell.outputs)
    return RAISES if errors or asked or cell.state is CellState.FAILED else ""


def _outputs(outputs: Sequence[TakenOutput]) -> list[Json]:
    written: list[Json] = []
    printed: list[str] = []
    name = ""
    for output in outputs:
        if isinstance(output, TakenStream | InputOutput):
            stream = output.name if isinstance(output, TakenStream) else "stdout"
            if stream != name:
                written += _stream(name, printed)
                name, printed = stream, []
            printed += _printed(output)
            continue
        written += _stream(name, printed)
        name, printed = "", []
        written.append(_display(output) if isinstance(output, DisplayOutput) else _error(output))
    return [*written, *_stream(name, printed)]


def _stream(name: str, printed: Sequence[str]) -> list[Json]:
    text = "".join(printed)
    return [{"name": name, "output_type": "stream", "text": text}] if text else []


def _printed(output: TakenStream | InputOutput) -> list[str]:
    if isinstance(output, TakenStream):
        note = [f"{cut_note(output.dropped)}\n"] if output.dropped else []
        return note + [plain_text(_LINK.sub("", part)) for part in output.parts]
    answer = _DOTS if output.password else output.answer
    ending = "\n" if output.state is not InputState.WAITING else ""
    shown = answer if output.state is InputState.ANSWERED else ""
    return [plain_text(f"{output.prompt}{shown}{ending}")]


def _display(output: DisplayOutput) -> Json:
    fields: dict[str, Json] = {
        "data": dict(plain_bundle(output.data)),
        "metadata": dict(plain_object(output.metadata)),
        "output_type": "display_data",
    }
    if output.is_result:
        fields["output_type"] = "execute_result"
        fields["execution_count"] = count_of(output.execution_count)
    return fields


def _error(output: ErrorOutput) -> Json:
    return {
        "ename": plain_text(output.ename),
        "evalue": plain_text(output.evalue),
        "output_type": "error",
        "traceback": [plain_text(line) for line in output.traceback],
    }


def _metadata(
    stored: dict[str, Json], spec: KernelSpec, info: KernelInfo | None
) -> dict[str, Json]:
    metadata = dict(stored)
    # A kernel that was attached to may have a name of ours, which no kernelspec can have.
    if _KERNEL_NAME.fullmatch(spec.name):
        metadata["kernelspec"] = {
            "display_name": plain_text(spec.display_name or spec.name),
            "language": plain_text(spec.language),
            "name": spec.name,
        }
    if language := _language(spec, info):
        known = object_of(stored.get("language_info"))
        same = known.get("name") == language["name"]
        metadata["language_info"] = {**(known if same else {}), **language}
    return metadata


def _language(spec: KernelSpec, info: KernelInfo | None) -> dict[str, Json]:
    """The `language_info` of a notebook; empty when the language is not known."""
    told = info or KernelInfo()
    name = told.language or spec.language
    fields = {
        "file_extension": told.file_extension,
        "name": name,
        "pygments_lexer": told.lexer[0] if told.lexer else "",
        "version": told.language_version,
    }
    return {key: plain_json(value) for key, value in fields.items() if value} if name else {}
