"""A configured class is asked for its kernels, in a process that may hang, flood, or fail."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import cast

from tui.errors import KernelspecError
from tui.model.clean import clean
from tui.model.spec_entry import Place, SpecEntry
from tui.stores.kernelspecs import parse_kernelspec
from tui.wire.message import Json

LONGEST_ANSWER = 50_000_000
"""Bytes of an answer at most."""
MOST_KERNELS = 20_000
"""Kernels in an answer at most."""

# Bytes of stderr that are kept, and the seconds until more is read: a flood must not take the
# loop's time, and one that has to wait harms nobody.
_KEPT = 8_192
_REST = 0.01
# Seconds for the ends of a process that was killed.
_DYING = 1.0
_SLICE = 0.005
_SHOWN = 300


async def ask_class(
    provider: str, files: Sequence[Path], timeout: float
) -> Mapping[str, SpecEntry]:
    """The kernels that a class names, by name in lower case; raises `KernelspecError`.

    After `timeout` seconds, and when this is cancelled, its process and all those that it has
    started are killed, also when jtui itself is.
    """
    talk = await _begin(provider, files)
    try:
        async with asyncio.timeout(timeout):
            await talk.over.wait()
        if not talk.is_complete:
            # What it has started itself would keep stderr open.
            talk.kill()
            with suppress(TimeoutError):
                async with asyncio.timeout(_DYING):
                    await talk.silent.wait()
    except TimeoutError as error:
        raise KernelspecError(
            clean(f"{provider} has not named its kernels within {timeout:g} s.")
        ) from error
    finally:
        await talk.end()
    if talk.is_too_long:
        raise KernelspecError(
            clean(f"{provider} answers with more than {LONGEST_ANSWER // 1_000_000} MB.")
        )
    if not talk.is_complete:
        said = _last_line(bytes(talk.complaint))
        raise KernelspecError(clean(f"{provider} could not be asked for kernels: {said}"))
    return await _entries(talk.answer, provider)


async def _begin(provider: str, files: Sequence[Path]) -> _Talk:
    # The child finds modules where this process does, and not in the directory it is run in.
    code = (
        f"import sys; sys.path[:] = {sys.path!r};"
        " from tui.stores.kernelspecs.provider_process import main; main(sys.argv[1:])"
    )
    command = [sys.executable, "-P", "-c", code, provider, *map(str, files)]
    try:
        _, talk = await asyncio.get_running_loop().subprocess_exec(
            _Talk, *command, start_new_session=True
        )
    except (OSError, ValueError, MemoryError, RuntimeError) as error:
        # A name with a NUL in it is a ValueError, no thread to watch the process a RuntimeError.
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise KernelspecError(
            clean(f"{provider} could not be asked for kernels: no process can be started: {why}.")
        ) from error
    return talk


class _Talk(asyncio.SubprocessProtocol):
    """What the process says, as far as it is wanted; `over` when no more is, or nothing can come.

    `silent` is the end of its stderr.
    """

    def __init__(self) -> None:
        self.answer = bytearray()
        self.complaint = bytearray()
        self.is_complete = self.is_too_long = False
        self.over, self.silent = asyncio.Event(), asyncio.Event()
        self._exited: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.SubprocessTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The process runs."""
        self._transport = cast("asyncio.SubprocessTransport", transport)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Keep all of the answer, up to its limit, and the end of the rest."""
        if fd == 1:
            self._take_answer(data)
            return
        self.complaint += data[-_KEPT:]
        del self.complaint[:-_KEPT]
        pipe = self._transport.get_pipe_transport(2) if self._transport is not None else None
        if isinstance(pipe, asyncio.ReadTransport):
            pipe.pause_reading()
            asyncio.get_running_loop().call_later(_REST, _go_on, pipe)

    def _take_answer(self, data: bytes) -> None:
        if self.over.is_set():
            return
        self.answer += data
        if len(self.answer) > LONGEST_ANSWER:
            self.answer.clear()
            self.is_too_long = True
            self.over.set()
        elif self.answer == b"null\n" or self.answer.endswith(b"\nnull\n"):
            self.is_complete = True
            self.over.set()

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """The process has closed its stdout or stderr."""
        if fd == 1:
            self.over.set()
        elif fd == 2:
            self.silent.set()

    def process_exited(self) -> None:
        """What it said last may still be in the pipes; what it has started must not go on."""
        self._exited.set_result(None)
        self.kill()
        asyncio.get_running_loop().call_later(_DYING, self.over.set)

    def kill(self) -> None:
        """Kill the process and all in its group."""
        if self._transport is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._transport.get_pid(), signal.SIGKILL)

    async def end(self) -> None:
        """Kill what still runs, and wait until it is gone, also when this is cancelled."""
        self.kill()
        is_cancelled = False
        until = time.monotonic() + _DYING
        while not self._exited.done() and (left := until - time.monotonic()) > 0:
            try:
                await asyncio.wait([self._exited], timeout=left)
            except asyncio.CancelledError:
                is_cancelled = True
        if self._transport is not None:
            self._transport.close()
        if is_cancelled:
            raise asyncio.CancelledError


def _go_on(pipe: asyncio.ReadTransport) -> None:
    if not pipe.is_closing():
        pipe.resume_reading()


def _last_line(complaint: bytes) -> str:
    lines = complaint.decode("utf-8", "replace").split("\n")
    said = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return said[:_SHOWN] or "it ended without a word."


async def _entries(answer: bytearray, provider: str) -> Mapping[str, SpecEntry]:
    """The kernels of an answer that is complete; long ones leave others their turns."""
    entries: dict[str, SpecEntry] = {}
    begin, until = 0, time.monotonic() + _SLICE
    while (end := answer.find(b"\n", begin)) >= 0:
        try:
            line = json.loads(answer[begin:end])
        except (ValueError, RecursionError):
            line = ()
        if line is None:
            break
        if not (isinstance(line, list) and len(line) == 4 and isinstance(line[0], str)):
            raise KernelspecError(
                clean(f"{provider} answers something that is no table of kernels.")
            )
        name, directory, fields, problem = line
        entry = _entry(name, directory, fields, problem, provider)
        entries[entry.name] = entry
        if len(entries) > MOST_KERNELS:
            raise KernelspecError(clean(f"{provider} names more than {MOST_KERNELS:,} kernels."))
        begin = end + 1
        if time.monotonic() >= until:
            await asyncio.sleep(0)
            until = time.monotonic() + _SLICE
    return entries


def _entry(name: str, directory: Json, fields: Json, problem: Json, provider: str) -> SpecEntry:
    """An entry of what the class says about one kernel, broken when that makes no sense."""
    path = Path(directory) if isinstance(directory, str) and directory else None
    lower = name.lower()
    try:
        if problem:
            raise KernelspecError(str(problem))
        if not isinstance(fields, dict):
            raise KernelspecError("the class says nothing about it")
        spec = replace(parse_kernelspec(fields, Path("/", name)), name=lower, resource_dir=path)
    except KernelspecError as error:
        return SpecEntry(lower, path, Place.PROVIDED, problem=str(error), provider=provider)
    return SpecEntry(lower, path, Place.PROVIDED, spec, provider=provider)
