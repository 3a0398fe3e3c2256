"""The settings in a real terminal: changed on the screen, in force at once and ever after."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e

F11 = "\x1b[23~"


def written(jtui: Jtui) -> Any:
    """What is in the file that jtui writes."""
    return json.loads((jtui.config / "jupyter_tui_config.json").read_text())


def begin(jtui: Jtui, *options: str, size: tuple[int, int] = (120, 40)) -> None:
    # The kernel is said by what is no change of a setting.
    jtui.start("--JtuiApp.default_kernel=python3", *options, size=size)
    jtui.wait_state("idle")


def open_settings(jtui: Jtui) -> None:
    jtui.send(F11)
    jtui.wait_for(" settings, ●")


def find(jtui: Jtui, name: str) -> None:
    """Leave one setting in the list, selected."""
    jtui.press("/")
    jtui.type(name)
    jtui.wait_for("1 of ")


def leave(jtui: Jtui) -> None:
    """Take the filter off, and close the screen."""
    jtui.press("escape")
    jtui.wait_gone("1 of ")
    jtui.press("escape")
    jtui.wait_for(lambda: " │ " in jtui.status, what="the status bar")
    jtui.settle()


def end(jtui: Jtui) -> None:
    jtui.press("ctrl+q")
    jtui.wait_for("shut down")
    jtui.press("s")
    assert jtui.wait_exit() == 0


def run(jtui: Jtui, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """jtui without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "tui", *words],
        env={**jtui.environment, **environment},
        cwd=jtui.work,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_switch_is_in_force_at_once_and_at_the_next_start(jtui: Jtui) -> None:
    begin(jtui)
    jtui.type("print(")
    jtui.wait_for("print()")
    jtui.clear_draft()
    open_settings(jtui)
    find(jtui, "auto_close")
    jtui.press("enter")
    jtui.wait_for("● 1 changed")
    leave(jtui)
    jtui.type("print(")
    jtui.wait_for("print(")
    jtui.settle()
    assert "print()" not in jtui.text
    jtui.clear_draft()
    assert written(jtui) == {"Prompt": {"auto_close": False}}
    end(jtui)
    begin(jtui)
    jtui.type("print(")
    jtui.wait_for("print(")
    jtui.settle()
    assert "print()" not in jtui.text


def test_a_time_that_cells_take_is_shown_from_now_on(jtui: Jtui) -> None:
    begin(jtui, size=(60, 20))
    jtui.ask("import time; time.sleep(0.2)")
    assert "took" not in jtui.text
    open_settings(jtui)
    find(jtui, "show_elapsed")
    jtui.press("enter")
    jtui.wait_for("show_elapsed_after = 1")
    jtui.type("x")
    jtui.wait_for("✗ It takes a number of seconds")
    jtui.press("backspace", "backspace")
    jtui.type("0.1")
    jtui.press("enter")
    jtui.wait_for("● 1 changed")
    leave(jtui)
    jtui.wait_for("took")
    assert written(jtui) == {"Transcript": {"show_elapsed_after": 0.1}}


def test_what_is_entered_while_nothing_is_kept_is_never_kept(jtui: Jtui) -> None:
    begin(jtui)
    jtui.ask("first = 1")
    for kept in ("no more", "again"):
        open_settings(jtui)
        find(jtui, "history.store")
        jtui.press("enter")
        jtui.wait_for("● 1 changed" if kept == "no more" else "● 0 changed")
        leave(jtui)
        jtui.ask("hidden = 2" if kept == "no more" else "third = 3")
    end(jtui)
    exported = run(jtui, "history", "export", "-").stdout
    assert "first = 1" in exported and "third = 3" in exported
    assert "hidden" not in exported


def test_a_broken_file_is_told_and_left_as_it_is(jtui: Jtui) -> None:
    file = jtui.config / "jupyter_tui_config.json"
    file.write_text("{ broken")
    begin(jtui)
    open_settings(jtui)
    find(jtui, "auto_close")
    jtui.press("enter")
    jtui.wait_for("this run")
    jtui.wait_for(lambda: "is not valid JSON" in " ".join(jtui.text.split()))
    leave(jtui)
    jtui.type("print(")
    jtui.wait_for("print(")
    jtui.settle()
    assert "print()" not in jtui.text
    assert file.read_text() == "{ broken"


def test_an_option_counts_more_than_the_screen(jtui: Jtui) -> None:
    begin(jtui, "--Prompt.auto_close=False")
    open_settings(jtui)
    find(jtui, "auto_close")
    jtui.wait_for("the command line counts more")
    jtui.press("enter")
    jtui.wait_for("Prompt.auto_close is written, but the command line counts more")
    assert written(jtui) == {"Prompt": {"auto_close": True}}


# The command line alone.


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (
            "--Prompt.auto_clos=False",
            "There is no option --Prompt.auto_clos. Did you mean --Prompt.auto_close?",
        ),
        ("--Promt.auto_close=False", "Did you mean --Prompt.auto_close?"),
        ("--Prompt.auto_close=maybe", "Prompt.auto_close"),
        ("--Saving.autosave=-1", "Saving.autosave"),
        ("--Prompt.editing_mode=ed", "Prompt.editing_mode"),
    ],
)
def test_a_wrong_option_is_named_with_the_nearest_and_ends_jtui(
    jtui: Jtui, option: str, words: str
) -> None:
    ended = run(jtui, option)
    assert ended.returncode == 2
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("name", ["jupyter_tui_config.py", "jupyter_tui_config.json"])
@pytest.mark.parametrize("place", ["user", "JUPYTER_CONFIG_PATH"])
def test_a_wrong_key_in_a_file_is_named_with_file_and_nearest_name(
    jtui: Jtui, name: str, place: str, tmp_path: Path
) -> None:
    directory = jtui.config if place == "user" else tmp_path / "project"
    directory.mkdir(exist_ok=True)
    file = directory / name
    if file.suffix == ".py":
        file.write_text("c.Prompt.auto_clos = False\nc.Promt.x = 1\n")
    else:
        file.write_text('{"Prompt": {"auto_clos": false}, "Promt": {"x": 1}}')
    found = run(jtui, "--list-kernels", JUPYTER_CONFIG_PATH=str(tmp_path / "project"))
    assert found.returncode == 0
    assert f"{file}: Prompt.auto_clos is not a setting. Did you mean auto_close?" in found.stderr
    assert f"{file}: Promt is not a section of settings. Did you mean Prompt?" in found.stderr


def test_settings_of_the_environment_are_read(jtui: Jtui, tmp_path: Path) -> None:
    # The files of an environment: a virtual one, so that nothing is written into that of the tests.
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", "--system-site-packages", tmp_path / "env"],
        check=True,
    )
    directory = tmp_path / "env" / "etc" / "jupyter"
    directory.mkdir(parents=True)
    (directory / "jupyter_tui_config.py").write_text("c.Prompt.auto_clos = False\n")
    ended = subprocess.run(
        [tmp_path / "env" / "bin" / "python", "-m", "tui", "--list-kernels"],
        env={**jtui.environment, "PYTHONPATH": ":".join(each for each in sys.path if each)},
        cwd=jtui.work,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert f"{directory}/jupyter_tui_config.py: Prompt.auto_clos" in ended.stderr


def test_a_python_file_with_everything_is_generated_and_changes_nothing(jtui: Jtui) -> None:
    assert run(jtui, "--generate-config").returncode == 0
    file = jtui.config / "jupyter_tui_config.py"
    text = file.read_text()
    assert "# c.Prompt.auto_close = True" in text
    again = run(jtui, "--generate-config")
    assert again.returncode == 2 and "-y overwrites it" in again.stderr
    assert file.read_text() == text
    # All of it, without the marks, is right.
    settings = [line.removeprefix("# ") for line in text.splitlines() if line.startswith("# c.")]
    file.write_text("\n".join(settings))
    assert run(jtui, "--list-kernels").stderr == ""
