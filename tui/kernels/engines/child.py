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
_CHUNK = 65_536
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
    process = await _started(python or sys.executable, words)
    try:
        async with asyncio.timeout(2 * limit + STARTING):
            answer, told = await _read(process)
    except TimeoutError:
        raise TransportError("ipyparallel gave no answer in time.") from None
    finally:
        # Its group, also when it has ended itself: it may have started something. With the leader
        # gone a group keeps its number; a process that has it would be a stranger's.
        if process.returncode is None or not pid_is_taken(process.pid):
            signal_group(process.pid, signal.SIGKILL)
        await process.wait()
    return _decoded(answer, told, python)


async def _started(python: str, words: list[str]) -> asyncio.subprocess.Process:
    env = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
    try:
        return await asyncio.create_subprocess_exec(
            python,
            str(_PROGRAM),
            *words,
            # So that no file of a directory is taken for a library.
            env={**env, "PYTHONSAFEPATH": "1"},
            cwd=os.sep,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be passed on"
        raise TransportError(f"{clean(python)} could not be started: {reason}.") from error


async def _read(process: asyncio.subprocess.Process) -> tuple[bytes, bytes]:
    """What it answered, and the end of what else it wrote; raises `TransportError`."""
    assert process.stdout is not None
    assert process.stderr is not None
    async with asyncio.TaskGroup() as group:
        answer = group.create_task(_all_of(process.stdout), name="answer of ipyparallel")
        told = group.create_task(_all_of(process.stderr), name="stderr of ipyparallel")
    if len(answer.result()) > LARGEST_ANSWER:
        raise TransportError("ipyparallel's answer is too long.")
    return answer.result(), told.result()


async def _all_of(stream: asyncio.StreamReader) -> bytes:
    """All that is written, of which only the end is kept."""
    kept = b""
    while piece := await stream.read(_CHUNK):
        kept = (kept + piece)[-LARGEST_ANSWER - 1 :]
    return kept


def _decoded(answer: bytes, told: bytes, python: str) -> Mapping[str, Json]:
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        lines = told.decode("utf-8", "replace").split("\n")
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
