"""The tip on the call being typed: its signature in one line, the current parameter emphasised."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from tui.model.calls import SignatureLine
from tui.widgets.completion.popup import Popup


class SignatureTip(Popup):
    """Draws one line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"signature--current"}
    DEFAULT_CSS: ClassVar[str] = """
    SignatureTip {
        & > .signature--current { text-style: bold underline; color: $primary; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._line = SignatureLine("")

    def show(self, line: SignatureLine) -> None:
        """Take what is to be drawn."""
        self._line = line

    @property
    def wanted(self) -> int:
        """The width in cells that the line needs, with a blank at either side."""
        return cell_len(self._line.text) + 2 if self._line.text else 0

    @property
    def lead(self) -> int:
        """Cells before the bracket, which is to stand over the call's own."""
        return max(0, self._line.text.find("(")) + 1

    def render_line(self, y: int) -> Strip:
        """The line."""
        base = self.rich_style
        text, start, end = self._line.text, self._line.start, self._line.end
        current = self.get_component_rich_style("signature--current", partial=True)
        segments = [
            Segment(f" {text[:start]}", base),
            Segment(text[start:end], base + current),
            Segment(f"{text[end:]} ", base),
        ]
        return Strip(segments).adjust_cell_length(self.size.width, base)
