"""What the screen of the kernelspecs ends with, and what it asks of the application."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from textual.message import Message

from tui.model.kernelspec import KernelSpec
from tui.model.spec_entry import SpecEntry


@dataclass(frozen=True, slots=True)
class SpecStart:
    """A kernel is to be started in a new tab, by the name of its kernelspec."""

    name: str
    spec: KernelSpec


class InstallWanted(Message, namespace="kernelspecs_screen"):
    """A kernel is to be installed; `reload` is to be called on the screen afterwards."""


class EditWanted(Message, namespace="kernelspecs_screen"):
    """A kernelspec that can be edited is to be, in a form; then `reload`, as above."""

    def __init__(self, entry: SpecEntry) -> None:
        super().__init__()
        self.entry = entry


class EditFileWanted(Message, namespace="kernelspecs_screen"):
    """A `kernel.json` is to be edited in the user's editor; then `file_edited` is to be called."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path


class DefaultWanted(Message, namespace="kernelspecs_screen"):
    """A name is to be that of the default kernel; when it is, set `default_name` on the screen."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
