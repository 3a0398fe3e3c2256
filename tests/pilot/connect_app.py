"""jtui with one tab without a kernel, to open others from, and ways to look at its panel."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from textual import events
from textual.pilot import Pilot

from tests.pilot.specs_app import isolate
from tui.app import ConsoleApp
from tui.attaching import ConnectPage
from tui.config import HistorySettings, Settings
from tui.errors import LaunchError
from tui.kernels.launched import Launch
from tui.model.kernelspec import KernelSpec
from tui.screens.connect.listed import ListedPage
from tui.screens.connect.screen import ConnectScreen
from tui.terminal.signals import TerminationWatch
from tui.widgets.connect.field_row import FieldRow, PageField
from tui.widgets.connect.note import Note
from tui.widgets.connect.row_list import RowList
from tui.widgets.specs.details import SpecDetails

PATIENCE = 30.0
"""Seconds after which a test gives up waiting for something."""
_NONE = KernelSpec("none", ("/bin/false",), "None", "python")
_CHARACTERS = {"enter": "\r", "space": " "}


class Console(ConsoleApp):
    """jtui, with what its panel shows."""

    @property
    def panel(self) -> ConnectScreen:
        """The panel, which is on top."""
        assert isinstance(self.screen, ConnectScreen)
        return self.screen

    @property
    def page(self) -> ListedPage:
        """The page in view."""
        return self.panel.page

    @property
    def rows(self) -> RowList:
        """The rows."""
        return self.panel.query_one(RowList)

    @property
    def field(self) -> PageField:
        """The filter."""
        return self.panel.query_one(PageField)

    @property
    def state(self) -> str:
        """The words beside the filter."""
        return self.panel.query_one(FieldRow).state_words

    @property
    def note(self) -> str:
        """What is said to have gone wrong."""
        return self.panel.query_one(Note).text

    @property
    def details(self) -> str:
        """All lines of the details."""
        lines = self.panel.query_one(SpecDetails).lines
        return "\n".join(f"{line.label:<11}{line.text}" for line in lines)

    def lines(self) -> list[str]:
        """What stands in the list."""
        return [self.rows.render_line(y).text.rstrip() for y in range(self.rows.size.height)]

    def cells(self, column: int) -> list[str]:
        """The texts of a column."""
        return [row.cells[column] for row in self.rows.rows]

    @property
    def text(self) -> str:
        """The whole screen that is on top."""
        strips = self.screen._compositor.render_strips()
        return "\n".join("".join(part.text for part in strip) for strip in strips)

    @property
    def said(self) -> str:
        """The words of all notifications, the newest last."""
        return "\n".join(notification.message for notification in self._notifications)


C = TypeVar("C", bound=Console)


@contextmanager
def made_console(kind: type[C]) -> Iterator[C]:
    """A jtui that is not shown yet; its kernels end with it."""
    watch = TerminationWatch(lambda: None)
    watch.start()
    settings = Settings(kernels=("none",), history=HistorySettings(store=False))
    launch = Launch(_NONE, None, LaunchError("It could not."))
    app = kind(settings, [launch], watch)
    try:
        yield app
    finally:
        app.kill_kernels()
        watch.stop()


@asynccontextmanager
async def console(size: tuple[int, int] = (120, 40)) -> AsyncIterator[tuple[Console, Pilot[int]]]:
    """A jtui that is shown."""
    with made_console(Console) as app:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield app, pilot
            # What the tabs have under way ends before the loop does.
            for session in app.console_screen.sessions:
                if session.transport.owns_kernel:
                    await session.shutdown(0.0)
                await session.close()


@asynccontextmanager
async def panel(
    page: ConnectPage, size: tuple[int, int] = (120, 40), text: str = ""
) -> AsyncIterator[tuple[Console, Pilot[int]]]:
    """A jtui with its panel open on a page."""
    async with console(size) as (app, pilot):
        await app.pick(page, text)
        await pilot.pause()
        yield app, pilot


async def until(pilot: Pilot[int], holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - no one event tells of any condition
            await asyncio.sleep(0.01)
    await pilot.pause()


def type_at_once(app: Console, *keys: str) -> None:
    """Have keys arrive as from one read of the terminal, before the first has done anything."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else _CHARACTERS.get(key)))


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Jupyter's runtime directory, empty; all other directories are the test's own, too."""
    isolate(tmp_path, monkeypatch)
    directory = tmp_path / "runtime"
    directory.mkdir()
    return directory


@contextmanager
def running_kernel(file: Path) -> Iterator[subprocess.Popen[bytes]]:
    """An IPython kernel that somebody else has started, ready, listening as the file says."""
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", str(file)]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait_for_kernel(file)
        yield process
    finally:
        process.kill()
        process.wait()


def _wait_for_kernel(file: Path) -> None:
    for _ in range(int(PATIENCE / 0.05)):
        if file.exists() and file.read_bytes().endswith(b"}"):
            break
        time.sleep(0.05)
    client = BlockingKernelClient(connection_file=str(file))
    client.load_connection_file()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=PATIENCE)
    finally:
        client.stop_channels()


def dead_kernel(file: Path, name: str = "gone") -> None:
    """The connection file of a kernel that has ended long ago."""
    file.write_text(
        '{"shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5,'
        ' "ip": "127.0.0.1", "transport": "tcp", "key": "k", "signature_scheme": "hmac-sha256",'
        f' "kernel_name": "{name}"}}'
    )
    os.utime(file, (1_700_000_000, 1_700_000_000))
