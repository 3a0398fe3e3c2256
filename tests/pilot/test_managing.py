"""What the application does for the kernelspec manager, with real directories and settings."""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.pilot.specs_app import isolate, spec
from tests.unit.stores.kernelspecs.trees import install
from tui.config import Settings
from tui.external_editor import EditorError, ExternalEditor
from tui.managing import ManagingApp
from tui.screens.kernelspecs.screen import KernelspecsScreen
from tui.stores.kernelspecs.trash import trash
from tui.terminal.signals import TerminationWatch
from tui.widgets.dialogs.choice import ChoiceDialog
from tui.widgets.specs.panel import SpecsPanel
from tui.widgets.specs.table import SpecRows

Edit = Callable[[Path], None]


class ScriptedEditor(ExternalEditor):
    """Does one edit after another, where there is no terminal for a program."""

    def __init__(self, app: ManagingApp, edits: Sequence[Edit]) -> None:
        watch = TerminationWatch(lambda: None)
        super().__init__(app, watch)
        # It is never started, so it cannot be stopped either.
        watch._reader.close()
        watch._writer.close()
        self.edits = [*edits]
        self.opened: list[tuple[Path, int]] = []

    async def open(self, path: Path, line: int = 0) -> None:
        """Do the next one."""
        self.opened.append((path, line))
        self.edits.pop(0)(path)


class ManagerApp(ManagingApp):
    """The manager in an app without kernels."""

    def __init__(self, edits: Sequence[Edit] = ()) -> None:
        super().__init__()
        self.settings = Settings()
        self._default_kernel = "python3"
        self._editor = self.editor = ScriptedEditor(self, edits)
        self.complaints: list[str] = []

    def tabs_by_kernel(self) -> Mapping[str, Sequence[str]]:
        """None."""
        return {}

    def complain(self, problem: str) -> None:
        """Note it."""
        self.complaints.append(problem)

    @property
    def manager(self) -> KernelspecsScreen:
        """The screen."""
        screen = self._manager
        assert screen is not None
        return screen

    @property
    def said(self) -> str:
        """The words of all notifications, the newest last."""
        return "\n".join(notification.message for notification in self._notifications)


async def until(pilot: Pilot[int], holds: Callable[[], bool]) -> None:
    """Wait until something holds; the time limit of the tests ends what never does."""
    while not holds():
        await pilot.pause(0.01)
    await pilot.pause()


@asynccontextmanager
async def managing(app: ManagerApp, select: str) -> AsyncIterator[Pilot[int]]:
    """Run the app with its manager open, and a kernelspec selected."""
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, KernelspecsScreen))
        rows = app.screen.query_one(SpecRows)
        await until(pilot, lambda: select in [row.entry.name for row in rows.rows])
        app.screen.query_one(SpecsPanel).select(select)
        yield pilot


def saying(text: str) -> Edit:
    """An edit that leaves a text."""

    def edit(path: Path) -> None:
        path.write_text(text)

    return edit


@pytest.fixture
def kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's kernels; copies to edit are made below the directory of a test as well."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return isolate(tmp_path, monkeypatch)


# Editing the file.


async def test_an_edit_is_made_in_a_copy_and_the_old_file_is_in_the_trash(
    kernels: Path, tmp_path: Path
) -> None:
    file = install(kernels, "mine", spec()) / "kernel.json"
    before = file.read_bytes()
    seen: list[bytes] = []

    def edit(path: Path) -> None:
        path.write_text(json.dumps(spec(display_name="New")))
        seen.append(file.read_bytes())

    app = ManagerApp([edit])
    async with managing(app, "mine") as pilot:
        await pilot.press("E")
        await until(pilot, lambda: file.read_bytes() != before)
        await until(pilot, lambda: not [*(tmp_path / "temporary").iterdir()])
    assert seen == [before]
    assert json.loads(file.read_bytes())["display_name"] == "New"
    assert [item.kept.read_bytes() for item in trash()] == [before]
    assert app.complaints == []


async def test_a_broken_edit_is_gone_on_with_at_its_line(kernels: Path) -> None:
    file = install(kernels, "mine", spec()) / "kernel.json"
    before = file.read_bytes()
    app = ManagerApp([saying("{\n\n,"), saying("{}"), saying(json.dumps(spec(display_name="N")))])
    async with managing(app, "mine") as pilot:
        await pilot.press("E")
        for count in (1, 2):
            await until(pilot, lambda count=count: len(app.editor.opened) == count)  # type: ignore[misc]
            await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
            assert file.read_bytes() == before
            await pilot.press("e")
        await until(pilot, lambda: file.read_bytes() != before)
    assert [line for _, line in app.editor.opened] == [0, 3, 0]
    assert json.loads(file.read_bytes())["display_name"] == "N"


async def test_giving_up_changes_nothing_and_keeps_what_was_typed(
    kernels: Path, tmp_path: Path
) -> None:
    file = install(kernels, "mine", spec()) / "kernel.json"
    before = file.read_bytes()
    app = ManagerApp([saying("{ typed")])
    async with managing(app, "mine") as pilot:
        await pilot.press("E")
        await until(pilot, lambda: isinstance(app.screen, ChoiceDialog))
        await pilot.press("g")
        await until(pilot, lambda: bool(app.complaints))
        [kept] = (tmp_path / "temporary").iterdir()
    assert file.read_bytes() == before and trash() == ()
    assert kept.read_text() == "{ typed" and str(kept) in app.complaints[0]


async def test_an_editor_that_fails_and_one_that_does_nothing_change_nothing(
    kernels: Path,
) -> None:
    file = install(kernels, "mine", spec()) / "kernel.json"
    before = file.read_bytes()

    def fail(path: Path) -> None:
        path.write_text("{}")
        raise EditorError("The editor ended with exit code 1.")

    app = ManagerApp([fail, lambda path: None])
    async with managing(app, "mine") as pilot:
        await pilot.press("E")
        await until(pilot, lambda: bool(app.complaints))
        assert "ended with exit code 1" in app.complaints[0]
        await pilot.press("E")
        await until(pilot, lambda: "Nothing was changed." in app.said)
    assert file.read_bytes() == before and trash() == ()


async def test_a_link_as_kernel_json_is_not_written_through(kernels: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_text(json.dumps(spec()))
    before = elsewhere.read_bytes()
    (kernels / "mine").mkdir()
    file = kernels / "mine" / "kernel.json"
    file.symlink_to(elsewhere)
    app = ManagerApp([saying(json.dumps(spec(display_name="New")))])
    async with managing(app, "mine") as pilot:
        await pilot.press("E")
        await until(pilot, lambda: not file.is_symlink())
    assert elsewhere.read_bytes() == before
    assert json.loads(file.read_bytes())["display_name"] == "New"


# The default kernel.


def configure(directory: Path, **fields: object) -> None:
    """Write a configuration file of jtui's."""
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / "jupyter_tui_config.json"
    file.write_text(json.dumps({"JtuiApp": fields}))


async def test_a_default_kernel_is_what_jtui_opens(kernels: Path, tmp_path: Path) -> None:
    install(kernels, "mine", spec())
    app = ManagerApp()
    async with managing(app, "mine") as pilot:
        await pilot.press("asterisk")
        await until(pilot, lambda: "jtui opens mine from now on" in app.said)
        assert app.manager.default_name == "mine"
    assert "mine" in (tmp_path / "config" / "jupyter_tui_config.json").read_text()


async def test_a_more_important_file_that_sets_another_default_is_said(
    kernels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path / "first"))
    configure(tmp_path / "first", default_kernel="other")
    install(kernels, "mine", spec())
    app = ManagerApp()
    async with managing(app, "mine") as pilot:
        await pilot.press("asterisk")
        await until(pilot, lambda: bool(app.complaints))
        assert app.manager.default_name == "other"
    assert app.complaints[0].endswith("a more important configuration file says other.")
    assert "from now on" not in app.said


async def test_kernels_that_are_set_as_well_are_said(kernels: Path, tmp_path: Path) -> None:
    configure(tmp_path / "config", kernels=["one", "two"])
    install(kernels, "mine", spec())
    app = ManagerApp()
    async with managing(app, "mine") as pilot:
        await pilot.press("asterisk")
        await until(pilot, lambda: "JtuiApp.kernels is set as well" in app.said)
        assert "jtui opens one, two." in app.said and "from now on" not in app.said
        assert app.manager.default_name == "mine"
