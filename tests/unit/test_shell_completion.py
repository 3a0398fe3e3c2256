"""What a shell is offered at Tab, by the program as a shell asks it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tui.cli import HELP
from tui.config.application import JtuiApp
from tui.shell_completion import parser_for


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A home with a kernelspec, a theme, a host, a kernel that runs, and notebooks."""
    kernel = tmp_path / "data" / "kernels" / "mine"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(json.dumps({"argv": ["x"], "display_name": "Mine"}))
    (tmp_path / "config" / "jtui" / "themes").mkdir(parents=True)
    (tmp_path / "config" / "jtui" / "themes" / "nice.toml").write_text("")
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "config").write_text("Host node7 *.org\n")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "kernel-77.json").write_text("{}")
    (tmp_path / "a.ipynb").write_text("{}")
    (tmp_path / "a.txt").write_text("")
    return os.environ | {
        "HOME": str(tmp_path),
        "JUPYTER_DATA_DIR": str(tmp_path / "data"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "run"),
        "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path),
    }


def offered(environment: dict[str, str], line: str, tmp_path: Path) -> list[str]:
    """What the program offers at the end of a line."""
    asked = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_SUPPRESS_SPACE": "1",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m tui 8>offered 9>/dev/null"],
        env=environment | asked,
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == (b"", b"")
    found = (tmp_path / "offered").read_text()
    (tmp_path / "offered").unlink()
    return [word.strip() for word in found.split("\n") if word]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("jtui his", ["history"]),
        ("jtui --kernel m", ["mine"]),
        ("jtui --theme n", ["nice", "nord"]),
        ("jtui --ssh ", ["node7"]),
        ("jtui --existing k", ["kernel-77"]),
        ("jtui a", ["a.ipynb"]),
        ("jtui --kernel mine a", ["a.ipynb"]),
        ("jtui --config a", ["a.ipynb", "a.txt"]),
        ("jtui --no-v", ["--no-verify"]),
        ("jtui --Prompt.auto_c", ["--Prompt.auto_close"]),
        ("jtui --Prompt.auto_close ", ["True", "False"]),
        ("jtui --images h", ["halfblock"]),
        ("jtui history e", ["export"]),
        ("jtui history import --kind j", ["jtui", "jsonl"]),
        ("jtui history search --la", ["--language"]),
        ("jtui kernelspec check m", ["mine"]),
        ("jtui kernelspec remove --y", ["--yes"]),
        ("jtui kernelspec install d", ["data/"]),
        ("jtui doctor --", ["--help"]),
    ],
)
def test_what_can_follow_is_offered(
    environment: dict[str, str], tmp_path: Path, line: str, expected: list[str]
) -> None:
    assert sorted(offered(environment, line, tmp_path)) == sorted(expected)


def test_long_names_are_offered_when_asked_for(environment: dict[str, str], tmp_path: Path) -> None:
    assert [word for word in offered(environment, "jtui --", tmp_path) if "." in word] == []
    assert "--History.store" in offered(environment, "jtui --H", tmp_path)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("jtui --no-v", r"--no-verify:Take any certificate of a server"),
        ("jtui --list-k", r"--list-kernels:list the kernels there are, and leave"),
        ("jtui --Prompt.auto_c", "--Prompt.auto_close:Type the closing bracket or quote"),
        ("jtui --Prompt.auto_close=T", "--Prompt.auto_close=True:"),
        ("jtui --kernel m", "mine:"),
    ],
)
def test_zsh_is_told_what_options_are(
    environment: dict[str, str], tmp_path: Path, line: str, expected: str
) -> None:
    (found,) = offered(environment | {"_ARGCOMPLETE_SHELL": "zsh"}, line, tmp_path)
    assert found.startswith(expected)
    assert not found.endswith("None")


def test_every_option_of_the_program_can_be_completed() -> None:
    known = set(parser_for(["x"])._option_string_actions)
    options = {f"--{name}" for name in (*JtuiApp.aliases, *JtuiApp.flags) if len(name) > 1}
    printed = {word.strip(",") for word in HELP.split() if word.startswith("--")}
    assert {each for each in (options | printed) - known if "." not in each} == set()


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_completes_it(environment: dict[str, str], tmp_path: Path) -> None:
    """With argcomplete's own function, as the docs say to set it up."""
    program = tmp_path / "bin" / "jtui"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nfrom tui.__main__ import main\nmain()\n")
    program.chmod(0o755)
    script = """
        eval "$({python} -m argcomplete.scripts.register_python_argcomplete jtui)"
        COMP_LINE="jtui --kernel m" COMP_POINT=15 COMP_TYPE=9 COMP_WORDBREAKS="$COMP_WORDBREAKS"
        COMP_WORDS=(jtui --kernel m) COMP_CWORD=2
        _python_argcomplete jtui
        printf '%s\\n' "${COMPREPLY[@]}"
    """.replace("{python}", sys.executable)
    done = subprocess.run(
        ["bash", "-c", script],
        env=environment | {"PATH": f"{program.parent}:{environment['PATH']}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split() == ["mine"], done.stderr
