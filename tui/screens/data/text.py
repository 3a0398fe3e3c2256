"""A text over the whole screen: read, searched, copied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType

from tui.model.tables.progress import Progress
from tui.render.help.anyline import AnyLine
from tui.render.help.drawing import HelpDrawing
from tui.render.highlight import SyntaxTheme
from tui.render.palette import Palette
from tui.screens.data.large import LargeScreen
from tui.widgets.clipboard import copy_text
from tui.widgets.data_table.entry_row import EntryRow
from tui.widgets.history.line_view import component_style
from tui.widgets.pager.view import HelpView

FIND = "Find:"
NOTHING = "(there is no text in this output)"

TextSource = Callable[[int, Palette], Sequence[AnyLine]]
"""Makes the lines for a width in cells, in a thread."""


class TextScreen(LargeScreen):
    """Shows a text; `by_width` says that another width makes other lines of it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"text--plain", "text--dim"}
    DEFAULT_CSS = """
    TextScreen {
        & > TextRow.-status { display: none; }
        & > .text--plain { color: $foreground; }
        & > .text--dim { color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "Find", id="text.find"),
        Binding("n", "match(1)", "Next match", id="text.next_match"),
        Binding("N,shift+n", "match(-1)", "Match before", id="text.previous_match"),
        Binding("y", "copy", "Copy", id="text.copy"),
    ]

    def __init__(
        self,
        title: str,
        source: TextSource,
        *,
        by_width: bool = False,
        syntax: SyntaxTheme | None = None,
    ) -> None:
        self._view = HelpView()
        super().__init__(title, self._view)
        self._source = source
        self._by_width = by_width
        self._syntax = syntax or SyntaxTheme()
        self._drawing: HelpDrawing | None = None
        self._made_for = 0
        self._from = self._view.place

    @property
    def view(self) -> HelpView:
        """The part that is read."""
        return self._view

    def on_mount(self) -> None:
        """Begin to make the lines, when the width is known."""
        self.call_after_refresh(self._make)

    def on_resize(self, event: events.Resize) -> None:
        """Make the lines anew if they are others."""
        if self._by_width and self._made_for:
            self.call_after_refresh(self._make)

    # Making.

    def _make(self) -> None:
        width = self._view.scrollable_content_region.width
        if width <= 0 or width == self._made_for:
            return
        self._made_for = width
        plain = component_style(self, "text--plain")
        palette = Palette(
            text=plain, dim=component_style(self, "text--dim"), syntax=self._syntax.styles
        )

        def work(progress: Progress) -> HelpDrawing:
            drawing = HelpDrawing(self._source(width, palette) or [NOTHING], Style.null())
            drawing.wrap_to(width)
            return drawing

        self._working.do("Reading", work, self._take)

    def _take(self, drawing: HelpDrawing) -> None:
        if self._drawing is None:
            self._view.show(drawing)
        else:
            self._view.replace(drawing)
        self._drawing = drawing
        self.refresh_bindings()

    def tell(self) -> None:
        """Say how long the text is, what was found and what is being done."""
        count = len(self._drawing.lines) if self._drawing is not None else 0
        lines = f"{count:,} line{'s' if count > 1 else ''}" if count else ""
        found = self._view.matches.words()
        self._title_row.beside = self._working.words or found or lines

    # Finding.

    def on_help_view_found(self, event: HelpView.Found) -> None:
        """Tell the count."""
        event.stop()
        self.tell()
        self.refresh_bindings()

    def action_find(self) -> None:
        """Find a text."""
        self._from = self._view.place
        self._entry.open(FIND, "", "text to find")

    def on_entry_row_changed(self, event: EntryRow.Changed) -> None:
        """Find what is typed, from where one was."""
        event.stop()
        if event.text != self._view.matches.needle.text:
            self._view.find(event.text, self._from)

    def on_entry_row_step_wanted(self, event: EntryRow.StepWanted) -> None:
        """Go to another match."""
        event.stop()
        self._view.step_match(event.step)

    def on_entry_row_ended(self, event: EntryRow.Ended) -> None:
        """Go on reading."""
        event.stop()
        if not event.kept:
            self._view.find("", self._from)
        self.set_focus(self._view)

    def action_match(self, step: int) -> None:
        """Go to the next match (1) or the one before (-1)."""
        self._view.step_match(step)

    # Taking out, leaving.

    def action_copy(self) -> None:
        """Copy what is selected, else all."""
        drawing = self._drawing
        if text := self._view.selected_text:
            copy_text(self, text)
        elif drawing is not None:
            self._working.do("Copying", lambda _: drawing.text(), self._copy)

    def _copy(self, text: str) -> None:
        copy_text(self, text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys exist only while there is something for them."""
        if not super().check_action(action, parameters):
            return False
        if action == "match":
            return bool(self._view.matches.needle.text)
        return self._drawing is not None if action in ("find", "copy") else True
