"""jtui in a terminal of its own, in a home that has nothing of anybody's."""

from __future__ import annotations

import json
import os
import re
import sysconfig
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic

import pexpect
import pyte

PATIENCE = 60.0
QUIET = 0.5
"""Seconds without a change of the screen after which it is taken."""
KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "alt+up": "\x1b[1;3A",
    "alt+down": "\x1b[1;3B",
    "f1": "\x1bOP",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f9": "\x1b[20~",
    "f11": "\x1b[23~",
}
_KEYBOARD_PROTOCOL = re.compile(rb"\x1b\[[<>=][0-9;]*u")
_OURS = (
    "JUPYTER",
    "XDG",
    "VIRTUAL_ENV",
    "CONDA",
    "TMUX",
    "SSH",
    "TERM",
    "KITTY",
    "NO_COLOR",
    "LC_",
    "PYENV",
    "PYTHON",
)


def key(name: str) -> str:
    """What a terminal sends for a key such as `ctrl+r`, `alt+2` or `f4`."""
    if name in KEYS:
        return KEYS[name]
    modifier, _, letter = name.rpartition("+")
    match modifier:
        case "ctrl":
            return chr(ord(letter.upper()) & 0x1F)
        case "alt":
            return f"\x1b{letter}"
        case _:
            return name


class Home:
    """A directory with the kernels, files and past inputs that the pictures show."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.work = path / "climate"
        self.work.mkdir(parents=True)
        self._kernels = path / "share" / "jupyter" / "kernels"
        self.python = self._environment(path / ".jtui")
        python = [self.python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        self.kernel("climate", python, "Python 3 (climate)", "python")
        bash = [self.python, "-m", "bash_kernel", "-f", "{connection_file}"]
        self.kernel("bash", bash, "Bash", "bash")
        for name in ("maps", "forecast"):
            venv.create(path / ".virtualenvs" / name, symlinks=True)
        old = ["/opt/old/bin/python", *python[1:]]
        self.kernel("old", old, "Python 3.9 (old)", "python")
        config = {"JtuiApp": {"default_kernel": "climate"}}
        (path / "config").mkdir()
        (path / "config" / "jupyter_tui_config.json").write_text(json.dumps(config))

    @staticmethod
    def _environment(path: Path) -> str:
        """The Python of a new environment with the packages of this one, but not its kernels."""
        venv.create(path, symlinks=True)
        (packages,) = path.glob("lib/python*/site-packages")
        found = [sysconfig.get_path("purelib"), str(Path(__file__).resolve().parent.parent)]
        # An installed jtui comes first: it is what is to be shown.
        (packages / "all.pth").write_text("\n".join(found) + "\n")
        # Kernels of the machine are nobody's business, and no variable hides them.
        (packages / "sitecustomize.py").write_text(
            "import jupyter_core.paths\njupyter_core.paths.SYSTEM_JUPYTER_PATH = []\n"
        )
        return str(path / "bin" / "python")

    def kernel(self, name: str, argv: Sequence[str], display_name: str, language: str) -> None:
        """Install a kernelspec."""
        folder = self._kernels / name
        folder.mkdir(parents=True)
        spec = {"argv": list(argv), "display_name": display_name, "language": language}
        (folder / "kernel.json").write_text(json.dumps(spec))

    def environment(self) -> dict[str, str]:
        """The variables for programs that live here."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        return kept | {
            "HOME": str(self.path),
            "PATH": "/usr/bin:/bin",
            "JUPYTER_CONFIG_DIR": str(self.path / "config"),
            "JUPYTER_DATA_DIR": str(self.path / "share" / "jupyter"),
            "JUPYTER_RUNTIME_DIR": str(self.path / "run"),
            "IPYTHONDIR": str(self.path / "ipython"),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LC_ALL": "C.UTF-8",
        }


class Program:
    """jtui while it runs; whatever waits reads what it draws."""

    def __init__(self, home: Home, argv: Sequence[str], size: tuple[int, int]) -> None:
        columns, rows = size
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._child = pexpect.spawn(
            home.python,
            ["-P", "-m", "tui", *argv],
            cwd=str(home.work),
            env=home.environment(),
            dimensions=(rows, columns),
        )

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self.press("ctrl+q")
        self.settle()
        if self._child.isalive():
            self._child.send("s")
        end = monotonic() + 10
        while self._child.isalive() and monotonic() < end:
            self._read(0.1)
        self._child.close(force=True)

    @property
    def text(self) -> str:
        """The screen as text."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def press(self, *names: str) -> None:
        """Press keys one after the other."""
        for name in names:
            self._child.send(key(name))
            self._read(0.03)

    def type(self, text: str) -> None:
        """Type a text."""
        for character in text:
            self._child.send(character)
            self._read(0.02)

    def enter(self, code: str) -> None:
        """Type code, run it, and wait for its end."""
        number = self.number
        self.paste(code)
        self.press("enter")
        self.wait_for(lambda: self.number > number and "│ idle │" in self.text)
        self.settle()

    def paste(self, text: str) -> None:
        """Paste a text."""
        self._child.send(f"\x1b[200~{text}\x1b[201~")
        self._read(0.2)

    def command(self, words: str) -> None:
        """Run a command of the palette."""
        self.press("ctrl+p")
        self.settle()
        self.type(words)
        self.settle()
        self.press("enter")

    @property
    def number(self) -> int:
        """The number that the prompt shows."""
        found = re.findall(r"In \[(\d+)\]:", self.text)
        return int(found[-1]) if found else 0

    def wait_for(self, wanted: str | Callable[[], bool]) -> None:
        """Wait until a text is on the screen or something holds; raises `TimeoutError`."""
        end = monotonic() + PATIENCE
        while not (wanted in self.text if isinstance(wanted, str) else wanted()):
            if monotonic() > end or not self._child.isalive():
                raise TimeoutError(f"{wanted!r} is not on the screen:\n{self.text}")
            self._read(0.05)

    def settle(self) -> None:
        """Read until nothing changes any more."""
        while self._read(QUIET):
            pass

    def _read(self, timeout: float) -> bool:
        try:
            data = self._child.read_nonblocking(65536, timeout)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return False
        self._stream.feed(_KEYBOARD_PROTOCOL.sub(b"", data))
        return True
