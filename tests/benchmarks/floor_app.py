"""The least Textual app one can type into: what the toolkit itself costs."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import TextArea


class Floor(App[None]):
    """A text area that fills the screen."""

    def compose(self) -> ComposeResult:
        """One text area, which takes the focus."""
        yield TextArea()


if __name__ == "__main__":
    Floor().run()
