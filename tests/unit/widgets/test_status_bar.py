"""What the status bar leaves out where there is little room."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from tui.widgets.status_bar import Status, StatusBar

WORDS = "There is no help yet: Shift+Tab shows it."


class BarApp(App[None]):
    """A status bar and nothing else."""

    def compose(self) -> ComposeResult:
        yield StatusBar()


@pytest.mark.parametrize(
    ("status", "width", "shown"),
    [
        (Status(), 20, " " * 20),
        (Status("Python 3", "idle", cwd="~/work"), 40, " Python 3 │ idle │ ~/work"),
        (Status("Python 3 (ipykernel)", "idle"), 16, " Python … │ idle"),
        (Status("Python 3 (ipykernel)", "idle", hint=WORDS), 80, WORDS),
        # What was asked for a moment ago goes before the kernel's name, but not before the state.
        (Status("Python 3 (ipykernel)", "idle", hint=WORDS), 60, f"… │ idle │ {WORDS}"),
        (
            Status("Python 3 (ipykernel)", "idle", hint=WORDS),
            50,
            " Python … │ idle │ There is no help yet:",
        ),
        (Status("R", "idle", hint=WORDS, cwd="~/work"), 60, f" R │ idle │ {WORDS}"),
    ],
)
async def test_what_is_shown(status: Status, width: int, shown: str) -> None:
    async with BarApp().run_test(size=(width, 3)) as pilot:
        bar = pilot.app.query_one(StatusBar)
        bar.status = status
        line = bar.render_line(0)
        assert shown in line.text
        assert line.cell_length == width
