"""jtui with the settings' screen open, and ways to look at it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from tests.pilot.specs_app import isolate
from tui.app import ConsoleApp
from tui.config.application import JtuiApp
from tui.errors import LaunchError
from tui.kernels.launched import Launch
from tui.model.kernelspec import KernelSpec
from tui.screens.settings.screen import SettingsScreen
from tui.terminal.signals import TerminationWatch
from tui.widgets.connect.note import Note
from tui.widgets.key_bar import KeyBar
from tui.widgets.settings.edit_row import EditRow
from tui.widgets.settings.panel import SettingsField
from tui.widgets.settings.row import SettingRow
from tui.widgets.settings.rows import SettingRows
from tui.widgets.specs.details import SpecDetails

PATIENCE = 30.0
"""Seconds after which a test gives up waiting for something."""
_NONE = KernelSpec("none", ("/bin/false",), "None", "python")
_CHARACTERS = {"enter": "\r", "space": " ", "slash": "/"}


class Console(ConsoleApp):
    """jtui, with what its settings' screen shows."""

    @property
    def settings_screen(self) -> SettingsScreen:
        """The screen, which is open."""
        found = [each for each in self.screen_stack if isinstance(each, SettingsScreen)]
        assert len(found) == 1
        return found[0]

    @property
    def is_open(self) -> bool:
        """Whether it is open and has read the settings."""
        found = [each for each in self.screen_stack if isinstance(each, SettingsScreen)]
        return bool(found) and found[0].reading is not None

    @property
    def rows(self) -> SettingRows:
        """The list."""
        return self.settings_screen.query_one(SettingRows)

    @property
    def field(self) -> SettingsField:
        """The filter."""
        return self.settings_screen.query_one(SettingsField)

    @property
    def edit_row(self) -> EditRow:
        """Where a value is typed."""
        return self.settings_screen.query_one(EditRow)

    def edits(self) -> bool:
        """Whether a value is being typed."""
        return self.edit_row.display

    @property
    def keys(self) -> str:
        """The row of keys."""
        return self.settings_screen.query_one(KeyBar).render_line(0).text.rstrip()

    @property
    def note(self) -> str:
        """What is said to have gone wrong."""
        return self.settings_screen.query_one(Note).text

    @property
    def details(self) -> str:
        """All lines of the details."""
        lines = self.settings_screen.query_one(SpecDetails).lines
        return "\n".join(f"{line.label:<11}{line.text}" for line in lines)

    def row(self, key: str) -> SettingRow:
        """The row of a setting."""
        return next(each for each in self.rows.rows if each.key == key)

    def value(self, key: str) -> Any:
        """The value that is in force."""
        assert self.settings_screen.reading is not None
        return self.settings_screen.reading.of(key).value

    def drawn(self, key: str) -> str:
        """The line of a setting."""
        for number, line in enumerate(self.rows._lines):
            if isinstance(line, SettingRow) and line.key == key:
                strip = self.rows.line(number, self.rows.text_width)
                assert strip is not None
                return strip.text.rstrip()
        raise AssertionError(key)

    @property
    def text(self) -> str:
        """The whole screen that is on top."""
        strips = self.screen._compositor.render_strips()
        return "\n".join("".join(part.text for part in strip) for strip in strips)

    @property
    def said(self) -> str:
        """The words of all notifications, the newest last."""
        return "\n".join(notification.message for notification in self._notifications)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's configuration directory, empty; all others are the test's own, too."""
    isolate(tmp_path, monkeypatch)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path / "more config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "")
    directory = tmp_path / "config"
    directory.mkdir()
    return directory


def own(config: Path) -> Path:
    """The file that the screen writes."""
    return config / "jupyter_tui_config.json"


def written(config: Path) -> Any:
    """What is in that file; nothing where there is none."""
    return json.loads(own(config).read_text()) if own(config).exists() else {}


@asynccontextmanager
async def console(
    *options: str, size: tuple[int, int] = (120, 40), tabs: int = 1
) -> AsyncIterator[tuple[Console, Pilot[int]]]:
    """A jtui that is shown, with the settings that the files say."""
    watch = TerminationWatch(lambda: None)
    watch.start()
    program = JtuiApp()
    program.initialize(options)
    settings = replace(program.settings(), kernels=("none",) * tabs, options=options)
    launches = [Launch(_NONE, None, LaunchError("It could not.")) for _ in range(tabs)]
    app = Console(settings, launches, watch)
    try:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield app, pilot
            # What the tabs have under way ends before the loop does.
            for session in app.console_screen.sessions:
                await session.close()
            if app._recorder is not None:
                await app._recorder.finish()
    finally:
        app.kill_kernels()
        watch.stop()


@asynccontextmanager
async def opened(
    *options: str, size: tuple[int, int] = (120, 40), tabs: int = 1
) -> AsyncIterator[tuple[Console, Pilot[int]]]:
    """A jtui with the screen open, the settings read."""
    async with console(*options, size=size, tabs=tabs) as (app, pilot):
        await pilot.press("f11")
        await until(pilot, lambda: app.is_open)
        yield app, pilot


async def until(pilot: Pilot[int], holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - no one event tells of any condition
            await asyncio.sleep(0.01)
    await pilot.pause()


def type_at_once(app: Console, keys: Sequence[str]) -> None:
    """Have keys arrive as from one read of the terminal, before the first has done anything."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else _CHARACTERS.get(key)))


async def go_to(app: Console, pilot: Pilot[int], key: str) -> None:
    """Select a setting."""
    app.rows.select_key(key)
    await pilot.pause()
    assert app.rows.selected is not None and app.rows.selected.key == key
