"""An app on jtui's driver, watch and crash path; F2 blocks its loop, F3 breaks it, F4 floods.

Usage: terminal_app.py DIRECTORY [textual | patient | no-blink]: leaves Textual's own driver in
place, waits half a minute for an orderly end, has a cursor that does not blink.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult, SystemCommand
from textual.binding import BindingType
from textual.command import CommandPalette
from textual.drivers.linux_driver import LinuxDriver
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, Static

from tui.crash_report import log_uncaught, report_crash
from tui.screens.palette import SingleChoicePalette
from tui.terminal.crash import CalmExit
from tui.terminal.driver import TerminalDriver
from tui.terminal.signals import TerminationWatch

GRACE = 1.0


class TerminalApp(CalmExit[None]):
    """An input line, and a picture as large as the screen that can be made to change."""

    CSS = "Input { dock: top; } Static { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("f2", "block", "block"),
        ("f3", "fail", "fail"),
        ("f4", "flood", "flood"),
        ("f5", "rest", "rest"),
    ]

    def __init__(self, watch: TerminationWatch, plain: bool) -> None:
        super().__init__(driver_class=LinuxDriver if plain else TerminalDriver)
        self._is_plain = plain
        self._watch = watch
        self._frames = 0
        self._flood: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Input()
        yield Static("ready", markup=False)

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = "no-blink" not in sys.argv
        self._watch.serve(asyncio.get_running_loop(), self._end)

    def _end(self, name: str) -> None:
        self.exit(return_code=self._watch.exit_code or 0)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.query_one(Static).update(f"submitted <{event.value[-40:]}>")
        event.input.clear()

    def action_command_palette(self) -> None:
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette() if self._is_plain else SingleChoicePalette())

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        yield SystemCommand("Nothing", "does nothing", lambda: None)

    async def action_quit(self) -> None:
        """Stay: random input quits an app fairly soon."""

    def action_block(self) -> None:
        Path(sys.argv[1], "blocked").touch()
        time.sleep(60)

    def action_fail(self) -> None:
        secret = "a-local-value"
        raise ValueError(f"broken\x1b]0;on purpose\x07{len(secret)}")

    def action_flood(self) -> None:
        self._flood = self.set_interval(1 / 60, self._paint)

    def action_rest(self) -> None:
        if self._flood is not None:
            self._flood.stop()
        self.query_one(Static).update("rested\nafter a flood")

    def _paint(self) -> None:
        self._frames += 1
        row = chr(ord("a") + self._frames % 26) * self.size.width
        self.query_one(Static).update("\n".join([row] * self.size.height))
        Path(sys.argv[1], "frames").write_text(str(self._frames))


def main() -> int:
    """Run the app and return its exit code."""
    directory = Path(sys.argv[1])
    log = directory / "log"
    logging.basicConfig(filename=log, level=logging.INFO)
    log_uncaught(log)
    watch = TerminationWatch(
        (directory / "last-resort").touch,
        grace=30.0 if "patient" in sys.argv else GRACE,
        stacks=directory / "stacks",
    )
    watch.start()
    app: TerminalApp = TerminalApp(watch, plain="textual" in sys.argv)
    app.run()
    if app.crash is not None:
        sys.stderr.write(report_crash(app.crash, log) + "\n")
        return 1
    return app.return_code or 0


if __name__ == "__main__":
    sys.exit(main())
