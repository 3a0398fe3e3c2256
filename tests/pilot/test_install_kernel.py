"""The dialog in which a kernel is installed, with real processes and real directories."""

from __future__ import annotations

import json
import os
import sys
import venv
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests import fakes
from tests.pilot.dialog_app import DialogApp, made_environment, shown, until
from tui.screens.installing.screen import InstallScreen
from tui.stores.kernelspecs.listing import list_specs
from tui.stores.kernelspecs.trash import trash
from tui.widgets.dialogs.choice import ChoiceDialog
from tui.widgets.dialogs.text_entry import TextEntry
from tui.widgets.specs_forms.command_output import MOST_LINES, CommandOutput, progress_key
from tui.widgets.specs_forms.offer_list import OfferList
from tui.widgets.specs_forms.output_page import Course, OutputPage
from tui.widgets.specs_forms.source_page import SourcePage

SPEC = {"argv": ["old", "{connection_file}"], "display_name": "Old", "language": "old"}
# Stands for `python -m ipykernel install --user --name NAME --display-name WORDS`.
REGISTERS = """
directory="$JUPYTER_DATA_DIR/kernels/$6"
mkdir -p "$directory"
echo "Installed kernelspec $6 in $directory"
echo '{"argv": ["new", "{connection_file}"], "display_name": "New", "language": "python"}' \\
    > "$directory/kernel.json"
"""
FAILS = 'for n in 1 2 3; do echo "line $n"; done; echo "no such thing" >&2; exit 3'
WAITS = 'echo $$ > "$JUPYTER_DATA_DIR/pid"; sleep 1000 & echo begun; wait'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory in which all is found and written; environments come into `project`."""
    for name in ("CONDA_PREFIX", "VIRTUAL_ENV", "PYENV_ROOT", "WORKON_HOME", "UV_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("JUPYTER_PATH", "")
    # What is installed beside the tests hides nothing.
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    for name in ("STATE", "DATA", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    (tmp_path / "project").mkdir()
    (tmp_path / "data").mkdir(exist_ok=True)
    return tmp_path


def kernelspec(home: Path, name: str, content: object = SPEC) -> Path:
    """A kernelspec of the user's."""
    directory = home / "data" / "kernels" / name
    directory.mkdir(parents=True)
    (directory / "kernel.json").write_text(json.dumps(content))
    return directory


def display_name_of(home: Path, name: str) -> str:
    """What an installed kernelspec is called."""
    fields = json.loads((home / "data" / "kernels" / name / "kernel.json").read_text())
    return str(fields["display_name"])


class Opened:
    """The dialog, when it has found what there is."""

    def __init__(self, app: DialogApp[str], pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.source = app.dialog.query_one(SourcePage)
        self.page = app.dialog.query_one(OutputPage)
        self.output = app.dialog.query_one(CommandOutput)

    @property
    def is_asked(self) -> bool:
        """Whether a question lies over the dialog."""
        return isinstance(self.app.screen, ChoiceDialog)

    @property
    def title(self) -> str:
        """The title of the selected offer."""
        offer = self.source.selected
        return offer.title if offer is not None else ""

    def input(self, name: str) -> Input:
        """A field of the second page."""
        return self.app.dialog.query_one(f"#{name}", Input)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        await until(self.pilot, holds)

    async def until_said(self, words: str) -> None:
        """Wait until something stands on the screen."""
        await self.until(lambda: words in self.app.said)

    async def until_over(self) -> str:
        """Wait for the end of the commands, and answer what is said of it."""
        await self.until(lambda: self.page.display and self.page.course in ENDS)
        return self.page.state

    async def until_ended(self) -> list[str | None]:
        """Wait for the end of the dialog, and answer with its results."""
        await self.until(lambda: bool(self.app.results))
        return self.app.results


ENDS = (Course.DONE, Course.FAILED)


@asynccontextmanager
async def opened(home: Path, size: tuple[int, int] = (100, 40)) -> AsyncIterator[Opened]:
    """The dialog in the directory `project`."""
    async with shown(InstallScreen(home / "project"), size) as (app, pilot):
        at = Opened(app, pilot)
        await at.until(lambda: at.source.selected is not None)
        yield at


# What to install.


async def test_environments_are_listed_with_what_is_in_them(home: Path) -> None:
    made_environment(home / "project" / ".venv", REGISTERS)
    made_environment(home / "project" / "venv", REGISTERS, ipykernel="")
    async with opened(home, (140, 40)) as at:
        lines = [line.strip("│ ▁▂▃▄▅▆▇█") for line in at.app.text.split("\n")]
        [first] = [line for line in lines if line.endswith("~/project/.venv")]
        assert first.split() == [
            *("project", "3.12.4", "ipykernel", "7.4.0", "venv", "~/project/.venv"),
        ]
        assert "no ipykernel yet" in at.app.said
        assert "A directory with a kernel.json…" in at.app.said


async def test_typing_filters_and_the_arrows_choose(home: Path) -> None:
    made_environment(home / "project" / ".venv", REGISTERS)
    async with opened(home) as at:
        await at.pilot.press(*"kernel.json")
        assert at.title == "A directory with a kernel.json…"
        await at.pilot.press(*["backspace"] * 11, *"a")
        before = at.title
        await at.pilot.press("down")
        assert at.title != before
        await at.pilot.press("up")
        assert at.title == before
        await at.pilot.press("pagedown", "pagedown", "pagedown", "pageup")
        assert at.title
        await at.pilot.press(*"zzz")
        assert at.title == ""
        assert "Nothing here has that in it." in at.app.said
        await at.pilot.press("enter")
        assert at.source.display


async def test_known_kernels_say_what_is_missing_first(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(home))
    async with opened(home) as at:
        await at.pilot.press(*"ruby")
        assert at.title == "Ruby (IRuby)"
        assert "Install first:" in at.app.said
        await at.pilot.press("enter")
        await at.until_said("This has to be installed first: jupyter; ruby; gem.")
        await at.pilot.press("f5")
        assert not at.page.display


async def test_two_clicks_choose(home: Path) -> None:
    made_environment(home / "project" / ".venv", REGISTERS)
    async with opened(home) as at:
        await at.pilot.click(OfferList, offset=(5, 0))
        assert at.title == "project"
        await at.pilot.click(OfferList, offset=(5, 2))
        assert at.title != "project"
        await at.pilot.click(OfferList, offset=(5, 1), times=2)
        await at.until_said("Install the kernel of project")


async def test_what_is_typed_before_anything_was_found_counts(home: Path) -> None:
    made_environment(home / "project" / ".venv", REGISTERS)
    async with shown(InstallScreen(home / "project")) as (app, pilot):
        at = Opened(app, pilot)
        await pilot.press(*"project", "enter")
        await at.until_said("These commands are run:")


async def test_escape_leaves_with_nothing(home: Path) -> None:
    async with opened(home) as at:
        await at.pilot.press("escape")
        assert await at.until_ended() == [""]


# Names and commands.


async def test_the_very_commands_are_shown_for_the_names_that_are_typed(home: Path) -> None:
    python = made_environment(home / "project" / ".venv", REGISTERS)
    async with opened(home, (200, 60)) as at:
        await at.pilot.press("enter")
        await at.until_said("These commands are run:")
        assert at.input("name").value == "python3.12-project"
        assert at.input("display-name").value == "Python 3.12 (project)"
        command = f"$ JUPYTER_DATA_DIR={home / 'data'} {python} -m ipykernel install --user"
        assert command.replace(" ", "") in at.app.said.replace(" ", "")
        await at.pilot.press(*"other", "enter", *"It's", "enter")
        await at.until_said("""--name other --display-name 'It'"'"'s'""")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("../x", "A name may only have the letters a to z"),
        ("..", "A name is more than dots."),
        ("a b", "A name may only have the letters a to z"),
        ("-x", "A name does not begin with a hyphen"),
        ("x" * 65, "A name has at most 64 characters"),
        ("", "A kernelspec needs a name."),
    ],
)
async def test_a_wrong_name_is_said_and_nothing_is_run(home: Path, typed: str, words: str) -> None:
    made_environment(home / "project" / ".venv", REGISTERS)
    async with opened(home) as at:
        await at.pilot.press("enter")
        await at.until_said("These commands are run:")
        at.input("name").value = typed
        await at.until_said(words)
        assert "These commands are run:" not in at.app.said
        await at.pilot.press("f5")
        assert not at.page.display
    assert not (home / "data" / "kernels").exists()


async def test_upper_case_becomes_lower_case_and_this_is_said(home: Path) -> None:
    made_environment(home / "project" / ".venv", REGISTERS)
    async with opened(home) as at:
        await at.pilot.press("enter")
        await at.until_said("These commands are run:")
        await at.pilot.press(*"MyOwn")
        await at.until_said("It will be called myown")
        await at.pilot.press("f5")
        assert "Installed as myown." in await at.until_over()


async def test_an_environment_of_the_system_is_refused_with_what_to_do(home: Path) -> None:
    python = made_environment(home / "project" / ".venv", REGISTERS, ipykernel="")
    packages = python.parent.parent / "lib" / "python3.12"
    (packages / "EXTERNALLY-MANAGED").touch()
    (python.parent.parent / "pyvenv.cfg").unlink()
    python.rename(python.with_name("python3.12"))
    async with opened(home) as at:
        await at.pilot.press(*str(python.with_name("python3.12")), "enter")
        await at.until_said("cannot be installed there. Make an environment of your own")
        await at.pilot.press("f5")
        assert not at.page.display


# Installing.


async def test_an_environment_becomes_a_kernel_by_keyboard_alone(home: Path) -> None:
    made_environment(home / "project" / ".venv", REGISTERS)
    async with opened(home) as at:
        await at.pilot.press("enter")
        await at.until_said("These commands are run:")
        await at.pilot.press("enter", "enter", "enter")
        assert "Installed as python3.12-project. Enter opens it" in await at.until_over()
        assert "Installed kernelspec python3.12-project in" in "\n".join(at.output.texts)
        assert at.output.texts[0].startswith("$ JUPYTER_DATA_DIR=")
        await at.pilot.press("enter")
        assert await at.until_ended() == ["python3.12-project"]
        assert isinstance(at.app.dialog, InstallScreen)
        assert at.app.dialog.opens
    assert display_name_of(home, "python3.12-project") == "New"


async def test_escape_after_an_installation_has_the_name_and_opens_nothing(home: Path) -> None:
    made_environment(home / "project" / ".venv", REGISTERS)
    async with opened(home, (60, 20)) as at:
        await at.pilot.press("enter")
        await at.until_said("These commands are run:")
        await at.pilot.press("f5")
        await at.until_over()
        await at.pilot.press("escape")
        assert await at.until_ended() == ["python3.12-project"]
        assert isinstance(at.app.dialog, InstallScreen)
        assert not at.app.dialog.opens


async def test_an_existing_name_is_asked_about_and_goes_to_the_trash(home: Path) -> None:
    made_environment(home / "project" / ".venv", REGISTERS)
    kernelspec(home, "Mine")
    async with opened(home) as at:
        await at.pilot.press("enter")
        await at.until_said("These commands are run:")
        await at.pilot.press(*"mine")
        await at.until_said("exists already. It goes to the trash")
        await at.pilot.press("f5")
        await at.until(lambda: at.is_asked)
        await at.pilot.press("escape")
        assert not at.page.display
        assert display_name_of(home, "Mine") == "Old"
        await at.pilot.press("f5")
        await at.until(lambda: at.is_asked)
        await at.pilot.press("i")
        assert "Installed as mine." in await at.until_over()
    assert display_name_of(home, "mine") == "New"
    [item] = trash()
    assert json.loads((item.kept / "kernel.json").read_text()) == SPEC


async def test_a_plan_that_fails_says_why_and_leads_back(home: Path) -> None:
    python = made_environment(home / "project" / ".venv", FAILS)
    kernelspec(home, "mine")
    async with opened(home) as at:
        await at.pilot.press("enter")
        await at.until_said("These commands are run:")
        await at.pilot.press(*"mine", "f5")
        await at.until(lambda: at.is_asked)
        await at.pilot.press("i")
        assert "python ended with exit status 3. (" in await at.until_over()
        assert at.output.texts[1:] == ["line 1", "line 2", "line 3", "no such thing"]
        assert display_name_of(home, "mine") == "Old"
        assert trash() == ()
        await at.pilot.press("enter")
        assert at.app.results == []
        await at.pilot.press("escape")
        assert at.input("name").has_focus
        assert at.input("name").value == "mine"
        python.write_text(f"#!/bin/sh\n{REGISTERS}\n")
        await at.pilot.press("f5")
        await at.until(lambda: at.is_asked)
        await at.pilot.press("i")
        assert "Installed as mine." in await at.until_over()


async def test_stopping_ends_the_whole_group_and_brings_back_what_was_there(home: Path) -> None:
    made_environment(home / "project" / ".venv", WAITS)
    kernelspec(home, "mine")
    async with opened(home) as at:
        await at.pilot.press("enter")
        await at.until_said("These commands are run:")
        await at.pilot.press(*"mine", "f5")
        await at.until(lambda: at.is_asked)
        await at.pilot.press("i")
        await at.until(lambda: "begun" in at.output.texts)
        processes = running(home)
        assert len(processes) == 2
        await at.pilot.press("escape")
        await at.until(lambda: at.is_asked)
        await at.pilot.press("c")
        assert at.page.course is Course.RUNNING
        await at.pilot.press("escape")
        await at.until(lambda: at.is_asked)
        await at.pilot.press("s")
        assert "Stopped." in await at.until_over()
        await at.until(lambda: not any(is_running(process) for process in processes))
    assert display_name_of(home, "mine") == "Old"
    assert trash() == ()


async def test_nothing_runs_on_when_the_app_ends(home: Path) -> None:
    made_environment(home / "project" / ".venv", WAITS)
    async with opened(home) as at:
        await at.pilot.press("enter")
        await at.until_said("These commands are run:")
        await at.pilot.press("f5")
        await at.until(lambda: "begun" in at.output.texts)
        processes = running(home)
    await fakes.until(lambda: not any(is_running(process) for process in processes))


def running(home: Path) -> list[psutil.Process]:
    """The process that waits, and the one it waits for."""
    process = psutil.Process(int((home / "data" / "pid").read_text()))
    return [process, *process.children()]


def is_running(process: psutil.Process) -> bool:
    """Whether a process is there and no zombie."""
    return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)


async def test_hostile_output_is_drawn_harmlessly_and_the_last_lines_are_kept(home: Path) -> None:
    script = (
        'printf "\\033]0;title\\007\\033[31mred\\033[2J [@click=app.quit]x[/nope]";'
        'printf "\\342\\200\\256\\n";'
        f"seq -f 'item %.0f' {MOST_LINES + 500}; printf '%5000s|\\n' x;"
        'for n in 1 2 3; do printf "\\r  %s%% of it" $n; done; exit 1'
    )
    made_environment(home / "project" / ".venv", script)
    async with opened(home, (60, 20)) as at:
        await at.pilot.press("enter")
        await at.until_said("These commands are run:")
        await at.pilot.press("f5")
        await at.until_over()
        assert len(at.output.texts) == MOST_LINES
        assert at.output.texts[-1].strip() == "3% of it"
        assert "3% of it" in at.app.text
        assert at.app.text.replace("\n", "").isprintable()
        await at.pilot.press("home")
        assert "lines before these are not kept" in at.app.said
        assert "item 510" in at.app.said
        await at.pilot.press("right", "end")
        assert "3% of it" not in at.app.text


def test_progress_is_told_from_lines_that_are_alike() -> None:
    bar = progress_key("   ━━━━━━━━━━━╸ 1.2/10.4 MB 3.4 MB/s eta 0:00:03")
    assert bar
    assert bar == progress_key("   ━━━━━━━━━━━━━━━━━ 9.9/10.4 MB 33.4 MB/s eta 0:00:01")
    assert progress_key("Downloading a.whl (1.2 MB)") == ""
    assert progress_key("item 1") == ""
    assert progress_key("  1%") == progress_key(" 99%") != ""


# A directory, and kernels of other languages.


async def test_a_directory_is_copied_under_the_name_that_is_given(home: Path) -> None:
    source = home / "My Kernel"
    source.mkdir()
    (source / "kernel.json").write_text(json.dumps(SPEC))
    (source / "logo-64x64.png").write_bytes(b"png")
    async with opened(home) as at:
        await at.pilot.press(*"kernel.json", "enter")
        await at.until(lambda: isinstance(at.app.screen, TextEntry))
        await at.pilot.press(*"~/nothing", "enter")
        await at.until_said("holds no kernelspec that can be used")
        await at.pilot.press(*["backspace"] * 11, *"~/My Kernel/kernel.json", "down", "enter")
        await at.until_said("no command is run")
        assert at.input("name").value == "my-kernel"
        assert at.input("display-name").region.height == 0
        await at.pilot.press(*"copied", "enter", "enter")
        assert "Installed as copied." in await at.until_over()
    assert display_name_of(home, "copied") == "Old"
    assert (home / "data" / "kernels" / "copied" / "logo-64x64.png").read_bytes() == b"png"


@pytest.fixture
def hiding(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of kernelspecs that Jupyter searches before the user's."""
    monkeypatch.setenv("JUPYTER_PATH", str(home / "first"))
    (home / "first" / "kernels").mkdir(parents=True)
    return home / "first" / "kernels"


async def test_of_a_copy_that_is_hidden_the_other_one_is_not_opened(
    home: Path, hiding: Path
) -> None:
    for directory in (home / "mine", hiding / "mine"):
        directory.mkdir()
        (directory / "kernel.json").write_text(json.dumps(SPEC))
    async with opened(home) as at:
        await at.pilot.press(*"kernel.json", "enter")
        await at.until(lambda: isinstance(at.app.screen, TextEntry))
        await at.pilot.press(*"~/mine", "enter")
        await at.until_said("Jupyter finds ~/first/kernels/mine first")
        await at.pilot.press("f5")
        words = await at.until_over()
        assert words.startswith("Installed as mine, but hidden by ~/first/kernels/mine")
        assert "Enter" not in words
        await at.pilot.press("enter")
        assert at.app.results == []
        await at.pilot.press("escape")
        assert await at.until_ended() == ["mine"]


async def test_what_hides_it_is_said_in_any_case(home: Path, hiding: Path) -> None:
    (hiding / "Mine").mkdir()
    (hiding / "Mine" / "kernel.json").write_text(json.dumps(SPEC))
    made_environment(home / "project" / ".venv", REGISTERS)
    async with opened(home) as at:
        await at.pilot.press("enter")
        await at.until_said("These commands are run:")
        assert "will be hidden" not in at.app.said
        await at.pilot.press(*"mine")
        await at.until_said("Jupyter finds ~/first/kernels/Mine first")


@pytest.mark.parametrize("known", [False, True])
async def test_of_a_kernel_that_is_hidden_the_other_one_is_not_opened(
    home: Path, hiding: Path, known: bool
) -> None:
    name = "bash" if known else "python3.12-project"
    (hiding / name).mkdir()
    (hiding / name / "kernel.json").write_text(json.dumps(SPEC))
    script = f'case "$*" in *pip*) ;; *bash_kernel*) set -- 1 2 3 4 5 bash; {REGISTERS}\n;; esac'
    made_environment(home / "project" / ".venv", script if known else REGISTERS)
    async with opened(home) as at:
        if known:
            await at.pilot.press(*"takluyver", "enter")
            await at.until_said("Bash is installed into a Python environment: which?")
            await at.pilot.press(*"project")
        await at.pilot.press("enter")
        await at.until_said("These commands are run:")
        await at.pilot.press("f5")
        words = await at.until_over()
        assert words.startswith(f"Installed as {name}, but hidden by ~/first/kernels/{name}")
        assert "Enter" not in words
        await at.pilot.press("enter")
        assert at.app.results == []


async def test_a_known_kernel_asks_for_an_environment_and_installs_itself(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = (
        'case "$*" in *pip*) echo "Installing $*";; *bash_kernel*)'
        f" set -- 1 2 3 4 5 bash; {REGISTERS}\n;; esac"
    )
    made_environment(home / "project" / ".venv", script)
    kernelspec(home, "bash")
    kernelspec(home, "bash-other")
    async with opened(home, (60, 20)) as at:
        await at.pilot.press(*"takluyver", "enter")
        await at.until_said("Bash is installed into a Python environment: which?")
        await at.pilot.press("escape")
        await at.until_said("Install a kernel: of what?")
        await at.pilot.press(*"takluyver", "enter")
        await at.until_said("Bash is installed into a Python environment: which?")
        await at.pilot.press(*"project", "enter")
        await at.until_said("There is bash, bash-other already")
        await at.pilot.press("f5")
        await at.until(lambda: at.is_asked)
        await at.pilot.press("i")
        assert "Installed as bash." in await at.until_over()
        await at.pilot.press("enter")
        assert await at.until_ended() == ["bash"]
    assert display_name_of(home, "bash") == "New"
    [item] = trash()
    assert item.name == "bash"
    assert json.loads(item.kept.read_text()) == SPEC


async def test_a_kernel_that_comes_where_jupyter_does_not_look_is_pointed_out(home: Path) -> None:
    there = home / "project" / ".venv" / "share" / "jupyter" / "kernels" / "xpython"
    script = f"mkdir -p {there}; echo '{json.dumps(SPEC)}' > {there}/kernel.json"
    made_environment(home / "project" / ".venv", script)
    async with opened(home) as at:
        await at.pilot.press(*"xeus-python", "enter")
        await at.until_said("is installed into a Python environment: which?")
        await at.pilot.press("enter")
        await at.until_said("These commands are run:")
        await at.pilot.press("f5")
        words = await at.until_over()
        assert "no kernelspec has come to where Jupyter looks" in words
        assert "there is xpython" in words


# The real thing.


@pytest.mark.timeout(300)
async def test_ipykernel_is_installed_into_a_fresh_environment_first(home: Path) -> None:
    path = home / "project" / ".venv"
    venv.create(path, with_pip=True, symlinks=True)
    async with opened(home) as at:
        assert at.title == "project"
        await at.pilot.press("enter")
        await at.until_said("-m pip install ipykernel")
        await at.pilot.press("f5")
        assert f"Installed as python{sys.version_info[0]}.{sys.version_info[1]}-project." in (
            await at.until_over()
        )
    [entry] = [each for each in list_specs() if each.name.endswith("-project")]
    assert entry.spec is not None
    assert entry.spec.argv[0] == str(path / "bin" / "python")
    assert os.access(path / "bin" / "python", os.X_OK)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)])
async def test_buttons_and_commands_are_in_sight_in_any_size(
    home: Path, size: tuple[int, int]
) -> None:
    made_environment(home / "project" / ".venv", REGISTERS)
    async with opened(home, size) as at:
        assert at.title == "project"
        await at.pilot.press("enter")
        await at.until_said("These commands are run:")
        await at.pilot.press("tab", "tab")
        focused = at.app.focused
        assert focused is not None
        assert focused.id == "install"
        assert at.app.screen.region.contains_region(focused.region)
        await at.pilot.press("tab")
        assert at.app.focused is not None
        assert at.app.focused.id == "cancel"
        await at.pilot.press("enter")
        assert await at.until_ended() == [""]
