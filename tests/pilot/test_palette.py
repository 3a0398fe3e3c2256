"""The command palette under keys that come faster than it can open or close."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from textual import events
from textual.app import App, SystemCommand
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import OptionList

from tui.screens.palette import SingleChoicePalette

ENTER = ("enter", "\r")
ESCAPE = ("escape", "\x1b")


class PaletteApp(App[None]):
    """An app with one command."""

    def __init__(self) -> None:
        super().__init__()
        self.runs = 0

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer the one command."""
        yield SystemCommand("Count", "counts", self._count)

    def _count(self) -> None:
        self.runs += 1


async def opened(pilot: Pilot[None], palette: CommandPalette) -> None:
    """Show `palette` and wait for its list."""
    pilot.app.push_screen(palette)
    await pilot.pause()
    while not (palette.query(OptionList) and palette.query_one(OptionList).option_count):
        await pilot.pause()


async def press_at_once(pilot: Pilot[None], keys: list[tuple[str, str]]) -> None:
    """Put all keys into the app's queue before it can take the first."""
    for key, character in keys:
        pilot.app.post_message(events.Key(key, character))
    while isinstance(pilot.app.screen, CommandPalette) and pilot.app.is_running:
        await pilot.pause()
    for _ in range(5):
        await pilot.pause()


@pytest.mark.parametrize(
    ("keys", "runs"),
    [
        pytest.param([ENTER] * 2, 1, id="Enter twice"),
        pytest.param([ENTER] * 5, 1, id="Enter five times"),
        pytest.param([ESCAPE] * 2, 0, id="Escape twice"),
        pytest.param([ENTER, ESCAPE, ENTER], 0, id="Enter, Escape, Enter"),
    ],
)
async def test_keys_of_one_read_make_one_choice(keys: list[tuple[str, str]], runs: int) -> None:
    app = PaletteApp()
    async with app.run_test() as pilot:
        await opened(pilot, SingleChoicePalette())
        await press_at_once(pilot, keys)
        assert app.is_running
        assert len(app.screen_stack) == 1
        assert app.runs == runs


async def test_a_palette_closed_before_it_is_drawn_does_not_end_the_app() -> None:
    app = PaletteApp()
    async with app.run_test() as pilot:
        for _ in range(20):
            app.push_screen(SingleChoicePalette())
            app.post_message(events.Key(*ESCAPE))
            await pilot.pause()
            app.post_message(events.Key(*ESCAPE))
            await press_at_once(pilot, [ESCAPE])
        assert app.is_running


async def test_textuals_own_palette_still_needs_this() -> None:
    app = PaletteApp()
    with pytest.raises(Exception, match="Can't pop screen"):
        async with app.run_test() as pilot:
            await opened(pilot, CommandPalette())
            await press_at_once(pilot, [ENTER] * 2)
