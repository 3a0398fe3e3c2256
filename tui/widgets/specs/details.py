"""The details of one kernelspec, wrapped, scrollable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip

from tui.widgets.history.line_view import LineView, component_style
from tui.widgets.specs.cells import broken
from tui.widgets.specs.telling import Look, TellingLine

LABEL = 11
"""Cells of the labels, and of the space after them."""
ROOM_FOR_LOGO = 20
"""Rows from which on a logo comes first."""
Logo = Sequence[tuple[Segment, ...]]
_EDGE = "│ "
_STYLES = {
    Look.TITLE: "details--title",
    Look.DIM: "details--label",
    Look.GOOD: "details--good",
    Look.BAD: "details--bad",
}


class SpecDetails(LineView, can_focus=False):
    """Draws lines with labels; the wheel and `scroll_by` move it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"details--edge", "details--label", *_STYLES.values()}
    DEFAULT_CSS = """
    SpecDetails {
        & > .details--edge { color: $panel-lighten-2; }
        & > .details--title { text-style: bold; }
        & > .details--label { color: $text-muted; }
        & > .details--good { color: $success; }
        & > .details--bad { color: $error; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[TellingLine] = ()
        self._logo: Logo = ()
        self._rows: list[tuple[Segment, ...]] = []
        self._styles: dict[str, Style] = {}
        self._wrapped_to = 0

    def on_mount(self) -> None:
        """Gather the styles."""
        self._restyle()

    def notify_style_update(self) -> None:
        """Theme or stylesheet changed."""
        super().notify_style_update()
        if self.is_mounted:
            self._restyle()

    def _restyle(self) -> None:
        base = self.rich_style
        styles = {name: base + component_style(self, name) for name in self.COMPONENT_CLASSES}
        styles[""] = base
        if styles != self._styles:
            self._styles = styles
            self._lay_out()

    def show(self, lines: Sequence[TellingLine], *, anew: bool, logo: Logo = ()) -> None:
        """Show lines; from the top if they are `anew`, about something else than before.

        The rows of a `logo` stand above them where there is room, else below.
        """
        if anew or lines != self._lines or logo != self._logo:
            self._lines, self._logo = lines, logo
            self._lay_out()
            if anew:
                self.go_to(0)

    @property
    def lines(self) -> Sequence[TellingLine]:
        """The lines that are shown, before they are wrapped."""
        return self._lines

    def scroll_by(self, step: int, *, pages: bool) -> None:
        """Scroll by lines or pages, down or, where that is negative, up."""
        lines = max(1, self.size.height - 1) if pages else 1
        self.go_to(self.scroll_offset.y + step * lines)

    def on_resize(self, event: events.Resize) -> None:
        """Break into rows of the new width."""
        if self.text_width != self._wrapped_to:
            self._lay_out()
        self.set_line_count(len(self._rows))
        self.go_to(self.scroll_offset.y)

    def _lay_out(self) -> None:
        if not self.text_width or not self._styles:
            return
        self._wrapped_to = self.text_width
        rows: list[tuple[Segment, ...]] = [
            row for line in self._lines for row in self._rows_of(line)
        ]
        is_high = self.size.height >= ROOM_FOR_LOGO
        self._rows = [*self._logo, *rows] if is_high else [*rows, *self._logo]
        self.set_line_count(len(self._rows))
        self.go_to(self.scroll_offset.y)
        self.refresh()

    def _rows_of(self, line: TellingLine) -> list[tuple[Segment, Segment]]:
        """The rows of a line, each a label and a text."""
        width = self.text_width - len(_EDGE)
        style = self._styles.get(_STYLES.get(line.look, ""), self._styles[""])
        has_all = line.look in (Look.TITLE, Look.PROSE)
        indent = 0 if has_all or width < 3 * LABEL else LABEL
        text = line.text if indent or not line.label else f"{line.label}: {line.text}"
        label = line.label if indent else ""
        rows: list[tuple[Segment, Segment]] = []
        for part in broken(text.expandtabs(), max(2, width - indent)):
            head = Segment(label.ljust(indent), self._styles["details--label"])
            rows.append((head, Segment(part, style)))
            label = ""
        return rows

    def line(self, number: int, width: int) -> Strip | None:
        """A row; the edge goes on below the last."""
        row = self._rows[number] if number < len(self._rows) else ()
        base = self._styles.get("", self.rich_style)
        edge = Segment(_EDGE, self._styles.get("details--edge", base))
        # A logo leaves out the ground where it has none.
        return Strip([edge, *row]).adjust_cell_length(width, base).apply_style(base)
