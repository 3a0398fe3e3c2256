"""What jtui is started in: streams that are closed or full, directories that nobody can write."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_ASKING = [
    ["--help"],
    ["--help-all"],
    ["--version"],
    ["--paths"],
    ["--list-kernels"],
    ["--list-running"],
    ["doctor"],
    ["kernelspec", "list"],
    ["history", "search", "x"],
]
_JUPYTER = ("JUPYTER_", "XDG_", "IPYTHONDIR", "LC_", "LANG", "PYTHONIOENCODING", "PYTHONUTF8")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Variables with a home of the test's own, and nothing that says where Jupyter's files are."""
    home = tmp_path / "home"
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_JUPYTER)}
    root = str(Path(__file__).parents[2])
    return kept | {"HOME": str(home), "TMPDIR": str(tmp_path), "PYTHONPATH": root}


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory in which every user can make others."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        directory.chmod(0o777)
        yield directory


def shell(
    environment: dict[str, str], command: str, *words: str, directory: Path
) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell, in which "$@" is jtui with `words`."""
    return subprocess.run(
        ["/bin/sh", "-c", command, "sh", sys.executable, "-m", "tui", *words],
        env=environment,
        cwd=directory,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=120,
    )


@pytest.mark.parametrize("words", _ASKING, ids=" ".join)
@pytest.mark.parametrize(
    "variables",
    [
        pytest.param({"HOME": "/dev/null"}, id="a home that is no directory"),
        pytest.param({"HOME": "/proc/none", "JUPYTER_PLATFORM_DIRS": "1"}, id="no such home"),
        pytest.param({"JUPYTER_RUNTIME_DIR": "/dev/null/x"}, id="no runtime directory"),
        pytest.param({"JUPYTER_CONFIG_PATH": "/none/x:rel:" + "n" * 300}, id="no configuration"),
        pytest.param({"XDG_DATA_HOME": "rel", "XDG_RUNTIME_DIR": "rel"}, id="relative"),
        pytest.param(
            {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}, id="no UTF-8"
        ),
        pytest.param({"PYTHONIOENCODING": "ascii"}, id="output in ASCII"),
    ],
)
def test_whatever_it_is_started_in_it_answers(
    environment: dict[str, str], tmp_path: Path, variables: dict[str, str], words: list[str]
) -> None:
    done = shell(environment | variables, '"$@"', *words, directory=tmp_path)
    assert "Traceback" not in done.stderr
    finds_something = words[0] in ("doctor", "history")
    assert done.returncode in ((0, 1) if finds_something else (0,))
    assert finds_something or words[0] == "--list-running" or done.stdout


@pytest.mark.parametrize("words", _ASKING[:-1], ids=" ".join)
def test_a_full_disk_under_the_output_is_told(
    environment: dict[str, str], tmp_path: Path, words: list[str]
) -> None:
    done = shell(environment, '"$@" > /dev/full', *words, directory=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("jtui: The output cannot be ")
    assert done.stderr.endswith(": No space left on device.\n")


@pytest.mark.parametrize("closing", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("words", [["--help"], ["doctor"], []], ids=["help", "doctor", "start"])
def test_streams_that_are_closed_are_no_error(
    environment: dict[str, str], tmp_path: Path, words: list[str], closing: str
) -> None:
    done = shell(environment, f'"$@" {closing}', *words, directory=tmp_path)
    assert "Traceback" not in done.stderr
    assert done.returncode in ((0, 1) if words else (2,))
    assert words or "2>" in closing or "There is no terminal" in done.stderr


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become a user without an entry")
@pytest.mark.parametrize("has_room", [True, False])
def test_a_user_without_a_home_gets_a_private_one(open_directory: Path, has_room: bool) -> None:
    code = """
import os, sys, tempfile
from tui.errors import HomelessError
from tui.temporary_places import has_home, use_temporary_home
os.environ.pop("HOME")
os.setuid(54321)
assert not has_home()
try:
    told = use_temporary_home()
except HomelessError as error:
    sys.exit(str(error))
print(os.environ["HOME"])
print(told)
"""
    place = open_directory if has_room else open_directory / "none"
    set_place = f"import tempfile; tempfile.tempdir = {str(place)!r}"
    done = subprocess.run(
        [sys.executable, "-c", f"{set_place}\n{code}"],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
    )
    if not has_room:
        assert done.stderr.startswith("There is no home directory, nor can there be a temporary")
        assert "Traceback" not in done.stderr
        return
    home, told = done.stdout.splitlines()
    assert stat.S_IMODE(Path(home).stat().st_mode) == 0o700
    assert stat.S_IMODE(Path(home).parent.stat().st_mode) == 0o700
    assert Path(home).is_relative_to(open_directory)
    assert home in told
    assert "Set HOME" in told
