"""The list of what a kernel can be made of, in groups, of which one row is selected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from tui.widgets.history.line_view import LineView, component_style

WIDEST = (34, 10, 22, 10)
"""Cells of the title and the first facts at most; the last fact has what is left."""
_GAP = 2


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing a kernel can be made of; its texts are cleaned.

    `facts` are columns beside the title, and `detail` is shown when it is selected.
    `is_possible` tells that nothing else has to be there first. `takes_path` is for one that
    asks for a path, and is listed whatever path is typed.
    """

    offer_id: str
    group: str
    title: str
    facts: tuple[str, ...] = ()
    detail: str = ""
    is_possible: bool = True
    takes_path: bool = False

    def has(self, words: Sequence[str]) -> bool:
        """Whether every word, in lower case, is in one of its texts."""
        text = " ".join((self.group, self.title, *self.facts, self.detail)).lower()
        return all(word in text for word in words)


class OfferList(LineView):
    """Offers under the names of their groups; the focus stays with what filters them."""

    COMPONENT_CLASSES = {"offer--group", "offer--dim", "offer--selected"}  # noqa: RUF012
    DEFAULT_CSS = """
    OfferList {
        height: 1fr;
        background: $surface;
        & > .offer--group { color: $accent; text-style: bold; }
        & > .offer--dim { color: $text-muted; }
        & > .offer--selected { background: $primary-muted; }
        &:ansi > .offer--selected { text-style: reverse; }
    }
    """

    class Moved(Message):
        """Another offer is selected, or none."""

    class Picked(Message):
        """The selected offer was clicked twice."""

    def __init__(self) -> None:
        super().__init__()
        # Names of groups stand between the offers.
        self._rows: Sequence[Offer | str] = ()
        self._widths: dict[str, tuple[int, ...]] = {}
        self._selected = 0

    def show(self, offers: Sequence[Offer]) -> None:
        """List offers, those of a group one after the other; the first is selected."""
        rows: list[Offer | str] = []
        group = None
        for offer in offers:
            if offer.group != group:
                group = offer.group
                rows.append(group)
            rows.append(offer)
        self._rows = rows
        self._widths = _widths(offers)
        self._selected = 1 if rows else 0
        self.set_line_count(len(rows))
        self.go_to(0)
        self.refresh()
        self.post_message(self.Moved())

    @property
    def selected(self) -> Offer | None:
        """The selected offer, `None` when nothing is listed."""
        row = self._rows[self._selected] if self._selected < len(self._rows) else None
        return row if isinstance(row, Offer) else None

    def select(self, number: int, step: int = 1) -> None:
        """Select a row; past the name of a group in the direction of `step`."""
        number = max(0, min(number, len(self._rows) - 1))
        if self._rows and isinstance(self._rows[number], str):
            number = number + step if number + step > 0 else 1
        if not self._rows or number == self._selected:
            return
        before, self._selected = self._selected, number
        self.redraw(before, number)
        self._bring_into_sight()
        self.post_message(self.Moved())

    def move(self, step: int) -> None:
        """Select the offer below (1) or above (-1), or so many rows further."""
        self.select(self._selected + step, 1 if step > 0 else -1)

    def page(self, step: int) -> None:
        """Go on by what is in sight."""
        self.move(step * max(1, self.size.height - 1))

    def on_resize(self, event: events.Resize) -> None:
        """Keep the selected row in sight."""
        self.set_line_count(len(self._rows))
        self.go_to(self.scroll_offset.y)
        self._bring_into_sight()

    def _bring_into_sight(self) -> None:
        top, height = self.scroll_offset.y, self.size.height
        # With the first offer its group comes into sight, too.
        first = self._selected - 1 if self._selected == 1 else self._selected
        if height and first < top:
            self.go_to(first)
        elif height and self._selected >= top + height:
            self.go_to(self._selected - height + 1)

    def on_click(self, event: events.Click) -> None:
        """Select the offer under the pointer; a second click picks it."""
        event.prevent_default()
        number = self.scroll_offset.y + event.y
        if number < len(self._rows) and isinstance(self._rows[number], Offer):
            self.select(number)
            if event.chain == 2:
                self.post_message(self.Picked())

    def line(self, number: int, width: int) -> Strip | None:
        """The name of a group, or an offer."""
        if number >= len(self._rows):
            return None
        row, style = self._rows[number], self.rich_style
        if isinstance(row, str):
            name = Segment(row, style + component_style(self, "offer--group"))
            return Strip([name]).adjust_cell_length(width, style)
        if number == self._selected:
            style += component_style(self, "offer--selected")
        dim = style + component_style(self, "offer--dim")
        return self._drawn(row, width, style if row.is_possible else dim, dim)

    def _drawn(self, offer: Offer, width: int, style: Style, dim: Style) -> Strip:
        columns = self._widths[offer.group]
        segments = [Segment("  ", style)]
        for place, text in enumerate((offer.title, *offer.facts)):
            # The last column has what is left.
            is_last = place == len(offer.facts) or place >= len(columns)
            cells = cell_len(text) if is_last else columns[place]
            column = Strip([Segment(text, dim if place else style)])
            segments += column.adjust_cell_length(cells, style)
            segments.append(Segment(" " * _GAP, style))
        return Strip(segments).adjust_cell_length(width, style)


def _widths(offers: Sequence[Offer]) -> dict[str, tuple[int, ...]]:
    """The cells of the columns of each group."""
    widths: dict[str, list[int]] = {}
    for offer in offers:
        of_group = widths.setdefault(offer.group, [0] * len(WIDEST))
        for place, (text, widest) in enumerate(
            zip((offer.title, *offer.facts), WIDEST, strict=False)
        ):
            of_group[place] = max(of_group[place], min(cell_len(text), widest))
    return {group: tuple(each) for group, each in widths.items()}
