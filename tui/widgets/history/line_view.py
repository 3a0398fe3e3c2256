"""A scroll view of lines: those in sight are drawn, and nothing is laid out anew for them."""

from __future__ import annotations

from rich.style import Style
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.transcript.scrollbar import LineScrollBar


class LineView(ScrollView, inherit_bindings=False):
    """Draws what `line` answers; without border and padding."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LineView {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        background: $background;
    }
    """
    # The size of the content changes nothing on the rest of the screen.
    virtual_size = Reactive(Size(0, 0), layout=False)

    def line(self, number: int, width: int) -> Strip | None:
        """The line of a number, `width` cells wide; `None` for none."""
        raise NotImplementedError

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scrollbar, of the kind that draws only what has changed of it."""
        bar = super().vertical_scrollbar
        if type(bar) is ScrollBar:
            # The toolkit makes it here and nowhere else, and offers no way to make another one.
            bar.__class__ = LineScrollBar
        return bar

    def watch_virtual_size(self, size: Size) -> None:
        """Tell the scrollbar, which the toolkit does with a new layout only."""
        self.vertical_scrollbar.window_virtual_size = size.height

    def set_line_count(self, count: int) -> None:
        """Have so many lines from now on."""
        self.virtual_size = Size(self.size.width, count)

    def go_to(self, top: int) -> None:
        """Have a line at the top, as far as there is enough below it."""
        top = max(0, min(top, self.virtual_size.height - self.size.height))
        self.scroll_to(y=top, animate=False, immediate=True)

    def redraw(self, *numbers: int) -> None:
        """Draw some lines anew."""
        top, (width, height) = self.scroll_offset.y, self.size
        in_sight = [Region(0, each - top, width, 1) for each in numbers if 0 <= each - top < height]
        if in_sight:
            self.refresh(*in_sight)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of the visible part within `crop`."""
        filters, background = self.get_line_filters(), self.background_colors[1]
        top, width = self.scroll_offset.y, self.text_width
        strips = [self._strip(number, width) for number in range(top + crop.y, top + crop.bottom)]
        for line_filter in filters:
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if crop.column_span != (0, self.size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    @property
    def text_width(self) -> int:
        """The cells of a line beside the scrollbar."""
        return self.scrollable_content_region.width

    def render_line(self, y: int) -> Strip:
        """One line of the visible part."""
        return self._strip(self.scroll_offset.y + y, self.text_width)

    def _strip(self, number: int, width: int) -> Strip:
        strip = self.line(number, width)
        return strip if strip is not None else Strip.blank(width, self.rich_style)


def component_style(widget: Widget, name: str) -> Style:
    """What a component class changes of a style; thin colours are blended with the widget's."""
    style, blended = widget.get_component_rich_style(name, partial=True), None
    if style.color is not None or style.bgcolor is not None:
        blended = widget.get_component_rich_style(name)
    if blended is None:
        return style
    return style + Style(
        color=blended.color if style.color is not None else None,
        bgcolor=blended.bgcolor if style.bgcolor is not None else None,
    )
