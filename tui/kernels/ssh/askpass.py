"""Answers what `ssh` asks: a socket that the program it runs for that connects to."""

from __future__ import annotations

import asyncio
import hmac
import logging
import os
import secrets
import shlex
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from tui.errors import TransportError
from tui.kernels.questions import Answer, Question
from tui.kernels.ssh.askpass_program import ANSWERED, SECRET, SOCKET
from tui.kernels.ssh.prompts import answer_of, is_refusal, question_of
from tui.model.clean import clean
from tui.tasks import TaskOwner

_log = logging.getLogger(__name__)

LARGEST = 65_536
"""Bytes of a question at most."""
_PROGRAM = Path(__file__).with_name("askpass_program.py")
_FIELDS = 3

Ask = Callable[[Question], Awaitable[Answer | None]]


class _WithdrawnError(Exception):
    """ssh does not wait for the answer any more."""


class AskpassServer:
    """Where the questions of one host's `ssh` arrive.

    `ask` asks the user, `say` tells them something. `declined` is set when the user has backed out
    or did not trust the host's key.
    """

    def __init__(self, host: str, directory: Path, ask: Ask, say: Callable[[str], None]) -> None:
        self.declined = asyncio.Event()
        self._host = host
        self._directory = directory
        self._ask = ask
        self._say = say
        self._secret = secrets.token_hex(32)
        self._answered: set[str] = set()
        self._open = 0
        self._tasks = TaskOwner(f"askpass {host}")
        self._server: asyncio.Server | None = None

    @property
    def is_asking(self) -> bool:
        """Whether a question is before the user now."""
        return self._open > 0

    async def start(self) -> None:
        """Listen, and write the program that `ssh` runs; raises `TransportError`."""
        socket = self._directory / "ask"
        try:
            self._server = await asyncio.start_unix_server(self._connected, socket, limit=LARGEST)
            socket.chmod(0o600)
            await asyncio.to_thread(_write_program, self._program)
        except OSError as error:
            raise TransportError(f"ssh cannot ask questions here: {error.strerror}.") from error

    @property
    def _program(self) -> Path:
        return self._directory / "askpass"

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which `ssh` asks here instead of at the terminal."""
        return {
            "SSH_ASKPASS": str(self._program),
            "SSH_ASKPASS_REQUIRE": "force",
            # Without the line before, an old ssh asks so only where there is a display.
            "DISPLAY": os.environ.get("DISPLAY") or ":0",
            SOCKET: str(self._directory / "ask"),
            SECRET: self._secret,
        }

    def begin(self) -> None:
        """Forget what was answered: another attempt to connect begins."""
        self._answered.clear()
        self.declined.clear()

    async def close(self) -> None:
        """Withdraw what is being asked, and listen no more."""
        if self._server is not None:
            self._server.close()
        await self._tasks.cancel()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.start(self._serve(reader, writer), "question")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            fields = [(await reader.readuntil(b"\0"))[:-1] for _ in range(_FIELDS)]
            secret, kind, prompt = (each.decode("utf-8", "replace") for each in fields)
            if not hmac.compare_digest(secret.encode(), self._secret.encode()):
                _log.warning("a program without the secret has asked in the name of ssh")
                return
            answer = await self._answer(kind, prompt, reader)
            if answer is not None:
                writer.write(ANSWERED + answer.encode("utf-8", "surrogateescape"))
                await writer.drain()
        except _WithdrawnError:
            pass
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError) as error:
            _log.warning("a question of ssh was not understood: %s", type(error).__name__)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _answer(self, kind: str, prompt: str, reader: asyncio.StreamReader) -> str | None:
        if kind == "none":
            # Nothing to answer: such as a key that has to be touched. ssh ends it.
            self._say(clean(prompt, newlines=True).strip())
            await reader.read()
            return None
        question = question_of(prompt, kind, self._host, again=prompt in self._answered)
        self._open += 1
        try:
            given = await self._asked(question, reader)
        finally:
            self._open -= 1
        if given is None or is_refusal(question, given.text):
            if kind != "confirm":
                self.declined.set()
            return None
        self._answered.add(prompt)
        return answer_of(question, given.text)

    async def _asked(self, question: Question, reader: asyncio.StreamReader) -> Answer | None:
        """Ask until there is an answer, or `ssh` does not want one any more."""
        asking = self._tasks.start(_of(self._ask(question)), "answer")
        gone = self._tasks.start(reader.read(), "end of ssh")
        try:
            await asyncio.wait([asking, gone], return_when=asyncio.FIRST_COMPLETED)
            if asking.done():
                return asking.result()
            raise _WithdrawnError
        finally:
            asking.cancel()
            gone.cancel()


async def _of(answer: Awaitable[Answer | None]) -> Answer | None:
    return await answer


def _write_program(path: Path) -> None:
    # A shell between: the path of a Python can be longer than a first line may be.
    words = shlex.join([sys.executable, "-I", "-S", str(_PROGRAM)])
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o700)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f'#!/bin/sh\nexec {words} "$@"\n')
