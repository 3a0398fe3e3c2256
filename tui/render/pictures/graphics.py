"""How the terminal shows pictures, and what is kept for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tui.render.pictures.memory import PictureMemory
from tui.render.pictures.protocols import Images
from tui.terminal.cell_size import USUAL_CELL, CellSize
from tui.terminal.pictures import PictureShelf


@dataclass(frozen=True, slots=True)
class Graphics:
    """The way pictures are drawn, the pixels of a cell, and what all pictures share."""

    images: Images = Images.HALF_BLOCKS
    cell: CellSize = USUAL_CELL
    shelf: PictureShelf = field(default_factory=PictureShelf, compare=False, repr=False)
    memory: PictureMemory = field(default_factory=PictureMemory, compare=False, repr=False)

    @property
    def is_off(self) -> bool:
        """Whether a line of text is all that is shown."""
        return self.images is Images.OFF

    @property
    def uses_shelf(self) -> bool:
        """Whether pictures are drawn by characters that the terminal gets something else for."""
        return self.images in (Images.KITTY, Images.SIXEL, Images.ITERM2)
