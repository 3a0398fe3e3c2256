"""An app that shows one dialog, ways to look at it, and environments made of scripts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Generic, TypeVar

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

T = TypeVar("T")
PATIENCE = 20.0
"""Seconds until what never holds fails a test."""


class DialogApp(App[None], Generic[T]):
    """Shows a dialog, and notes what it ends with."""

    def __init__(self, dialog: Screen[T]) -> None:
        super().__init__()
        self.dialog = dialog
        self.results: list[T | None] = []

    def on_mount(self) -> None:
        """Open it."""
        self.push_screen(self.dialog, self.results.append)

    @property
    def text(self) -> str:
        """What is on the screen."""
        strips = self.screen._compositor.render_strips()
        return "\n".join("".join(part.text for part in strip) for strip in strips)

    @property
    def said(self) -> str:
        """The same without the lines' ends and the frame, as one runs on reading."""
        return " ".join(self.text.replace("│", " ").split())


@asynccontextmanager
async def shown(
    dialog: Screen[T], size: tuple[int, int] = (100, 40)
) -> AsyncIterator[tuple[DialogApp[T], Pilot[None]]]:
    """An app in which the dialog is open."""
    app = DialogApp(dialog)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await pilot.pause(0.01)
    await pilot.pause()


def made_environment(path: Path, script: str, *, ipykernel: str = "7.4.0") -> Path:
    """A directory like that of a venv, whose Python is a shell script; answers the script.

    `ipykernel` is its version in there, `""` for none.
    """
    packages = path / "lib" / "python3.12" / "site-packages"
    packages.mkdir(parents=True)
    (path / "pyvenv.cfg").write_text("home = /nowhere\nversion = 3.12.4\n")
    for name, version in (("pip", "25.0"), ("ipykernel", ipykernel)):
        if version:
            metadata = packages / f"{name}-{version}.dist-info"
            metadata.mkdir()
            (metadata / "METADATA").write_text(f"Name: {name}\n")
    python = path / "bin" / "python"
    python.parent.mkdir()
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    return python
