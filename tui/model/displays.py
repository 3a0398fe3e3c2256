"""Where the displays that a kernel may update stand."""

from __future__ import annotations

from tui.model.cells import Cell
from tui.model.outputs import DisplayOutput


class Displays:
    """The outputs of each display id, by cell and place in it."""

    def __init__(self) -> None:
        self._places: dict[str, list[tuple[Cell, int]]] = {}

    def note(self, display_id: str | None, cell: Cell) -> None:
        """Note that a cell's last output has this id; `None` is none."""
        if display_id is not None:
            self._places.setdefault(display_id, []).append((cell, len(cell.outputs) - 1))

    def of(self, display_id: str) -> list[tuple[Cell, int, DisplayOutput]]:
        """The outputs that have the id now, each with its cell and its place in it."""
        places = self._places.get(display_id, [])
        # A cleared output leaves its place behind: keep those that still hold the display.
        places[:] = [(cell, index) for cell, index in places if cell.shows(display_id, index)]
        return [
            (cell, index, output)
            for cell, index in places
            if isinstance(output := cell.outputs[index], DisplayOutput)
        ]

    def forget(self) -> None:
        """Forget all: a fresh kernel knows none of them."""
        self._places.clear()
