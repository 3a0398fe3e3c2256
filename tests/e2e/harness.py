"""jtui in a pseudo-terminal as its user meets it: keys go in, a screen comes out."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import re
import select
import signal
import sys
import termios
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from uuid import uuid4

import pexpect
import psutil
import pyte
from ipykernel.kernelspec import get_kernel_dict
from pyte.screens import Char

PATIENCE = 30.0
"""Seconds after which a test gives up waiting for something on the screen."""
MARK = "JTUI_TEST"
"""The environment variable by which everything a test has started is found again."""
TICK = 0.05
QUIET = 0.07

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "alt+up": "\x1b[1;3A",
    "alt+right": "\x1b[1;3C",
    "alt+left": "\x1b[1;3D",
    "alt+down": "\x1b[1;3B",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f8": "\x1b[19~",
    "f9": "\x1b[20~",
    "f10": "\x1b[21~",
    "f11": "\x1b[23~",
}
# Sequences of the kitty keyboard protocol, which pyte would show or take for others.
_KEYBOARD_PROTOCOL = re.compile(rb"\x1b\[[<>=][0-9;]*u")
_TOOK = re.compile(r"took [\d.]+ s")
_PROMPT = re.compile(r"^In \[(\d+)\]:", re.MULTILINE)
_NAMES_KERNEL = re.compile(rb"\b(default_kernel|kernels)\b")
_RULE = "─" * 8
_MOST_PROMPT_ROWS = 24


def key(name: str) -> str:
    """What a plain terminal sends for a key such as `ctrl+c`, `alt+2`, `f7` or `a`."""
    if name in KEYS:
        return KEYS[name]
    modifier, _, letter = name.rpartition("+")
    if modifier == "ctrl":
        return chr(ord(letter.upper()) & 0x1F)
    if modifier == "alt":
        return "\x1b" + letter
    return name


class Jtui:
    """jtui in a terminal of its own, with a home and Jupyter directories of its own.

    `start` starts it. Whatever waits reads what it draws meanwhile; `raw` is every byte of it.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.config = directory / "config"
        self.runtime = directory / "runtime"
        self.work = directory / "work"
        self.raw = b""
        self._kernels = directory / "specs" / "kernels"
        self._mark = uuid4().hex
        for each in (self.config, self.runtime, self.work, self._kernels, directory / "home"):
            each.mkdir(parents=True, mode=0o700)
        self._child: pexpect.spawn | None = None
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)
        self._attributes: list[object] = []
        self.python_spec("python3")
        if importlib.util.find_spec("bash_kernel") is not None:
            self.kernelspec("bash", [sys.executable, "-m", "bash_kernel"], "Bash", language="bash")

    # Before the start.

    def kernelspec(
        self,
        name: str,
        command: Sequence[str],
        display_name: str,
        *,
        language: str = "python",
        **fields: object,
    ) -> None:
        """Install a kernelspec; `-f {connection_file}` is added to its command."""
        folder = self._kernels / name
        folder.mkdir(exist_ok=True)
        spec = {
            "argv": [*command, "-f", "{connection_file}"],
            "display_name": display_name,
            "language": language,
            **fields,
        }
        (folder / "kernel.json").write_text(json.dumps(spec))

    def python_spec(self, name: str, display_name: str = "Python 3") -> None:
        """Install a kernelspec for the IPython kernel of the tests' own environment."""
        command = [sys.executable, "-m", "ipykernel_launcher"]
        self.kernelspec(name, command, display_name, metadata=get_kernel_dict()["metadata"])

    def program_spec(self, name: str, code: str) -> None:
        """Install a kernelspec whose kernel is some Python code."""
        self.kernelspec(name, [sys.executable, "-c", code], f"Program {name}")

    @property
    def environment(self) -> dict[str, str]:
        """The environment jtui runs in."""
        home = self.directory / "home"
        environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / "cache"),
            "IPYTHONDIR": str(home / "ipython"),
            "JUPYTER_CONFIG_DIR": str(self.config),
            "JUPYTER_DATA_DIR": str(self.directory / "data"),
            "JUPYTER_RUNTIME_DIR": str(self.runtime),
            "JUPYTER_PATH": str(self._kernels.parent),
            "PYTHONDONTWRITEBYTECODE": "1",
            MARK: self._mark,
        }
        if not _is_installed():
            environment["PYTHONPATH"] = str(Path(__file__).parents[2])
        return environment

    def start(
        self,
        *arguments: str,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        picks: bool = False,
    ) -> Jtui:
        """Start jtui with a command line, in a terminal of `size` columns and rows.

        Where nothing says what to open that is `python3`, unless it `picks` among the kernels.
        """
        columns, rows = size
        if not (picks or self._opens_something(arguments)):
            arguments = ("--kernel", "python3", *arguments)
        self._screen.resize(rows, columns)
        self._child = pexpect.spawn(
            sys.executable,
            ["-m", "tui", *arguments],
            cwd=str(self.work),
            env={**self.environment, **(env or {})},
            dimensions=(rows, columns),
            timeout=None,
        )
        self._attributes = self.terminal_attributes()
        return self

    def _opens_something(self, arguments: Sequence[str]) -> bool:
        """Whether the command line or a configuration file says what is opened."""
        options = ("--kernel", "--existing", "--server", "--ssh", "--JtuiApp")
        if any(each.startswith(options) or each.endswith(".ipynb") for each in arguments):
            return True
        files = self.config.glob("jupyter_*config.*")
        return any(_NAMES_KERNEL.search(file.read_bytes()) is not None for file in files)

    # What the user sees.

    @property
    def lines(self) -> list[str]:
        """The rows of the screen."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    @property
    def transcript(self) -> list[str]:
        """The rows between the tabs and the rule over the prompt, without the empty ones.

        How long a cell took is left out: on a busy machine any may take more than a second.
        """
        rule = max(
            (n for n, line in enumerate(self.lines) if line.startswith("────────")), default=0
        )
        return [line for line in self.lines[1:rule] if line and not _TOOK.fullmatch(line)]

    @property
    def number(self) -> int:
        """The number of the next cell, as the prompt shows it."""
        return int(_PROMPT.findall("\n".join(self.lines[-_MOST_PROMPT_ROWS:]))[-1])

    @property
    def draft(self) -> list[str]:
        """The rows of the prompt, without its number."""
        last = max(n for n, line in enumerate(self.lines) if _PROMPT.match(line))
        return [line[self.lines[last].index(":") + 2 :] for line in self.lines[last:-2]]

    @property
    def pager(self) -> list[str]:
        """The rows of the side pager, its title first; none while there is no pager."""
        if (column := self._divider) > 0:
            rule = max(n for n, line in enumerate(self.lines) if line.startswith(_RULE))
            return [line[column + 1 :].rstrip() for line in self._screen.display[1:rule]]
        rules = [n for n, line in enumerate(self.lines) if line.startswith(_RULE)]
        return self.lines[rules[-2] + 1 : rules[-1]] if len(rules) > 1 else []

    @property
    def _divider(self) -> int:
        """The column of the line between transcript and pager, -1 without one."""
        rule = max((n for n, line in enumerate(self.lines) if line.startswith(_RULE)), default=0)
        rows = self._screen.display[1:rule]
        # A note may lie over some of it.
        columns = [
            column
            for column in range(self._screen.columns)
            if sum(line[column] == "│" for line in rows) > len(rows) // 2
        ]
        return columns[-1] if columns else -1

    def rows_of(self, number: int) -> list[str]:
        """The rows in sight of the cell with this number, its code first, without empty ones."""
        column = self._divider
        rows = [line[:column].rstrip() if column > 0 else line for line in self.transcript]
        begins = [n for n, line in enumerate(rows) if line.startswith(f"In [{number}]:")]
        return [line for line in rows[begins[-1] if begins else 0 :] if line]

    @property
    def status(self) -> str:
        """The row that says what the kernel is doing: the last but one."""
        return self.lines[-2]

    @property
    def tabs(self) -> str:
        """The row of tabs."""
        return self.lines[0]

    def row(self, text: str) -> int:
        """The last row that holds a text, from 0; -1 when none does."""
        found = [number for number, line in enumerate(self.lines) if text in line]
        return found[-1] if found else -1

    def cell(self, row: int, column: int) -> Char:
        """One cell of the screen, with its colours."""
        return self._screen.buffer[row][column]

    def character(self, text: str) -> Char:
        """The first cell of a text that is on the screen, with its colours."""
        row = self.row(text)
        assert row >= 0, f"{text!r} is not on the screen:\n{self.text}"
        return self.cell(row, self._screen.display[row].index(text))

    # What the user does.

    def send(self, data: str | bytes) -> None:
        """Send bytes as the terminal would, reading what jtui draws meanwhile."""
        rest = memoryview(data.encode() if isinstance(data, str) else data)
        terminal = self.child.child_fd
        while rest:
            _, writable, _ = select.select([], [terminal], [], 0)
            if writable:
                rest = rest[os.write(terminal, rest[:512]) :]
            self.read(0.0 if writable else TICK)

    def type(self, text: str) -> None:
        """Type a text."""
        self.send(text)

    def press(self, *names: str) -> None:
        """Press keys, one after the other."""
        for name in names:
            self.send(key(name))

    def paste(self, text: str) -> None:
        """Paste a text, bracketed as terminals do it."""
        self.send("\x1b[200~" + text.replace("\n", "\r") + "\x1b[201~")

    def enter(self, code: str) -> None:
        """Type one line and press Enter."""
        self.send(code + "\r")

    def ask(self, code: str, timeout: float = PATIENCE) -> list[str]:
        """Type code that Enter runs, and wait for its end; what its cell shows under the code."""
        self.settle()
        number = self.number
        self.enter(code)
        self.wait_done(number, timeout)
        return self.rows_of(number)[1 + code.strip().count("\r") :]

    def clear_draft(self) -> None:
        """Empty the prompt while the kernel rests (Ctrl+C)."""
        self.press("ctrl+c")
        self.wait_for(lambda: self.draft == [""], what="an empty prompt")

    def run(self, code: str) -> None:
        """Paste code and run it as it is (F5)."""
        self.paste(code)
        self.press("f5")

    def command(self, words: str) -> None:
        """Give a command through the palette."""
        self.press("ctrl+p")
        self.wait_for("Search")
        self.type(words)
        self.wait_for(lambda: self.text.count(words) > 1, what=f"{words!r} in the palette")
        self.press("enter")

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the terminal."""
        self._screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def hang_up(self) -> None:
        """Take the terminal away, as closing its window does."""
        self.child.ptyproc.fileobj.close()

    # Waiting.

    @property
    def child(self) -> pexpect.spawn:
        """The process of jtui in its terminal."""
        assert self._child is not None, "not started"
        return self._child

    @property
    def pid(self) -> int:
        """The process id of jtui."""
        pid: int = self.child.pid
        return pid

    def read(self, timeout: float = 0.0) -> bool:
        """Take what jtui wrote within `timeout` seconds; answers whether it wrote anything."""
        try:
            data: bytes = self.child.read_nonblocking(1 << 16, timeout)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return False
        self.raw += data
        self._stream.feed(_KEYBOARD_PROTOCOL.sub(b"", data))
        return True

    def wait_for(
        self, wanted: str | Callable[[], bool], timeout: float = PATIENCE, *, what: str = ""
    ) -> float:
        """Wait until a text is on the screen or a condition holds; answers after how long."""

        def holds() -> bool:
            return wanted in self.text if isinstance(wanted, str) else wanted()

        begun = monotonic()
        while not holds():
            name = what or (repr(wanted) if isinstance(wanted, str) else "the condition")
            if monotonic() - begun > timeout:
                raise AssertionError(f"{name}: not within {timeout:g} s; the screen:\n{self.text}")
            if not self.read(TICK) and not self.child.isalive() and not holds():
                raise AssertionError(f"{name}: jtui has ended; the screen:\n{self.text}")
        return monotonic() - begun

    def wait_gone(self, text: str, timeout: float = PATIENCE) -> float:
        """Wait until a text is not on the screen any more."""
        return self.wait_for(lambda: text not in self.text, timeout, what=f"{text!r} gone")

    def wait_state(self, state: str, timeout: float = PATIENCE) -> float:
        """Wait until the status bar shows a state of the kernel."""
        word = re.compile(rf"│ {state}\b")
        return self.wait_for(
            lambda: word.search(self.status) is not None, timeout, what=f"state {state}"
        )

    def wait_done(self, number: int, timeout: float = PATIENCE) -> float:
        """Wait until the cell with this number has been run and the kernel rests."""
        words = re.compile(rf"│ idle │.*\blast In \[{number}\]")
        seconds = self.wait_for(
            lambda: words.search(self.status) is not None, timeout, what=f"In [{number}] done"
        )
        self.settle()
        return seconds

    def settle(self) -> None:
        """Wait until jtui has drawn what it had to draw: for a while it writes nothing."""
        self.wait_for(lambda: not self.read(QUIET), what="a screen that rests")

    def wait_back(self, times: int) -> None:
        """Wait until jtui is back for the nth time from stepping aside for another program."""
        entered = b"\x1b[?1049h"
        self.wait_for(lambda: self.raw.count(entered) > times, what=f"jtui back {times} times")
        self.settle()

    def wait_exit(self, timeout: float = PATIENCE) -> int:
        """Wait until jtui has ended; its exit code, negative for a signal."""
        self.wait_for(lambda: not self.child.isalive(), timeout, what="the end of jtui")
        while self.read(TICK):
            pass
        status = self.child.exitstatus
        return -self.child.signalstatus if status is None else int(status)

    # Processes and files.

    @property
    def processes(self) -> list[psutil.Process]:
        """What runs of what jtui has started, with what that has started."""
        return [each for each in _marked(self._mark) if each.pid != self.pid]

    @property
    def kernel_processes(self) -> list[psutil.Process]:
        """The processes that were started with a connection file: the kernels."""
        runtime = str(self.runtime)
        return [each for each in self.processes if any(runtime in word for word in _words(each))]

    @property
    def connection_files(self) -> list[Path]:
        """The connection files that are there."""
        return sorted(self.runtime.glob("kernel-*.json"))

    def terminal_attributes(self) -> list[object]:
        """The settings of the terminal: input, output, control and local flags."""
        return list(termios.tcgetattr(self.child.child_fd)[:4])

    def check_terminal_is_restored(self) -> None:
        """Fail unless the terminal is as it was before jtui."""
        for switched_on, switched_off in (
            (b"\x1b[?1049h", b"\x1b[?1049l"),
            (b"\x1b[?25l", b"\x1b[?25h"),
            (b"\x1b[?2004h", b"\x1b[?2004l"),
            (b"\x1b[?1003h", b"\x1b[?1003l"),
        ):
            assert switched_on in self.raw, switched_on
            assert self.raw.rfind(switched_off) > self.raw.rfind(switched_on), switched_off
        assert self.terminal_attributes() == self._attributes

    def check_nothing_is_left(self) -> None:
        """Fail unless every process and every file of the kernels is gone."""
        assert self.processes == []
        assert self.connection_files == []

    def close(self) -> None:
        """End everything that was started, by force."""
        if self._child is not None:
            # Another may have waited for it, which is no matter here.
            with suppress(ProcessLookupError, pexpect.ExceptionPexpect):
                os.kill(self.pid, signal.SIGKILL)
                self._child.close(force=True)
        while left := _marked(self._mark):
            for process in left:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(left, timeout=TICK)


def _is_installed() -> bool:
    try:
        importlib.metadata.distribution("jtui")
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _marked(mark: str) -> list[psutil.Process]:
    """The living processes whose environment holds the mark."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.status() != psutil.STATUS_ZOMBIE and process.environ().get(MARK) == mark:
                found.append(process)
    return found


def _words(process: psutil.Process) -> list[str]:
    with suppress(psutil.Error):
        words: list[str] = process.cmdline()
        return words
    return []
