"""Servers for tests that answer as they are told to, on loopback."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from tui.kernels.questions import Answer, Question

Script = Callable[["Page"], Awaitable[None] | None]


class Page(RequestHandler):
    """Any page of a server; its script answers."""

    def initialize(self, script: Script) -> None:
        """Take the script."""
        self.script = script

    async def _answer(self, _: str = "") -> None:
        done = self.script(self)
        if done is not None:
            await done

    get = post = delete = _answer

    def check_xsrf_cookie(self) -> None:
        """Nothing is checked."""


@asynccontextmanager
async def serving(script: Script, context: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """The URL of a server whose every page is `script`."""
    application = Application([(r"/(.*)", Page, {"script": script})])
    server = HTTPServer(application, ssl_options=context)
    (socket,) = bind_sockets(0, "127.0.0.1")
    server.add_sockets([socket])
    try:
        yield f"{'http' if context is None else 'https'}://127.0.0.1:{socket.getsockname()[1]}/"
    finally:
        server.stop()
        await server.close_all_connections()


@asynccontextmanager
async def sending(data: bytes, *, stays: bool = False) -> AsyncIterator[str]:
    """The URL of a server that sends bytes, whatever it is asked."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(data)
            await writer.drain()
            if stays:
                await reader.read()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()


def certificate(directory: Path, host: str = "127.0.0.1", days: int = 2) -> tuple[Path, Path]:
    """A self-signed certificate and its key."""
    kind = "IP" if host[0].isdigit() else "DNS"
    files = directory / f"{host}.crt", directory / f"{host}.key"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", str(days), "-subj", f"/CN={host}"]
    command += ["-addext", f"subjectAltName={kind}:{host}"]
    command += ["-out", str(files[0]), "-keyout", str(files[1])]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
    return files


class User:
    """Answers questions with what it was given, then backs out; remembers the questions."""

    def __init__(self, *answers: str, keep: bool = False) -> None:
        self.questions: list[Question] = []
        self._answers = list(answers)
        self._keep = keep

    async def __call__(self, question: Question) -> Answer | None:
        """Answer one question."""
        self.questions.append(question)
        # Others may come meanwhile.
        await asyncio.sleep(0)
        return Answer(self._answers.pop(0), self._keep) if self._answers else None
