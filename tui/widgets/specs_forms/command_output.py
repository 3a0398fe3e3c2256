"""Live output of commands: lines as they come, drawn where they are in sight."""

from __future__ import annotations

import re
from collections import deque
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.timer import Timer

from tui.model.stream_text import StreamText
from tui.widgets.history.line_view import LineView, component_style

MOST_LINES = 5_000
"""Lines that are kept."""
PAUSE = 0.05
"""Seconds between two drawings of what has come."""
_SIDESTEP = 20

# A percentage, a bar, or an amount of an amount.
_IS_PROGRESS = re.compile(
    r"\d\s?%|[━█▉▊▋▌▍▎▏╸#=]{4,}|\d\s*/\s*\d[\d.]*\s*(?:[kMGT]i?)?B\b", re.IGNORECASE
)
_CHANGES = re.compile(r"[\d.,:\s━█▉▊▋▌▍▎▏╸╺#=>-]+")


def progress_key(line: str) -> str:
    """What stays the same in a line while its progress goes on; `""` for a line without any."""
    if _IS_PROGRESS.search(line) is None:
        return ""
    # A bar alone is a bar, too.
    return _CHANGES.sub("", line) or "bar"


class CommandOutput(LineView, can_focus=True):
    """The last lines that commands have written; it follows its end unless it is scrolled up.

    Lines are cleaned when they are drawn. Of progress that was written over and over the last
    state is shown. Lines are not wrapped: Left and Right show the rest of long ones.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"output--command", "output--dim"}
    DEFAULT_CSS = """
    CommandOutput {
        height: 1fr;
        & > .output--command { color: $accent; text-style: bold; }
        & > .output--dim { color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "go(-1)", "Line up", show=False, id="install.up"),
        Binding("down", "go(1)", "Line down", show=False, id="install.down"),
        Binding("pageup", "go_page(-1)", "Page up", show=False, id="install.page_up"),
        Binding("pagedown", "go_page(1)", "Page down", show=False, id="install.page_down"),
        Binding("home", "go_end(-1)", "To the top", show=False, id="install.top"),
        Binding("end", "go_end(1)", "To the end", show=False, id="install.end"),
        Binding("left", "aside(-1)", "To the left", show=False, id="install.left"),
        Binding("right", "aside(1)", "To the right", show=False, id="install.right"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._lines: deque[str] = deque(maxlen=MOST_LINES)
        self._lost = 0
        self._shown_lost = 0
        self._progress = ""
        self._left = 0
        self._follows = True
        self._later: Timer | None = None

    def write(self, line: str) -> None:
        """Add a line as a command has written it; it is shown a moment later."""
        progress = progress_key(line)
        if progress and progress == self._progress and self._lines:
            self._lines[-1] = line
        else:
            self._lost += len(self._lines) == MOST_LINES
            self._lines.append(line)
        self._progress = progress
        if self._later is None and self.is_mounted:
            self._later = self.set_timer(PAUSE, self.catch_up)

    def clear(self) -> None:
        """Forget all lines."""
        self._lines.clear()
        self._progress = ""
        self._lost = self._shown_lost = self._left = 0
        self._follows = True
        self.catch_up()

    def catch_up(self) -> None:
        """Show what was written at once."""
        if self._later is not None:
            self._later.stop()
            self._later = None
        top = self.scroll_offset.y
        self.set_line_count(len(self._lines) + bool(self._lost))
        if self._follows:
            self.go_to(self.virtual_size.height)
        else:
            # What is read stays where it is while lines above it go.
            self.go_to(top - (self._lost - self._shown_lost))
        self._shown_lost = self._lost
        self.refresh()

    @property
    def texts(self) -> list[str]:
        """All lines that are kept, cleaned."""
        return [shown(line) for line in self._lines]

    def on_resize(self) -> None:
        """Stay at the end."""
        self.catch_up()

    def watch_scroll_y(self, old: float, new: float) -> None:
        """Whoever scrolls up is left there."""
        super().watch_scroll_y(old, new)
        self._follows = new >= self.max_scroll_y

    def line(self, number: int, width: int) -> Strip | None:
        """A line of what was written, after one that tells how many are not kept any more."""
        style = self.rich_style
        if self._lost:
            if number == 0:
                words = f"({self._lost:,} lines before these are not kept)"
                dim = style + component_style(self, "output--dim")
                return Strip([Segment(words, dim)]).adjust_cell_length(width, style)
            number -= 1
        if number >= len(self._lines):
            return None
        text = shown(self._lines[number])
        own = style + component_style(self, "output--command") if text.startswith("$ ") else style
        return self._cut(Strip([Segment(text, own)]), width, style)

    def _cut(self, strip: Strip, width: int, style: Style) -> Strip:
        right = self._left + width
        if strip.cell_length <= right:
            return strip.crop(self._left, right).adjust_cell_length(width, style)
        dim = style + component_style(self, "output--dim")
        return Strip([*strip.crop(self._left, right - 1), Segment("…", dim)])

    def action_go(self, step: int) -> None:
        """Scroll by lines."""
        self.go_to(self.scroll_offset.y + step)

    def action_go_page(self, step: int) -> None:
        """Scroll by what is in sight, less a line."""
        self.action_go(step * max(1, self.size.height - 1))

    def action_go_end(self, step: int) -> None:
        """Scroll to the top (-1) or the end (1)."""
        self.go_to(0 if step < 0 else self.virtual_size.height)

    def action_aside(self, step: int) -> None:
        """Show what is further left or right."""
        self._left = max(0, self._left + step * _SIDESTEP)
        self.refresh()


def shown(line: str) -> str:
    """A line as a terminal would show it, without colours."""
    stream = StreamText()
    stream.write(line)
    return stream.plain().rstrip("\n").replace("\n", " ")
