"""Sessions on kernels behind a real sshd, and the processes that lead there."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from tests.session.broken_sessions import notices, output_of, run, waited_for
from tests.session.real_kernels import PATIENCE
from tests.sshd import HOST, Sshd
from tui.kernels.endpoints import SshKernel
from tui.kernels.questions import Answer, Question
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState, SessionSettings
from tui.kernels.transports.ssh import SshTransport
from tui.model.kernelspec import KernelSpec

SETTINGS = SessionSettings(startup_grace=PATIENCE, interrupt_grace=1.0)


class User:
    """Answers what is asked with these words, backs out of what is beyond, and remembers all."""

    def __init__(self, *answers: str | None) -> None:
        self.asked: list[Question] = []
        self._answers = list(answers)

    async def ask(self, question: Question) -> Answer | None:
        """Answer."""
        self.asked.append(question)
        answer = self._answers.pop(0) if self._answers else None
        return None if answer is None else Answer(answer)


@asynccontextmanager
async def session_behind(
    kernel: SshKernel, user: User | None = None
) -> AsyncIterator[KernelSession]:
    """A session on a kernel there; a kernel it has started is gone afterwards."""
    transport = SshTransport(kernel, (user or User()).ask)
    spec = KernelSpec(kernel.spec_name, (), "kernel", "")
    session = KernelSession(transport, spec, SETTINGS)
    session.start()
    try:
        yield session
    finally:
        transport.kill()
        await session.close()


async def in_state(session: KernelSession, state: KernelState) -> None:
    """Wait for a state of the kernel."""
    await waited_for(session, lambda: session.state is state, PATIENCE)


async def ready(session: KernelSession) -> None:
    """Wait until the kernel can be used."""
    await in_state(session, KernelState.IDLE)


async def said(session: KernelSession, *words: str) -> None:
    """Wait until jtui has said all these words."""
    await waited_for(
        session, lambda: all(word in "\n".join(notices(session)) for word in words), PATIENCE
    )


async def printed(session: KernelSession, code: str) -> str:
    """What a cell prints."""
    return output_of(await run(session, code)).strip()


def files_of(sshd: Sshd) -> list[str]:
    """The names of the files in Jupyter's runtime directory there."""
    return sorted(each.name for each in sshd.runtime.iterdir())


def masters(sshd: Sshd) -> list[psutil.Process]:
    """The ssh processes that hold a connection."""
    return [
        process for process, words in _found(sshd) if Path(words[0]).name == "ssh" and "-M" in words
    ]


def processes_of(sshd: Sshd) -> list[psutil.Process]:
    """The processes here that have something to do with the connection, without the server's."""
    return [process for process, _ in _found(sshd)]


def _found(sshd: Sshd) -> list[tuple[psutil.Process, list[str]]]:
    found = []
    for each in psutil.process_iter():
        try:
            words = each.cmdline()
            lives = each.status() != psutil.STATUS_ZOMBIE and each.pid != os.getpid()
        except psutil.Error:
            continue
        if lives and str(sshd.base / "jtui-ssh-") in " ".join(words):
            found.append((each, words))
    return found


def directories(sshd: Sshd) -> list[Path]:
    """The directories of sockets here."""
    return list(sshd.base.glob("jtui-ssh-*"))


def newest(file: str = "") -> SshKernel:
    """A kernel on the test's host by its file."""
    return SshKernel(HOST, file=file)
