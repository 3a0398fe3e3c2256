"""Outputs that are shown large, and ways to look at what is drawn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

from textual.pilot import Pilot

from tests.pilot.dialog_app import DialogApp, until
from tui.model.outputs import DisplayOutput
from tui.screens.data.large import LargeScreen
from tui.screens.data.opening import screen_for
from tui.screens.data.table import TableScreen
from tui.screens.data.text import TextScreen
from tui.screens.data.tree import TreeScreen
from tui.wire.message import Json, JsonObject

SIZE = (80, 16)


def table_html(names: list[str], rows: list[list[str]]) -> str:
    """A table with names of rows, as pandas writes one."""
    heads = "".join(f"<th>{name}</th>" for name in ["", *names])
    body = "".join(
        f"<tr><th>{number}</th>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
        for number, row in enumerate(rows)
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


class Large(DialogApp[None]):
    """An app in which an output is shown large."""

    saved: list[TableScreen.SaveWanted]

    def on_table_screen_save_wanted(self, event: TableScreen.SaveWanted) -> None:
        """Note what is to be saved."""
        self.saved = [*getattr(self, "saved", []), event]

    @property
    def rows(self) -> list[str]:
        """What is on the screen, row by row."""
        return [line.rstrip() for line in self.text.split("\n")]

    @property
    def large(self) -> LargeScreen:
        """The screen in view."""
        assert isinstance(self.screen, LargeScreen)
        return self.screen


def screen_of(data: dict[str, Json], metadata: JsonObject | None = None) -> LargeScreen:
    """The screen for displayed data."""
    screen = screen_for(DisplayOutput(data, metadata or {}))
    assert isinstance(screen, (TableScreen, TreeScreen, TextScreen))
    return screen


@asynccontextmanager
async def opened(
    screen: LargeScreen, size: tuple[int, int] = SIZE
) -> AsyncIterator[tuple[Large, Pilot[None]]]:
    """An app in which the screen is open, and has read what it shows."""
    app = Large(screen)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        await idle(app, pilot)
        yield app, pilot


async def idle(app: Large, pilot: Pilot[None]) -> None:
    """Wait until nothing is under way, and what was done is drawn."""
    await pilot.pause()
    await until(pilot, lambda: not app.large.is_busy)
    await pilot.pause()


async def press(app: Large, pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and wait for what they do."""
    await pilot.press(*keys)
    await idle(app, pilot)


async def longest_wait(while_busy: LargeScreen) -> float:
    """The longest time in seconds that the event loop was held up while a screen was busy."""
    longest = 0.0
    while while_busy.is_busy:
        before = perf_counter()
        await asyncio.sleep(0.001)
        longest = max(longest, perf_counter() - before - 0.001)
    return longest
