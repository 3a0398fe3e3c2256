"""Commands that are run one after the other, with their output line by line as it comes."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import signal
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tui.errors import KernelspecError
from tui.kernels.exits import TAIL_LINES, plain_lines
from tui.kernels.process_tree import ProcessIdentity, descendants, pid_is_taken, signal_group
from tui.model.clean import clean
from tui.tasks import TaskOwner

LONGEST_LINE = 2_000
"""Characters of one line that are passed on; what was cut off ends in an ellipsis."""
PATIENCE = 3.0
"""Seconds that a cancelled command has to end by itself, before it is killed."""
LAST_OUTPUT = 0.5
"""Seconds in which what a command has written is read after its end, when something it started
still holds its output open."""

_CHUNK = 2_048
_KEPT = 4 * LONGEST_LINE + 4
_LINE_END = re.compile(rb"\r\n|\n|\r")
# Of the Python jtui runs on, and wrong for every other.
_NOT_INHERITED = ("PYTHONHOME", "PYTHONEXECUTABLE", "__PYVENV_LAUNCHER__")
_UNATTENDED = {
    "PYTHONUNBUFFERED": "1",
    "PIP_NO_INPUT": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
}
# Where cargo, go, dotnet, pip and uv put programs that a later step may call.
_PROGRAM_DIRECTORIES = (".cargo/bin", "go/bin", ".dotnet/tools", ".local/bin")


@dataclass(frozen=True, slots=True)
class Step:
    """One command: no shell is between. `env` is set besides the variables jtui itself has."""

    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)

    @property
    def command(self) -> str:
        """The command quoted as for a shell, on one line and cleaned: it can be shown."""
        variables = [f"{name}={shlex.quote(value)}" for name, value in self.env.items()]
        return clean(" ".join([*variables, shlex.join(self.argv)]))


@dataclass(frozen=True, slots=True)
class CommandPlan:
    """Commands that are to run one after the other, in `cwd` or where jtui runs."""

    steps: tuple[Step, ...]
    cwd: Path | None = None

    @classmethod
    def of(cls, steps: Iterable[Sequence[str]], cwd: Path | None = None) -> CommandPlan:
        """A plan of commands that are given as lists of words."""
        return cls(tuple(Step(tuple(argv)) for argv in steps), cwd)


async def run_step(step: Step, cwd: Path | None, line: Callable[[str], None]) -> None:
    """Run one command and give its output to `line`: first the command itself, after a "$ ".

    A line comes as the command wrote it, on either stream, cut at `LONGEST_LINE` and not cleaned.
    The command has no stdin, no terminal and a process group of its own. When this is cancelled,
    its group is interrupted and soon after killed. Raises `KernelspecError` when it cannot be
    started or fails, with its exit status and the last lines it wrote.
    """
    line(f"$ {step.command}")
    lines = _Lines(line)
    source, sink = os.pipe()
    try:
        os.set_blocking(source, False)
        try:
            process = await _spawn(step, cwd, sink)
        finally:
            os.close(sink)
        try:
            await _follow(process, source, lines)
        except BaseException:
            await _stop(process)
            raise
    finally:
        os.close(source)
    lines.end()
    if process.returncode:
        raise KernelspecError(_failure(step, process.returncode, lines.tail))


async def _spawn(step: Step, cwd: Path | None, sink: int) -> asyncio.subprocess.Process:
    program = clean(step.argv[0])
    try:
        return await asyncio.create_subprocess_exec(
            *step.argv,
            cwd=cwd,
            env=_environment(step),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )
    except FileNotFoundError as error:
        raise KernelspecError(f"There is no program {program}, or no directory {cwd}.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its command cannot be passed on"
        raise KernelspecError(f"{program} could not be started: {reason}.") from error


def _environment(step: Step) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
    home = Path(own.get("HOME", "/"))
    directories = [str(home / directory) for directory in _PROGRAM_DIRECTORIES]
    own["PATH"] = os.pathsep.join([own.get("PATH", os.defpath), *directories])
    return {**own, **_UNATTENDED, **step.env}


async def _follow(process: asyncio.subprocess.Process, source: int, lines: _Lines) -> None:
    """Read what a command writes until it has ended."""
    loop = asyncio.get_running_loop()
    tasks = TaskOwner("command")
    ended = tasks.start(process.wait(), "end")
    ready = asyncio.Event()
    loop.add_reader(source, ready.set)
    ended.add_done_callback(lambda _: ready.set())
    deadline = 0.0
    try:
        while True:
            if ended.done():
                deadline = deadline or loop.time() + LAST_OUTPUT
            data = _read(source)
            if data:
                lines.feed(data)
                # In a flood there is always more, and others need the loop, too.
                await asyncio.sleep(0)
            elif data is None and not ended.done():
                ready.clear()
                await ready.wait()
            else:
                break
            if deadline and loop.time() > deadline:
                break
        loop.remove_reader(source)
        await ended
    finally:
        loop.remove_reader(source)
        await tasks.cancel()


def _read(source: int) -> bytes | None:
    """What can be read at once: `None` when nothing is there yet, `b""` when nothing will come."""
    try:
        return os.read(source, _CHUNK)
    except BlockingIOError:
        return None


async def _stop(process: asyncio.subprocess.Process) -> None:
    """See to it that a command and all it has started end."""
    others: tuple[ProcessIdentity, ...] = ()
    try:
        others = await asyncio.to_thread(descendants, process.pid)
        # pip and uv take back what they have begun.
        _signal(process, signal.SIGINT)
        async with asyncio.timeout(PATIENCE):
            await process.wait()
    except TimeoutError:
        pass
    finally:
        _signal(process, signal.SIGKILL)
        for each in others:
            each.kill()
        await process.wait()


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    # With its leader gone a group keeps its number; a process that has it would be a stranger's.
    if process.returncode is None or not pid_is_taken(process.pid):
        signal_group(process.pid, number)


def _failure(step: Step, status: int, tail: Iterable[str]) -> str:
    program = clean(Path(step.argv[0]).name)
    how = f"was ended by signal {-status}" if status < 0 else f"ended with exit status {status}"
    written = plain_lines("\n".join(tail))
    last = f" The last it wrote:\n{written}" if written.strip() else ""
    return f"{program} {how}.{last}"


class _Lines:
    """Cuts the output of a command into lines, of which the last ones are kept."""

    def __init__(self, line: Callable[[str], None]) -> None:
        self.tail: deque[str] = deque(maxlen=TAIL_LINES)
        self._line = line
        self._rest = b""
        self._after_return = False

    def feed(self, data: bytes) -> None:
        """Take the next piece, which may end anywhere."""
        if self._after_return and data.startswith(b"\n"):
            data = data[1:]
        self._after_return = data.endswith(b"\r")
        *whole, rest = _LINE_END.split(self._rest + data)
        for each in whole:
            self._pass_on(each)
        self._rest = rest[:_KEPT]

    def end(self) -> None:
        """Pass on what had no end of line."""
        if self._rest:
            self._pass_on(self._rest)
            self._rest = b""

    def _pass_on(self, raw: bytes) -> None:
        text = raw.decode("utf-8", "replace")
        if len(text) > LONGEST_LINE:
            text = f"{text[:LONGEST_LINE]}…"
        self.tail.append(text)
        self._line(text)
