"""What the drawings of outputs offer."""

from __future__ import annotations

from typing import Protocol

from tui.render.rows import Drawing


class OutputDrawing(Drawing, Protocol):
    """The drawing of an output; `measured` is what one in other styles can take over."""

    @property
    def measured(self) -> object:
        """What is known of it, whatever its styles."""
        ...

    @property
    def is_long(self) -> bool:
        """Whether it would take long to make it again."""
        ...

    def line_count(self, width: int) -> int:
        """How many lines there are before they wrap."""
        ...
