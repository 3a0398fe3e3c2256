"""The bare client in a process of its own."""

from __future__ import annotations

import json
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from tests.benchmarks.clients import BARE
from tests.benchmarks.environments import Environments, place
from tests.benchmarks.processes import ClientProcesses
from tests.benchmarks.terminal import NotDoneError


@dataclass(frozen=True, slots=True)
class Ran:
    """One cell the bare client ran: seconds of wall and processor time, messages from iopub."""

    seconds: float
    cpu: float
    messages: int


class BareConversation:
    """Runs cells through the bare client; what times out raises `NotDoneError`."""

    def __init__(self, process: subprocess.Popen[bytes], started: float) -> None:
        self.started = started
        self.processes = ClientProcesses(process.pid)
        self._process = process

    def run(self, code: str, limit: float = 60, interrupt_after: float = 0) -> Ran:
        """Run a cell, interrupted after some seconds unless they are 0."""
        return self._ask({"code": code, "interrupt_after": interrupt_after}, limit)

    def complete(self, text: str, limit: float = 60) -> Ran:
        """Ask what could stand at the end of a text."""
        return self._ask({"complete": text}, limit)

    def _ask(self, request: dict[str, object], limit: float) -> Ran:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        ready, _, _ = select.select([self._process.stdout], [], [], limit)
        if not ready:
            raise NotDoneError(f"not in {limit:g} s")
        answer = self._process.stdout.readline()
        if not answer:
            raise NotDoneError("ended by itself")
        return Ran(**json.loads(answer))


@contextmanager
def bare_conversation(environments: Environments) -> Iterator[BareConversation]:
    """Start the bare client; at the end neither it nor its kernel is left."""
    with place(environments) as where:
        started = perf_counter()
        process = subprocess.Popen(
            BARE.command(environments),
            cwd=where.directory,
            env=where.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        with process:
            try:
                yield BareConversation(process, started)
            finally:
                process.kill()
