"""Asking ipyparallel in a process of its own, so that jtui runs without it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from tui.errors import TransportError
from tui.kernels.process_tree import pid_is_taken, signal_group
from tui.model.clean import clean
from tui.wire.message import Json

STARTING = 10.0
"""Seconds that the interpreter has to import ipyparallel and to end."""
LARGEST_ANSWER = 200_000
"""Bytes of an answer at most."""
_PROGRAM = Path(__file__).with_name("program.py")
KEPT = 65_536
"""Bytes of what else it says that are kept."""
_SHOWN = 300
# Of the Python jtui runs on, and wrong for every other.
_NOT_INHERITED = ("PYTHONHOME", "PYTHONEXECUTABLE", "__PYVENV_LAUNCHER__")


async def ask_ipyparallel(
    what: str, file: Path, limit: float, engine_id: int | None = None, python: str = ""
) -> Mapping[str, Json]:
    """The answer of `program` to a question; each of its steps has `limit` seconds.

    `python` is an interpreter that has ipyparallel, "" for jtui's own. Raises `TransportError`.
    """
    words = [what, str(file), f"{limit:g}", *([] if engine_id is None else [str(engine_id)])]
    transport, written = await _started(python or sys.executable, words)
    try:
        async with asyncio.timeout(2 * limit + STARTING):
            await written.over.wait()
    except TimeoutError:
        raise TransportError("ipyparallel gave no answer in time.") from None
    finally:
        # Its group, also when it has ended itself: it may have started something. With the leader
        # gone a group keeps its number; a process that has it would be a stranger's.
        pid = transport.get_pid()
        if transport.get_returncode() is None or not pid_is_taken(pid):
            signal_group(pid, signal.SIGKILL)
        transport.close()
        await written.ended.wait()
    return _decoded(written, python)


class _Written(asyncio.SubprocessProtocol):
    """What the program writes: the answer, and the end of what else it says."""

    def __init__(self) -> None:
        self.answer = self.told = b""
        self.over = asyncio.Event()
        self.ended = asyncio.Event()

    def is_too_long(self) -> bool:
        """Whether the answer is no answer any more."""
        return len(self.answer) > LARGEST_ANSWER

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Take what was written to stdout (1) or stderr (2)."""
        if fd != 1:
            self.told = (self.told + data)[-KEPT:]
        elif not self.is_too_long():
            self.answer += data
            if self.is_too_long():
                self.over.set()

    def process_exited(self) -> None:
        """Note the end of the process, of which something may still be on its way."""
        self.ended.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that nothing more will come."""
        self.over.set()


async def _started(python: str, words: list[str]) -> tuple[asyncio.SubprocessTransport, _Written]:
    env = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
    try:
        return await asyncio.get_running_loop().subprocess_exec(
            _Written,
            python,
            str(_PROGRAM),
            *words,
            # So that no file of a directory is taken for a library.
            env={**env, "PYTHONSAFEPATH": "1"},
            cwd=os.sep,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be passed on"
        raise TransportError(f"{clean(python)} could not be started: {reason}.") from error


def _decoded(written: _Written, python: str) -> Mapping[str, Json]:
    if written.is_too_long():
        raise TransportError("ipyparallel's answer is too long.")
    try:
        found = json.loads(written.answer)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        lines = written.told.decode("utf-8", "replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        said = f" It said: {clean(last)[:_SHOWN]}" if last else ""
        raise TransportError(f"ipyparallel failed.{said}")
    if found.get("problem") == "missing":
        where = clean(python) if python else "the Python that jtui runs on"
        raise TransportError(
            f"Engines are reached through ipyparallel, which {where} does not have:"
            " pip install ipyparallel."
        )
    return found
