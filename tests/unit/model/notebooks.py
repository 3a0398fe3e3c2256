"""A session that a test tells what happens, and what nbformat allows its notebook to be."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import fastjsonschema
import nbformat

from tui.model.kernelspec import KernelSpec
from tui.model.notebook import notebook_of
from tui.model.transcript import Transcript
from tui.wire import events
from tui.wire.message import Json
from tui.wire.requests import KernelInfo

SPEC = KernelSpec("python3", (), "Python 3", "python")
INFO = KernelInfo("ipython", "python", "3.12.1", "", ("ipython3", "python"), ".py")
PNG = "iVBORw0KGgo="
ONE = events.Origin("one")


@cache
def schema() -> object:
    """What nbformat 4.5 allows, as a function that raises."""
    path = Path(nbformat.__file__).parent / "v4" / "nbformat.v4.5.schema.json"
    return fastjsonschema.compile(json.loads(path.read_text("utf-8")))


def validate(notebook: dict[str, Json]) -> None:
    """Hold a notebook against nbformat's rules."""
    check = schema()
    assert callable(check)
    check(notebook)
    ids = [cell["id"] for cell in cells_in(notebook)]
    assert len(ids) == len(set(map(str, ids)))
    json.dumps(notebook, allow_nan=False, ensure_ascii=False).encode()


def cells_in(notebook: dict[str, Json]) -> list[dict[str, Json]]:
    """The cells of a notebook."""
    cells = notebook["cells"]
    assert isinstance(cells, list)
    return [cell for cell in cells if isinstance(cell, dict)]


def outputs_in(notebook: dict[str, Json], place: int = 0) -> list[Json]:
    """The outputs of one of its cells."""
    outputs = cells_in(notebook)[place]["outputs"]
    assert isinstance(outputs, list)
    return outputs


def codes_in(notebook: dict[str, Json]) -> list[Json]:
    """The source of each cell."""
    return [cell["source"] for cell in cells_in(notebook)]


class Session:
    """A transcript that a test tells what happens in the kernel."""

    def __init__(self) -> None:
        self.transcript = Transcript("own")

    def apply(self, *happened: events.KernelEvent) -> None:
        for event in happened:
            self.transcript.apply(event, 1.0)

    def run(
        self,
        code: str,
        *outputs: events.KernelEvent,
        cell_id: str = "one",
        status: str = "ok",
        number: int | None = 1,
    ) -> None:
        """A cell from its start to its end."""
        origin = events.Origin(cell_id)
        self.apply(events.CellSubmitted(cell_id, code), events.CellSent(cell_id), *outputs)
        self.apply(events.ExecuteReplied(origin, status, number))
        self.apply(events.StatusReported(origin, "idle"))

    def notebook(self, *, remote: bool = True) -> dict[str, Json]:
        notebook = notebook_of(self.transcript, SPEC, INFO, remote=remote)
        validate(notebook)
        return notebook
