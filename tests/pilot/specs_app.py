"""An app with the kernelspecs' screen in it, on real directories, and ways to look at it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual import events
from textual.app import App
from textual.message import Message
from textual.pilot import Pilot

from tui.screens.kernelspecs.messages import SpecStart
from tui.screens.kernelspecs.screen import KernelspecsScreen
from tui.screens.kernelspecs.trials import Trials
from tui.stores.kernelspecs.settings import SpecSettings
from tui.widgets.history.search_row import QueryInput
from tui.widgets.specs.details import SpecDetails
from tui.widgets.specs.heads import ColumnHeads
from tui.widgets.specs.panel import SpecsPanel
from tui.widgets.specs.table import SpecRows
from tui.widgets.specs.title_row import SpecTitle

_CHARACTERS = {"slash": "/", "enter": "\r"}


class SpecsApp(App[None]):
    """Opens the screen over nothing; notes what it asks for and what it ends with."""

    def __init__(
        self,
        settings: SpecSettings | None = None,
        default_name: str = "",
        used_by: Mapping[str, Sequence[str]] | None = None,
        trials: Trials | None = None,
    ) -> None:
        super().__init__()
        self.trials = trials or Trials()
        self._options = (settings, default_name, used_by)
        self.opened = KernelspecsScreen(self.trials, *self._options)
        self.asked: list[Message] = []
        self.ended = False
        self.started: SpecStart | None = None

    def on_mount(self) -> None:
        """Open it."""
        self.push_screen(self.opened, self._note_end)

    def open_again(self) -> None:
        """Open another one when the first has ended."""
        self.opened = KernelspecsScreen(self.trials, *self._options)
        self.push_screen(self.opened)

    def _note_end(self, started: SpecStart | None) -> None:
        self.ended, self.started = True, started

    def on_kernelspecs_screen_install_wanted(self, event: KernelspecsScreen.InstallWanted) -> None:
        """Note it."""
        self.asked.append(event)

    def on_kernelspecs_screen_edit_wanted(self, event: KernelspecsScreen.EditWanted) -> None:
        """Note it."""
        self.asked.append(event)

    def on_kernelspecs_screen_edit_file_wanted(
        self, event: KernelspecsScreen.EditFileWanted
    ) -> None:
        """Note it."""
        self.asked.append(event)

    def on_kernelspecs_screen_default_wanted(self, event: KernelspecsScreen.DefaultWanted) -> None:
        """Do as the application does."""
        self.asked.append(event)
        self.opened.default_name = event.name

    @property
    def panel(self) -> SpecsPanel:
        """The panel."""
        return self.opened.query_one(SpecsPanel)

    @property
    def table(self) -> SpecRows:
        """The rows."""
        return self.opened.query_one(SpecRows)

    @property
    def field(self) -> QueryInput:
        """The filter."""
        return self.opened.query_one(QueryInput)

    def lines(self) -> list[str]:
        """What stands in the table."""
        return [self.table.render_line(y).text.rstrip() for y in range(self.table.size.height)]

    def heads(self) -> str:
        """What stands over it."""
        return self.opened.query_one(ColumnHeads).render_line(0).text.rstrip()

    def title_words(self) -> str:
        """What stands in the title."""
        return self.opened.query_one(SpecTitle).render_line(0).text.strip()

    def details(self) -> str:
        """All lines of the details, in sight or not, before they are wrapped."""
        lines = self.opened.query_one(SpecDetails).lines
        return "\n".join(f"{line.label:<11}{line.text}" for line in lines)

    def names(self) -> list[str]:
        """The names in the table, as they are sorted."""
        return [row.entry.name for row in self.table.rows]

    def selected(self) -> str:
        """The name of the selected kernelspec, "" for none."""
        return self.table.selected.entry.name if self.table.selected is not None else ""

    @property
    def text(self) -> str:
        """The whole screen that is on top."""
        strips = self.screen._compositor.render_strips()
        return "\n".join("".join(part.text for part in strip) for strip in strips)

    @property
    def said(self) -> str:
        """The words of all notifications, the newest last."""
        return "\n".join(notification.message for notification in self._notifications)


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait until something holds; the time limit of the tests ends what never does.

    A pause of the pilot's would wait for widgets of a dialog that goes just now.
    """
    while not holds():  # noqa: ASYNC110 - no one event tells of any condition
        await asyncio.sleep(0.01)
    await pilot.pause()


def type_at_once(app: SpecsApp, *keys: str) -> None:
    """Have keys arrive as from one read of the terminal, before the first has done anything."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else _CHARACTERS.get(key)))


@asynccontextmanager
async def opened(app: SpecsApp, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Pilot[None]]:
    """Run the app until its screen has read the disk."""
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "reading" not in app.title_words())
        yield pilot


def isolate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have the user's kernels, and the trash, below the directory of a test; answers the first."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "more"))
    # What the system has installed would stand among them.
    monkeypatch.setattr("jupyter_core.paths.SYSTEM_JUPYTER_PATH", [])
    kernels = tmp_path / "data" / "kernels"
    kernels.mkdir(parents=True)
    return kernels


def spec(**others: object) -> dict[str, object]:
    """The fields of a `kernel.json` that starts IPython."""
    return {
        "argv": ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Some Python",
        "language": "python",
        **others,
    }


def exits(words: str, status: int = 3) -> dict[str, object]:
    """The fields of one whose process says something and ends."""
    argv = ["sh", "-c", f"echo '{words}' >&2; exit {status}", "{connection_file}"]
    return spec(argv=argv, display_name="Exits")
