"""The figures of a transcript, found in slices and kept up with what comes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tui.model.cells import Block, Cell
from tui.model.changes import (
    BlocksRearranged,
    Change,
    OutputAdded,
    OutputChanged,
    OutputsCleared,
)
from tui.model.clean import clean
from tui.model.outputs import DisplayOutput, Output
from tui.render.mime import representations
from tui.render.pictures import formulas
from tui.render.pictures.decoding import told_size
from tui.render.pictures.drawing import MIMES
from tui.render.pictures.graphics import Graphics
from tui.render.pictures.rasterizing import is_chart_picture, name_of
from tui.render.slices import Slice
from tui.wire.message import Json

_NAMES = {"image/svg+xml": "svg", "application/pdf": "pdf", formulas.MIME: "formula"}


@dataclass(frozen=True, slots=True)
class Figure:
    """An output that is a picture; `mime` is its type, `revision` that of its data."""

    cell: Cell
    output: DisplayOutput
    mime: str
    revision: int

    @property
    def value(self) -> Json:
        """What was sent."""
        return self.output.data.get(formulas.SOURCE if self.mime == formulas.MIME else self.mime)

    @property
    def source_mime(self) -> str:
        """The MIME type of what was sent."""
        return formulas.SOURCE if self.mime == formulas.MIME else self.mime

    @property
    def words(self) -> str:
        """Number of the cell, type and size, as far as that is known without decoding."""
        number = " " if self.cell.number is None else str(self.cell.number)
        kind = _NAMES.get(self.mime) or name_of(self.mime).removeprefix("image/")
        size = told_size(self.mime, self.value)
        parts = [f"[{number}]", kind, f"{size[0]}×{size[1]}" if size else "", self._bytes]
        return clean(" ".join(filter(None, parts)))

    @property
    def _bytes(self) -> str:
        value = self.value
        parts = value if isinstance(value, list) else [value]
        length = sum(len(part) for part in parts if isinstance(part, str))
        if not length or self.mime == formulas.MIME or self.mime not in MIMES:
            return ""
        count = length if self.mime == "image/svg+xml" else length * 3 // 4
        return f"{count / 1000:,.1f} kB"


def picture_mime(output: Output, graphics: Graphics) -> str:
    """The type of the picture that an output is shown as, "" if it is none."""
    if not isinstance(output, DisplayOutput):
        return ""
    data = output.data
    # Long HTML is not looked at where nothing of it could be a picture.
    if not graphics.uses_shelf and not any(mime in data for mime in MIMES):
        return ""
    mimes = representations(data, formulas.can_draw(graphics))
    return mimes[0] if mimes and is_picture(output, mimes[0], graphics) else ""


def is_picture(output: Output, mime: str, graphics: Graphics) -> bool:
    """Whether an output is drawn as a picture in a representation."""
    if not isinstance(output, DisplayOutput):
        return False
    if mime in MIMES or mime == formulas.MIME:
        return True
    return mime in output.data and is_chart_picture(mime, output.data[mime], graphics)


class Figures:
    """All figures of a transcript in its order, found from its end on."""

    def __init__(
        self,
        blocks: Sequence[Block],
        graphics: Graphics,
        shown: tuple[Output, str] | None = None,
    ) -> None:
        """`shown` is an output with the representation in which it is shown as a picture."""
        self._blocks = blocks
        self._graphics = graphics
        self._shown = shown
        self._by_block: dict[int, list[Figure]] = {}
        self._all: list[Figure] | None = None
        # Blocks from here on have been looked at.
        self._looked_from = len(blocks)

    @property
    def is_done(self) -> bool:
        """Whether all blocks have been looked at."""
        return self._looked_from == 0

    def look(self, work: Slice) -> None:
        """Look at more blocks."""
        while self._looked_from and not work.over:
            self._looked_from -= 1
            work.spend(1 + self._look_at(self._looked_from))

    @property
    def all(self) -> list[Figure]:
        """What was found as yet."""
        if self._all is None:
            by_block = self._by_block
            self._all = [figure for block in sorted(by_block) for figure in by_block[block]]
        return self._all

    def take(self, changes: Iterable[Change]) -> None:
        """Take over changes of the transcript."""
        for change in changes:
            match change:
                case BlocksRearranged():
                    self._by_block.clear()
                    self._all = None
                    self._looked_from = len(self._blocks)
                case OutputAdded(block, output) if block >= self._looked_from:
                    self._look_at_output(block, output)
                case OutputChanged(block, output) if block >= self._looked_from:
                    self._look_at_output(block, output)
                case OutputsCleared(block) if block >= self._looked_from:
                    self._look_at(block)
                case _:
                    pass

    def _look_at(self, block: int) -> int:
        """Find the figures of a block; answers how many outputs it has."""
        model = self._blocks[block]
        if not isinstance(model, Cell):
            return 0
        found = [figure for output in model.outputs if (figure := self._figure(model, output))]
        if found:
            self._by_block[block] = found
            self._all = None
        elif self._by_block.pop(block, None) is not None:
            self._all = None
        return len(model.outputs)

    def _look_at_output(self, block: int, place: int) -> None:
        model = self._blocks[block] if block < len(self._blocks) else None
        if not isinstance(model, Cell) or place >= len(model.outputs):
            return
        output = model.outputs[place]
        found = self._by_block.get(block, [])
        known = next((at for at, each in enumerate(found) if each.output is output), None)
        figure = self._figure(model, output)
        if known is not None or (figure is not None and place < len(model.outputs) - 1):
            self._look_at(block)
        elif figure is not None:
            self._by_block.setdefault(block, []).append(figure)
            self._all = None

    def _figure(self, cell: Cell, output: Output) -> Figure | None:
        if not isinstance(output, DisplayOutput):
            return None
        mime = picture_mime(output, self._graphics)
        if self._shown is not None and self._shown[0] is output:
            shown = self._shown[1]
            mime = shown if is_picture(output, shown, self._graphics) else mime
        return Figure(cell, output, mime, output.revision) if mime else None
