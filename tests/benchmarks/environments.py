"""The environments the clients are installed in, and the directories each run is given."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from tests.benchmarks.processes import MARK, end_marked

ROOT = Path(__file__).parents[2]
SUITE = Path(__file__).parent
PEERS = ("jupyter_console==6.6.3", "euporie==2.10.4", "ipython", "ipykernel>=7")
SOURCES = ("tui", "themes", "pyproject.toml", "README.md", "LICENSE")
_INSTALL_LIMIT = 600
_REPORTED = ("ipykernel", "jupyter_client", "textual", "prompt_toolkit", "ipython")


@dataclass(frozen=True)
class Environments:
    """A directory that holds an environment for jtui and one for its peers."""

    cache: Path

    @property
    def jtui(self) -> Path:
        """The programs of jtui's environment."""
        return self.cache / "jtui" / "bin"

    @property
    def peers(self) -> Path:
        """The programs of the peers' environment; the kernel is here too, for all clients."""
        return self.cache / "peers" / "bin"

    def prepare(self) -> None:
        """Make what is missing; jtui is installed anew, from a wheel, when its source changed.

        Raises CalledProcessError when something cannot be installed.
        """
        self.cache.mkdir(parents=True, exist_ok=True)
        self._make("peers", "\n".join(PEERS), PEERS)
        source = _digest()
        with tempfile.TemporaryDirectory(prefix="jtui-wheel.") as directory:
            if not self._is_made("jtui", source):
                self._make("jtui", source, [str(_wheel(Path(directory), self.peers))])
        self._write_spec()

    def versions(self) -> dict[str, str]:
        """The versions of what matters, by `environment package`."""
        return {
            f"{name} {package}": version
            for name, programs in (("peers", self.peers), ("jtui", self.jtui))
            for package, version in _installed(programs).items()
            if package in _REPORTED
        }

    def _is_made(self, name: str, content: str) -> bool:
        stamp = self.cache / name / "installed"
        return stamp.exists() and stamp.read_text() == content

    def _make(self, name: str, content: str, requirements: Sequence[str]) -> None:
        if self._is_made(name, content):
            return
        directory = self.cache / name
        python = directory / "bin" / "python"
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(directory)], check=True)
        pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
        again = ["--force-reinstall", "--no-deps"] if name == "jtui" else []
        quietly = subprocess.DEVNULL
        for options in ([], again) if again else ([],):
            subprocess.run(
                [*pip, *options, *requirements], check=True, stderr=quietly, timeout=_INSTALL_LIMIT
            )
        (directory / "installed").write_text(content)

    def _write_spec(self) -> None:
        folder = self.cache / "specs" / "kernels" / "python3"
        folder.mkdir(parents=True, exist_ok=True)
        installed = self.cache / "peers" / "share" / "jupyter" / "kernels" / "python3"
        spec = json.loads((installed / "kernel.json").read_text())
        spec["argv"][0] = str(self.peers / "python")
        (folder / "kernel.json").write_text(json.dumps(spec))


@dataclass(frozen=True)
class Place:
    """Where one run happens: its directory, its environment variables, and their mark."""

    directory: Path
    environment: dict[str, str]
    mark: str


@contextmanager
def place(environments: Environments) -> Iterator[Place]:
    """Give one run directories of its own; at the end nothing it has started is left.

    Home and IPython's directory are kept from run to run: nobody has a new home every day.
    """
    mark = uuid4().hex
    home = environments.cache / "home"
    home.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="jtui-run.", ignore_cleanup_errors=True) as name:
        directory = Path(name)
        for each in ("work", "data", "config"):
            (directory / each).mkdir()
        (directory / "run").mkdir(mode=0o700)
        shutil.copy(SUITE / "workloads.py", directory / "work" / "w.py")
        environment = {
            "PATH": f"{environments.peers}:{os.environ['PATH']}",
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "IPYTHONDIR": str(home / "ipython"),
            "JUPYTER_DATA_DIR": str(directory / "data"),
            "JUPYTER_CONFIG_DIR": str(directory / "config"),
            "JUPYTER_RUNTIME_DIR": str(directory / "run"),
            "JUPYTER_PATH": str(environments.cache / "specs"),
            MARK: mark,
        }
        try:
            yield Place(directory / "work", environment, mark)
        finally:
            end_marked(mark)


def _digest() -> str:
    digest = hashlib.sha256()
    for source in SOURCES:
        top = ROOT / source
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _wheel(directory: Path, programs: Path) -> Path:
    """Build a wheel from a copy, so that nothing is written into the checkout."""
    copy = directory / "source"
    copy.mkdir()
    for source in SOURCES:
        if (ROOT / source).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / source, copy / source, ignore=ignored)
        else:
            shutil.copy(ROOT / source, copy / source)
    command = [str(programs / "python"), "-m", "pip", "--quiet", "wheel", "--no-deps"]
    subprocess.run(
        [*command, "--wheel-dir", str(directory), str(copy)],
        check=True,
        stderr=subprocess.DEVNULL,
        timeout=_INSTALL_LIMIT,
    )
    return next(directory.glob("jtui-*.whl"))


def _installed(programs: Path) -> dict[str, str]:
    code = (
        "import importlib.metadata as m, json; print(json.dumps({d.name: d.version for d in"
        " m.distributions()}))"
    )
    answer = subprocess.run(
        [str(programs / "python"), "-c", code], check=True, capture_output=True, timeout=60
    )
    versions: dict[str, str] = json.loads(answer.stdout)
    return versions
