"""The row of keys: what it shows, what a click does."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from tui.widgets.key_bar import KeyBar, KeyHint

HINTS = (KeyHint("f1", "F1", "Help"), KeyHint("f8", "F8", "Run", enabled=False))


class BarApp(App[None]):
    """A row of keys and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = KeyBar()
        self.pressed: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.bar

    def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        self.pressed.append(event.key)


@pytest.mark.parametrize(
    ("width", "shown"),
    [(20, "F1 Help F8 Run      "), (14, "F1 Help F8 Run"), (13, "F1 Help      "), (4, "F1 H")],
    ids=["fit", "just fit", "do not fit", "not one fits"],
)
async def test_whole_keys_are_shown_in_one_row(width: int, shown: str) -> None:
    app = BarApp()
    async with app.run_test(size=(width, 3)):
        app.bar.hints = HINTS
        assert app.bar.render_line(0).text == shown


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (24, "F1 Help F8 Run F9 More  "),
        (22, "F1 Help F8 Run F9 More"),
        (21, "F1 Help F9 More      "),
    ],
)
async def test_what_leads_to_all_keys_is_the_last(width: int, shown: str) -> None:
    app = BarApp()
    async with app.run_test(size=(width, 3)) as pilot:
        app.bar.hints, app.bar.more = HINTS, KeyHint("f9", "F9", "More")
        assert app.bar.render_line(0).text == shown
        await pilot.click(app.bar, offset=(shown.index("F9"), 0))
        assert app.pressed == ["f9"]


async def test_a_key_that_does_nothing_now_is_dim() -> None:
    app = BarApp()
    async with app.run_test(size=(20, 3)):
        app.bar.hints = HINTS
        dim = [
            segment.text
            for segment in app.bar.render_line(0)
            if segment.style is not None and segment.style.dim
        ]
        assert dim == ["F8", " Run"]


async def test_a_click_presses_the_key_under_it_if_it_does_something() -> None:
    app = BarApp()
    async with app.run_test(size=(20, 3)) as pilot:
        app.bar.hints = HINTS
        for x in (7, 8, 15, 6, 0):
            await pilot.click(app.bar, offset=(x, 0))
        assert app.pressed == ["f1", "f1"]
