"""`jtui doctor` and `jtui --paths` as programs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import tui

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def jtui(tmp_path: Path) -> Run:
    """Run jtui to its end in a home of its own."""
    ours = ("JUPYTER", "XDG", "TERM", "TMUX", "STY", "SSH", "LC_", "LANG", "KITTY", "NO_COLOR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    home = tmp_path / "home"
    home.mkdir()
    environment = kept | {
        "HOME": str(home),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "100",
        "LINES": "30",
    }

    def run(*argv: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tui", *argv],
            env=environment | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            encoding="utf-8",
            check=False,
        )

    return run


def install(kernels: Path, name: str, fields: object) -> None:
    """Write a kernelspec, whatever it holds."""
    (kernels / name).mkdir(parents=True)
    (kernels / name / "kernel.json").write_text(json.dumps(fields))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("JtuiApp.theme = 'nrod'", "JtuiApp.theme: there is no theme nrod"),
        (
            "JtuiApp.keymap = {'session.nw': 'f12'}",
            "JtuiApp.keymap: there is no action session.nw. Did you mean session.new?",
        ),
        (
            "JtuiApp.default_kernel = 'pyton3'",
            "JtuiApp.default_kernel: there is no kernel pyton3. Did you mean python3?",
        ),
        ("Prompt.auto_close = 'no'", "Prompt.auto_close: it takes True or False, not 'no'."),
    ],
)
def test_names_that_nothing_has_are_told(jtui: Run, tmp_path: Path, line: str, said: str) -> None:
    config = tmp_path / "home" / "config"
    config.mkdir()
    (config / "jupyter_tui_config.py").write_text(f"c.{line}\n")
    done = jtui("doctor")
    assert (done.returncode, done.stderr) == (1, "")
    assert said in done.stdout
    assert done.stdout.endswith("1 thing to look at: see !\n")


def test_broken_themes_are_told_though_another_is_used(jtui: Run, tmp_path: Path) -> None:
    themes = tmp_path / "home" / "config" / "jtui" / "themes"
    themes.mkdir(parents=True)
    (themes / "mine.toml").write_text('name = "mine"\ninherits = "nord"\n[colors]\nprimry = 1\n')
    done = jtui("doctor")
    assert "  ! ~/config/jtui/themes/mine.toml: colors.primry is not a key" in done.stdout
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"KITTY_WINDOW_ID": "1"}, "desktop, by OSC 99"),
        ({"TERM_PROGRAM": "iTerm.app"}, "desktop, by OSC 9"),
        ({"TERM_PROGRAM": "WezTerm", "TMUX": "/tmp/x,1,0"}, "bell: "),
    ],
)
def test_it_says_how_notices_are_given(jtui: Run, variables: dict[str, str], expected: str) -> None:
    assert f"notices        {expected}" in jtui("doctor", **variables).stdout


def test_it_tells_of_everything_and_names_no_home(jtui: Run, tmp_path: Path) -> None:
    done = jtui("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    titles = [line for line in done.stdout.split("\n") if line and not line.startswith(" ")]
    assert titles == [
        "versions",
        "terminal",
        "configuration",
        "files",
        "kernels",
        "Nothing is wrong.",
    ]
    assert re.search(rf"^  jtui +{tui.__version__}$", done.stdout, re.MULTILINE)
    assert "TERM           xterm-256color\n" in done.stdout
    assert "colours        256 colours (TERM alone, as COLORTERM is not set)\n" in done.stdout
    assert "size           100 columns, 30 rows\n" in done.stdout
    assert "pictures       half blocks" in done.stdout
    assert "data           ~/data\n" in done.stdout
    assert str(tmp_path) not in done.stdout


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"TERM": "dumb"}, "! TERM=dumb says that the terminal cannot move its cursor"),
        ({"COLUMNS": "40"}, "! jtui is made for 60 columns and 20 rows or more."),
        ({"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "! The locale is not"),
    ],
    ids=["a dumb terminal", "a small one", "no UTF-8"],
)
def test_what_is_wrong_is_marked(jtui: Run, variables: dict[str, str], words: str) -> None:
    done = jtui("doctor", **variables)
    assert done.returncode == 1
    assert words in done.stdout
    assert done.stdout.endswith("1 thing to look at: see !\n")


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"COLORTERM": "truecolor"}, "colours        24 bit (COLORTERM=truecolor)"),
        ({"NO_COLOR": "1"}, "colours        none, as NO_COLOR is set"),
        ({"TMUX": "/x", "SSH_CONNECTION": "y"}, "inside of      tmux, ssh"),
        (
            {"TERM_PROGRAM": "ghostty"},
            "pictures       kitty: this is Ghostty, which has kitty's protocol",
        ),
        ({"TERM": "foot"}, "pictures       half blocks: sixels need the size of a cell"),
        ({"TERM_PROGRAM": "bad\x1b[31m"}, "program        bad␛[31m"),
    ],
    ids=["colours", "no colours", "around", "pictures", "no pictures", "hostile variables"],
)
def test_the_terminal_is_known_by_its_environment(
    jtui: Run, variables: dict[str, str], words: str
) -> None:
    assert words in jtui("doctor", **variables).stdout


def test_mistakes_in_the_configuration_are_told(jtui: Run, tmp_path: Path) -> None:
    config = tmp_path / "home" / "config"
    config.mkdir()
    (config / "jupyter_tui_config.py").write_text("c.Prompt.auto_clos = False\n")
    done = jtui("doctor")
    assert done.returncode == 1
    assert "read           ~/config/jupyter_tui_config.py\n" in done.stdout
    assert "! ~/config/jupyter_tui_config.py: Prompt.auto_clos is not a setting." in done.stdout
    assert "Did you mean auto_close?" in done.stdout


def test_a_kernel_that_cannot_start_is_told_with_the_reason(jtui: Run, tmp_path: Path) -> None:
    kernels = tmp_path / "home" / "data" / "kernels"
    install(kernels, "gone", {"argv": ["/no/such", "{connection_file}"], "display_name": "Gone"})
    install(kernels, "bad", {"argv": "python"})
    done = jtui("doctor")
    assert done.returncode == 1
    assert "! gone: " in done.stdout and "/no/such" in done.stdout
    assert "! bad: " in done.stdout
    assert "2 things to look at" in done.stdout


def test_a_data_directory_that_is_none_is_told(jtui: Run, tmp_path: Path) -> None:
    (tmp_path / "home" / "data").write_text("")
    done = jtui("doctor")
    assert done.returncode == 1
    assert "! ~/data is no directory: kernels cannot be started" in done.stdout


def test_the_paths_are_printed_as_jupyter_does(jtui: Run, tmp_path: Path) -> None:
    done = jtui("--paths")
    assert (done.returncode, done.stderr) == (0, "")
    home = tmp_path / "home"
    lines = done.stdout.split("\n")
    kinds = [line for line in lines if line.endswith(":")]
    assert kinds[:3] == ["configuration:", "kernels:", "runtime:"]
    assert f"    {home}/config  (not there)" in lines
    assert f"    {home}/data/jtui/jtui.log  (not there)" in lines
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("argv", [["doctor", "--hlp"], ["doctor", "all"]])
def test_a_mistake_is_one_sentence(jtui: Run, argv: list[str]) -> None:
    done = jtui(*argv)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("jtui: jtui doctor takes no ")


def test_help_says_what_it_prints(jtui: Run) -> None:
    done = jtui("doctor", "-h")
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: jtui doctor\n")
