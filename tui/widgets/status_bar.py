"""The row that says what the kernel of the pane is doing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

LEAST_NAME = 8
"""Cells that a kernel's name keeps where there are other words."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the status bar shows; texts are cleaned.

    `count` is the last execution count (`None` before the first), `queued` how many cells
    wait, `dropped` how many broken messages were dropped.
    """

    kernel: str = ""
    state: str = ""
    count: int | None = None
    queued: int = 0
    dropped: int = 0
    cwd: str = ""
    hint: str = ""


class StatusBar(Widget):
    """Draws a `Status` in one row; what does not fit is left out from the right."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "status-bar--kernel",
        "status-bar--state",
        "status-bar--busy",
        "status-bar--alarm",
        "status-bar--rest",
    }
    DEFAULT_CSS = """
    StatusBar {
        height: 1;
        background: $panel;
        & > .status-bar--kernel { color: $foreground; background: $panel; text-style: bold; }
        & > .status-bar--state { color: $success; background: $panel; }
        & > .status-bar--busy { color: $warning; background: $panel; }
        & > .status-bar--alarm { color: $error; background: $panel; text-style: bold; }
        & > .status-bar--rest { color: $text-muted; background: $panel; }
    }
    """

    status: reactive[Status] = reactive(Status())

    def render_line(self, y: int) -> Strip:
        """The row."""
        status = self.status
        rest = self.get_component_rich_style("status-bar--rest")
        if not status.state:
            # There is no tab yet.
            return Strip.blank(self.size.width, rest)
        name = {
            "idle": "status-bar--state",
            "dead": "status-bar--alarm",
            "disconnected": "status-bar--alarm",
        }.get(status.state, "status-bar--busy")
        parts = [
            (status.kernel, self.get_component_rich_style("status-bar--kernel")),
            (status.state, self.get_component_rich_style(name)),
        ]
        parts += [(text, rest) for text in self._details() if text]
        segments = [Segment(" ", rest)]
        room = self.size.width - 1
        # The state is what the bar is for: a long name makes room for it.
        longest = max(room - cell_len(status.state) - 3, 1)
        if status.hint:
            # It has just been asked for, and stays for a moment only.
            longest = max(longest - cell_len(status.hint) - 3, min(longest, LEAST_NAME))
        if cell_len(status.kernel) > longest:
            parts[0] = (set_cell_size(status.kernel, longest - 1) + "…", parts[0][1])
        for index, (text, style) in enumerate(parts):
            separator = " │ " if index else ""
            needed = cell_len(separator) + cell_len(text)
            if needed > room:
                if (index < 2 or text == status.hint) and room > 8:
                    segments += [
                        Segment(separator, rest),
                        Segment(set_cell_size(text, room - len(separator) - 1) + "…", style),
                    ]
                break
            segments += [Segment(separator, rest), Segment(text, style)]
            room -= needed
        return Strip(segments).extend_cell_length(self.size.width, rest)

    def _details(self) -> list[str]:
        status = self.status
        return [
            status.hint,
            f"{status.queued} queued" if status.queued else "",
            f"last In [{status.count}]" if status.count is not None else "",
            f"{status.dropped} broken messages dropped" if status.dropped else "",
            status.cwd,
        ]
