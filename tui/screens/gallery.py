"""All figures of a tab, one of them over the whole screen."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tui.model.block_list import BlockList
from tui.model.cells import Cell
from tui.model.changes import Feed
from tui.model.clean import clean
from tui.model.outputs import DisplayOutput, Output
from tui.render.palette import Palette
from tui.render.pictures.graphics import Graphics
from tui.render.slices import PAUSE, Slice
from tui.screens.data.large import LargeScreen
from tui.widgets.gallery.figures import Figure, Figures
from tui.widgets.gallery.gallery import Gallery
from tui.widgets.gallery.large_picture import LargeFormula, LargePicture, large_drawing
from tui.widgets.gallery.list import FigureList
from tui.widgets.gallery.view import FigureView
from tui.widgets.history.line_view import component_style
from tui.widgets.transcript.view import TranscriptView

NOTHING = (
    "There are no figures in this tab yet.",
    "",
    "Here are the pictures that cells display:",
    "plots, images, SVG, PDF. In Python, try:",
    "",
    "import matplotlib.pyplot as plt",
    "plt.plot([1, 4, 2])",
)
"""What is said where there are none."""
LOOK_AGAIN = 0.2
"""Seconds between two looks at what is new."""
_KEPT = 3
"""Drawings that are kept: the figure that is looked at, and those that were before."""


class GalleryScreen(LargeScreen):
    """Shows the figures of a transcript; new ones come to the list as they are displayed."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"gallery--text", "gallery--dim"}
    DEFAULT_CSS = """
    GalleryScreen {
        & > .gallery--text { color: $foreground; }
        & > .gallery--dim { color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,up,k", "step(-1)", "Before", id="gallery.previous"),
        Binding("right,down,j", "step(1)", "Next", id="gallery.next"),
        Binding("home,g", "go(0)", "First", id="gallery.first", show=False),
        Binding("end,G,shift+g", "go(-1)", "Last", id="gallery.last", show=False),
        Binding("enter", "to_cell", "To its cell", id="gallery.to_cell"),
        Binding("o", "open_figure", "Open in viewer", id="gallery.open_in_viewer"),
        Binding("s", "save_figure", "Save", id="gallery.save"),
    ]

    class CellWanted(Message):
        """The cell of a figure is to be shown in the transcript."""

        def __init__(self, gallery: GalleryScreen, cell: Cell, output: Output) -> None:
            super().__init__()
            self.gallery = gallery
            self.cell = cell
            self.output = output

    def __init__(
        self, transcript: BlockList, graphics: Graphics, at: tuple[Output, str] | None = None
    ) -> None:
        """`at` is the output to begin with and its representation; `None` is the newest figure."""
        self._gallery = Gallery()
        super().__init__("Figures", self._gallery)
        self._transcript = transcript
        self._graphics = graphics
        self._figures = Figures(transcript.blocks, graphics, at)
        self._wanted = at[0] if at is not None else None
        self._feed: Feed | None = None
        self._looking = False
        self._current = 0
        self._drawings: OrderedDict[tuple[Output, int, str], LargePicture | LargeFormula]
        self._drawings = OrderedDict()

    @property
    def transcript(self) -> BlockList:
        """Whose figures these are."""
        return self._transcript

    @property
    def current(self) -> Figure | None:
        """The figure that is looked at."""
        figures = self._figures.all
        return figures[self._current] if self._current < len(figures) else None

    @property
    def is_busy(self) -> bool:
        """Whether figures are still looked for, or one is being prepared."""
        return self._looking or not self._figures.is_done or self._gallery.view.is_busy

    def on_mount(self) -> None:
        """Look for figures, and for what comes."""
        self._feed = self._transcript.subscribe()
        self.set_interval(LOOK_AGAIN, self._take)
        self._look_on()

    async def on_unmount(self) -> None:
        """Nothing more is to be told."""
        if self._feed is not None:
            self._transcript.unsubscribe(self._feed)
            self._feed = None

    # Finding.

    def _take(self) -> None:
        if self._feed is not None and self._feed:
            before = self.current
            self._figures.take(self._feed.take())
            self._keep(before)
            self._look_on()

    def _look_on(self) -> None:
        if not self._looking:
            self._looking = True
            self.run_worker(self._look(), name="look for figures")

    async def _look(self) -> None:
        """Look at all blocks, from the last one on."""
        try:
            while True:
                before = self.current
                self._figures.look(Slice())
                self._keep(before)
                if self._figures.is_done:
                    break
                await asyncio.sleep(PAUSE)
        finally:
            self._looking = False
        self._show()

    def _keep(self, before: Figure | None) -> None:
        """Stay at the figure that was looked at, or where it was; begin with the one wanted."""
        figures = self._figures.all
        wanted = before.output if before is not None else self._wanted
        if self._wanted is not None and any(each.output is self._wanted for each in figures):
            wanted, self._wanted = self._wanted, None
        places = [place for place, each in enumerate(figures) if each.output is wanted]
        if places:
            self._current = places[0]
        elif before is None:
            self._current = max(0, len(figures) - 1)
        else:
            self._current = max(0, min(self._current, len(figures) - 1))
        self._show()

    # Showing.

    def _drawing(self, figure: Figure) -> LargePicture | LargeFormula:
        key = (figure.output, figure.revision, figure.mime)
        if (drawing := self._drawings.pop(key, None)) is None:
            palette = Palette(
                text=component_style(self, "gallery--text"),
                dim=component_style(self, "gallery--dim"),
                graphics=self._graphics,
            )
            drawing = large_drawing(figure.mime, figure.value, palette)
        self._drawings[key] = drawing
        while len(self._drawings) > _KEPT:
            self._drawings.popitem(last=False)
        return drawing

    def _show(self) -> None:
        if not self.is_attached:
            return
        figures, figure = self._figures.all, self.current
        if figure is None:
            words = NOTHING if self._figures.is_done else ("Looking for figures…",)
            self._gallery.show((), 0, None, words)
        else:
            self._gallery.show(figures, self._current, self._drawing(figure))
        self.tell()
        self.refresh_bindings()

    def tell(self) -> None:
        """Say which figure it is, of how many, and the code of its cell."""
        figures, figure = self._figures.all, self.current
        if figure is None:
            self._title_row.beside = self._status.words = ""
            return
        more = "" if self._figures.is_done else "…"
        busy = "preparing… " if self._gallery.view.is_busy else ""
        self._title_row.beside = f"{busy}{self._current + 1} of {len(figures)}{more}"
        number = " " if figure.cell.number is None else str(figure.cell.number)
        code = clean(figure.cell.code.strip().partition("\n")[0][:500])
        self._status.words = f"In [{number}]: {code}" if code else ""

    def on_figure_view_changed(self, event: FigureView.Changed) -> None:
        """Say whether it is being prepared."""
        event.stop()
        self.tell()

    def on_figure_list_picked(self, event: FigureList.Picked) -> None:
        """Look at another one."""
        event.stop()
        self._go(event.place)

    def show_pictures(self, graphics: Graphics) -> None:
        """Draw figures in another way from now on."""
        self._graphics = graphics
        self._drawings.clear()
        self._show()

    def pictures_lost(self) -> None:
        """Prepare again what was given up."""
        self._gallery.view.pictures_lost()

    # Keys.

    def _go(self, place: int) -> None:
        count = len(self._figures.all)
        self._wanted = None
        self._current = max(0, min(place, count - 1))
        self._show()

    def action_step(self, step: int) -> None:
        """Look at the next one (1) or the one before (-1)."""
        self._go(self._current + step)

    def action_go(self, place: int) -> None:
        """Look at the first one (0) or the last one (-1)."""
        self._go(place % max(1, len(self._figures.all)))

    def action_to_cell(self) -> None:
        """Go to the cell of the figure."""
        if (figure := self.current) is not None:
            self.post_message(self.CellWanted(self, figure.cell, figure.output))

    def action_open_figure(self) -> None:
        """Show the figure outside of the terminal."""
        if (figure := self.current) is not None:
            self.post_message(TranscriptView.OutputOpenWanted(*_wanted(figure)))

    def action_save_figure(self) -> None:
        """Save the figure."""
        if (figure := self.current) is not None:
            self.post_message(TranscriptView.OutputSaveWanted(*_wanted(figure)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys of figures exist only where there is one."""
        if action in ("step", "go", "to_cell", "open_figure", "save_figure"):
            return self.current is not None
        return super().check_action(action, parameters)


def _wanted(figure: Figure) -> tuple[Cell, DisplayOutput, str]:
    return figure.cell, figure.output, figure.source_mime
