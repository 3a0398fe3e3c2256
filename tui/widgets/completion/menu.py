"""The menu of a completion: one row for each match that fits, drawn when it is in sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from tui.model.clean import clean
from tui.model.completion import CompletionState
from tui.widgets.completion import ROWS
from tui.widgets.completion.popup import Popup
from tui.wire.introspection import Match

_WIDEST = 100
_WIDEST_KIND = 12
_WIDEST_SIGNATURE = 60
# Code points of a text, from its end, that are looked at: more are never in sight.
_IN_SIGHT = 300
# Cells of the edges: a bar and a blank at either side.
_EDGES = 4
_GAP = "  "
LEAD = 2
"""Cells before the text of a match."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths of the columns in cells; 0 for one that is not there."""

    match: int
    kind: int
    signature: int

    @property
    def width(self) -> int:
        """Cells of a row with edges and gaps."""
        return _EDGES + sum(size + len(_GAP) for size in self._sizes()) - len(_GAP)

    def _sizes(self) -> list[int]:
        return [size for size in (self.match, self.kind, self.signature) if size]

    def wider(self, other: Columns) -> Columns:
        """Columns as wide as those of both."""
        return Columns(
            max(self.match, other.match),
            max(self.kind, other.kind),
            max(self.signature, other.signature),
        )

    def within(self, width: int) -> Columns:
        """Columns of a row of at most `width` cells: signatures are cut first, matches last."""
        signature = max(0, self.signature - max(0, self.width - width))
        # Less says nothing.
        signature = signature if signature >= 6 else 0
        kind = self.kind if Columns(self.match, self.kind, signature).width <= width else 0
        rest = Columns(0, kind, signature).width if kind or signature else _EDGES - len(_GAP)
        return Columns(max(1, min(self.match, width - rest - len(_GAP))), kind, signature)


class CompletionList(Popup):
    """Draws the matches that fit: text, kind, signature; what is typed of them is emphasised."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "completion--typed",
        "completion--kind",
        "completion--signature",
        "completion--edge",
        "completion--selected",
    }
    DEFAULT_CSS: ClassVar[str] = """
    CompletionList {
        & > .completion--typed { text-style: bold; color: $primary; }
        & > .completion--kind { color: $secondary; }
        & > .completion--signature { text-style: dim; }
        & > .completion--edge { text-style: dim; }
        & > .completion--selected { text-style: reverse; }
    }
    """

    class Picked(Message):
        """A row was clicked: `place` is the match's place among those that fit."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self) -> None:
        super().__init__()
        self._state: CompletionState | None = None
        self._columns = Columns(0, 0, 0)
        self._top = 0

    def show(self, state: CompletionState | None) -> None:
        """Take what is to be drawn; another completion than before is measured anew."""
        if state is not self._state:
            self._columns, self._top = Columns(0, 0, 0), 0
        self._state = state
        if state is not None:
            self._keep_in_sight(state, ROWS)
            self._measure(state)

    @property
    def wanted(self) -> Size:
        """The size in cells that all columns and up to `ROWS` rows with a footer need."""
        if self._state is None:
            return Size(0, 0)
        total = len(self._state)
        if total <= ROWS:
            return Size(min(self._columns.width, _WIDEST), total)
        footer = len(_footer(total - 1, self._state)) + _EDGES
        return Size(min(max(self._columns.width, footer), _WIDEST), ROWS + 1)

    def fit(self, height: int) -> None:
        """Scroll so that the selected row is in sight in a widget of `height` cells."""
        if self._state is not None:
            self._keep_in_sight(self._state, self._rows(height))

    def _keep_in_sight(self, state: CompletionState, rows: int) -> None:
        if state.selected is not None:
            self._top = max(state.selected - rows + 1, min(self._top, state.selected))
        self._top = max(0, min(self._top, len(state) - rows))

    def _measure(self, state: CompletionState) -> None:
        """Make room for what is in sight; a menu that is open gets no narrower."""
        for place in range(self._top, min(self._top + ROWS, len(state))):
            match = state.row(place)
            self._columns = self._columns.wider(
                Columns(
                    min(cell_len(_shown(match)), _WIDEST),
                    min(cell_len(clean(match.kind[:_IN_SIGHT])), _WIDEST_KIND),
                    min(cell_len(clean(match.signature[:_IN_SIGHT])), _WIDEST_SIGNATURE),
                )
            )

    def _rows(self, height: int) -> int:
        """How many matches a widget of `height` cells has room for, beside the footer."""
        total = 0 if self._state is None else len(self._state)
        return height if total <= height else max(1, height - 1)

    # Drawing.

    def render_line(self, y: int) -> Strip:
        """A match, or the footer."""
        width, height = self.size
        base = self.rich_style
        state = self._state
        rows = self._rows(height)
        place = self._top + y
        if state is None or place >= len(state):
            return Strip.blank(width, base)
        edge = base + self._part("edge")
        if y >= rows:
            footer = _footer(state.selected, state).rjust(width - _EDGES)
            return _edged([Segment(footer, edge)], width, edge, "│")
        is_selected = place == state.selected
        look = base + self._part("selected") if is_selected else base
        cells = self._cells(state, state.row(place), self._columns.within(width), look)
        return _edged(cells, width, look if is_selected else edge, "▸" if is_selected else "│")

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"completion--{name}", partial=True)

    def _cells(
        self, state: CompletionState, match: Match, columns: Columns, look: Style
    ) -> list[Segment]:
        text = _cut_left(_shown(match), columns.match)
        start, end = state.emphasis(match.text) if text == match.text else (0, 0)
        parts = [
            Segment(text[:start], look),
            Segment(text[start:end], look + self._part("typed")),
            Segment(text[end:], look),
            Segment(" " * (columns.match - cell_len(text)), look),
        ]
        for name, said, size in (
            ("kind", match.kind, columns.kind),
            ("signature", match.signature, columns.signature),
        ):
            if size:
                style = look + self._part(name)
                parts += [Segment(_GAP, look), Segment(_cut_right(said, size), style)]
        return parts

    # The mouse.

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Show the rows below."""
        self._scroll(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Show the rows above."""
        self._scroll(event, -1)

    def _scroll(self, event: events.MouseEvent, step: int) -> None:
        event.stop()
        event.prevent_default()
        if self._state is not None:
            rows = self._rows(self.size.height)
            self._top = max(0, min(self._top + step, len(self._state) - rows))
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Pick the row under the pointer."""
        event.stop()
        place = self._top + event.y
        rows = self._rows(self.size.height)
        if self._state is not None and event.y < rows and place < len(self._state):
            self.post_message(self.Picked(place))


def _footer(selected: int | None, state: CompletionState) -> str:
    """Which match of how many is selected."""
    place = "–" if selected is None else f"{selected + 1:,}"
    return f"{place}/{len(state):,}{'+' if state.is_cut else ''}"


def _shown(match: Match) -> str:
    """What is shown of a match's text: of a very long one the end, which tells it from others."""
    return clean(match.text[-_IN_SIGHT:])


def _cut_left(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    for start in range(1, len(text) + 1):
        if cell_len(text[start:]) < width:
            return "…" + text[start:]
    return "…"


def _cut_right(text: str, width: int) -> str:
    text = clean(text[:_IN_SIGHT])
    if cell_len(text) > width:
        text = set_cell_size(text, width - 1).rstrip() + "…"
    return set_cell_size(text, width)


def _edged(cells: list[Segment], width: int, edge: Style, mark: str) -> Strip:
    """A row of `width` cells between its edges."""
    inner = Strip(cells).adjust_cell_length(max(0, width - _EDGES), edge)
    return Strip.join(
        [Strip([Segment(f"{mark} ", edge)]), inner, Strip([Segment(" │", edge)])]
    ).adjust_cell_length(width, edge)
