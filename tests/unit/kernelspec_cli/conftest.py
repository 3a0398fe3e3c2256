"""A home with nothing in it, and jtui run there."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from tests.session.left_behind import MARK, marked, new_mark
from tests.unit.kernelspec_cli.commands import COMMAND, Jtui, Terminal


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An interpreter in an environment without kernelspecs, which finds this one's packages."""
    path = tmp_path_factory.mktemp("environment")
    venv.create(path, symlinks=True)
    return str(path / "bin" / "python")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Variables with nothing of the user's, in which processes can be found again."""
    ours = ("JUPYTER", "XDG", "VIRTUAL_ENV", "CONDA", "VISUAL", "EDITOR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    (tmp_path / "home").mkdir()
    # No variable keeps Jupyter from the directories of the system, where kernels may be installed.
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(
        "import jupyter_core.paths\njupyter_core.paths.SYSTEM_JUPYTER_PATH = []\n"
    )
    packages = [
        str(tmp_path / "site"),
        str(Path.cwd()),
        *(path for path in sys.path if "site-packages" in path),
    ]
    return kept | {
        "HOME": str(tmp_path / "home"),
        "JUPYTER_DATA_DIR": str(tmp_path / "data"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "JUPYTER_PATH": str(tmp_path / "first"),
        "IPYTHONDIR": str(tmp_path / "ipython"),
        "PYTHONPATH": os.pathsep.join(packages),
        "TMPDIR": str(tmp_path / "home"),
        "TERM": "xterm",
        MARK: new_mark(),
    }


@pytest.fixture
def jtui(environment: dict[str, str], python: str, tmp_path: Path) -> Iterator[Jtui]:
    """Run `jtui kernelspec` to its end, without a terminal; afterwards nothing may be left."""

    def run(*argv: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, *COMMAND, *argv],
            env=environment | variables,
            cwd=tmp_path / "home",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            encoding="utf-8",
        )

    yield run
    assert marked(environment[MARK]) == []
    assert [path for path in (tmp_path / "runtime").rglob("*") if path.is_file()] == []


@pytest.fixture
def kernels(tmp_path: Path) -> Path:
    """The directory of the user's kernelspecs."""
    return tmp_path / "data" / "kernels"


@pytest.fixture
def terminal(environment: dict[str, str], python: str, jtui: Jtui) -> Iterator[Terminal]:
    """Start `jtui kernelspec` in a terminal."""
    children: list[pexpect.spawn[str]] = []

    def start(*argv: str, **variables: str) -> pexpect.spawn[str]:
        child = pexpect.spawn(
            python,
            [*COMMAND, *argv],
            env=environment | variables,
            timeout=60,
            encoding="utf-8",
            dimensions=(24, 200),
        )
        children.append(child)
        return child

    yield start
    for child in children:
        child.close(force=True)
