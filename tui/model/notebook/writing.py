"""From cells of a transcript to the JSON of a notebook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tui.model.bounds import cut_note
from tui.model.cells import RAISES, SKIPPED, CellState
from tui.model.kernelspec import KernelSpec
from tui.model.notebook.document import CellKind, Notebook, NotebookCell, valid_id
from tui.model.notebook.mending import mended_cell
from tui.model.notebook.plain import plain_bundle, plain_json, plain_object, plain_text
from tui.model.notebook.taking import TakenCell, TakenOutput, TakenStream, take_cells
from tui.model.outputs import DisplayOutput, ErrorOutput, InputOutput, InputState
from tui.model.transcript import Transcript
from tui.wire.decode import count_of, object_of
from tui.wire.message import Json
from tui.wire.requests import KernelInfo

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
) -> dict[str, Json]:
    """The JSON of a notebook, with texts as strings.

    It is valid by nbformat but for further keys and the metadata that `opened` may have.

    `info` is `None` when the kernel has not said what it is. `opened` is the notebook that the
    session began with: what was run of it takes its place, the rest stays as it is stored as far
    as it is valid, and its metadata do until something was run.
    """
    stored = {} if opened is None else plain_object(opened.stored)
    own = () if opened is None else opened.cells
    own_ids = {cell.cell_id for cell in own}
    runs: dict[str, TakenCell] = {}
    others: list[TakenCell] = []
    for cell in cells:
        if cell.origin in own_ids:
            runs[cell.origin] = cell
        else:
            others.append(cell)
    has_run = bool(others) or any(not run.is_stored for run in runs.values())
    metadata = object_of(stored.get("metadata"))
    taken = set(own_ids)
    minor = stored.get("nbformat_minor")
    return {
        **stored,
        "cells": [
            *(_kept(cell, runs.get(cell.cell_id)) for cell in own),
            *(_entered(cell, taken) for cell in others),
        ],
        "metadata": _metadata(metadata, spec, info) if opened is None or has_run else metadata,
        "nbformat": 4,
        "nbformat_minor": max(minor, _MINOR) if isinstance(minor, int) else _MINOR,
    }


def _entered(cell: TakenCell, taken: set[str]) -> Json:
    return {
        "cell_type": CellKind.CODE.value,
        "execution_count": count_of(cell.number),
        "id": valid_id(cell.cell_id, taken),
        "metadata": _tags(cell),
        "outputs": _outputs(cell.outputs),
        "source": plain_text(cell.code),
    }


def _kept(cell: NotebookCell, run: TakenCell | None) -> Json:
    """A cell of the opened notebook, as it is stored or as it was run last.

    Its tags are the user's: whether it may fail is not for jtui to say.
    """
    fields = mended_cell({**plain_object(cell.stored), "id": cell.cell_id})
    if run is None or cell.kind is not CellKind.CODE:
        return fields
    if run.code != cell.source:
        fields["source"] = plain_text(run.code)
    if run.is_stored:
        return fields
    fields["execution_count"] = count_of(run.number)
    fields["outputs"] = _outputs(run.outputs)
    return fields


def _tags(cell: TakenCell) -> dict[str, Json]:
    """The metadata of a cell: a tag says how it is executed without a user."""
    tag = _tag(cell)
    return {"tags": [tag]} if tag else {}


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
    known_name = object_of(stored.get("kernelspec")).get("name")
    if _KERNEL_NAME.fullmatch(spec.name) and known_name != spec.name:
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
