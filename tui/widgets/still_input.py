"""A field to type in whose cursor does not blink, as none of jtui does."""

from __future__ import annotations

from typing import Any

from textual.widgets import Input


class StillInput(Input):
    """An input with a cursor that stands still."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """All as for the toolkit's own."""
        super().__init__(*arguments, **options)
        self.cursor_blink = False
