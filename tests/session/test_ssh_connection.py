"""The connection of ssh to a real sshd: its questions, its failures, its loss and its end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.session.behind_ssh import (
    User,
    directories,
    in_state,
    masters,
    newest,
    printed,
    processes_of,
    ready,
    said,
    session_behind,
)
from tests.session.broken_sessions import cell_of, notices, waited_for
from tests.session.real_kernels import PATIENCE, until
from tests.session.running_kernels import foreign
from tests.sshd import HOST, Sshd, sshd
from tui.kernels.endpoints import SshKernel
from tui.kernels.ssh import host as host_module
from tui.kernels.ssh import master as master_module
from tui.kernels.ssh.prompts import REFUSE, TRUST
from tui.kernels.states import KernelState
from tui.kernels.transports.ssh import SshTransport
from tui.model.cells import CellState

__all__ = ["sshd"]
NEW = SshKernel(HOST, spec_name="python3")


# Questions.


async def test_an_unknown_host_is_asked_about_with_its_fingerprint(sshd: Sshd) -> None:
    sshd.distrust()
    user = User(TRUST)
    async with session_behind(NEW, user) as session:
        await ready(session)
        (question,) = user.asked
        assert question.choices == (TRUST, REFUSE)
        assert sshd.fingerprint in question.text
        assert question.title == "ssh box"
        assert not question.is_secret and "yes/no" not in question.text


@pytest.mark.parametrize("answer", [REFUSE, None])
async def test_an_unknown_host_that_is_refused_is_not_connected_to(
    sshd: Sshd, answer: str | None
) -> None:
    sshd.distrust()
    user = User(answer, TRUST)
    async with session_behind(NEW, user) as session:
        await said(session, "You have backed out of the connection to box. F7 connects again.")
        assert session.state is KernelState.DISCONNECTED
        assert processes_of(sshd) == []
        await session.restart()
        await ready(session)


async def test_a_host_whose_key_has_changed_is_not_connected_to(sshd: Sshd) -> None:
    sshd.new_key("host_key")
    sshd.restart_with({})
    user = User()
    async with session_behind(NEW, user) as session:
        await said(session, "The key of box is not the one it had before", "ssh-keygen -R")
    assert user.asked == []


async def test_a_passphrase_is_asked_for_and_again_when_it_was_wrong(sshd: Sshd) -> None:
    sshd.new_user_key("sesame ✓")
    user = User("wrong", "sesame ✓")
    async with session_behind(NEW, user) as session:
        await ready(session)
        first, second = user.asked
        assert first.is_secret and "passphrase" in first.text and "user_key" in first.text
        assert second.text.startswith("That was not accepted.\n")
        words = [word for each in processes_of(sshd) for word in each.cmdline()]
        assert words and not any("sesame" in word for word in words)
        assert "sesame" not in "\n".join(notices(session))


async def test_a_passphrase_that_is_never_right_ends_it_in_words(sshd: Sshd) -> None:
    sshd.new_user_key("sesame")
    user = User("a", "b", "c", "d", "e", "f")
    async with session_behind(NEW, user) as session:
        await said(session, "box does not let this user in", "Permission denied")
        assert processes_of(sshd) == []
    assert len(user.asked) == 3


async def test_backing_out_of_a_passphrase_ends_it(sshd: Sshd) -> None:
    sshd.new_user_key("sesame")
    user = User(None, "sesame")
    async with session_behind(NEW, user) as session:
        await said(session, "You have backed out of the connection to box.")
        assert len(user.asked) == 1
        assert processes_of(sshd) == []


async def test_a_question_is_withdrawn_when_its_tab_is_closed(sshd: Sshd) -> None:
    sshd.distrust()
    user = Waiting()
    async with session_behind(NEW, user):
        await asyncio.wait_for(user.begun.wait(), PATIENCE)
        assert masters(sshd)
    assert user.withdrawn
    assert processes_of(sshd) == [] and directories(sshd) == []


async def test_a_program_without_the_secret_gets_no_answer(sshd: Sshd) -> None:
    user = User("secret")
    async with session_behind(NEW, user) as session:
        await ready(session)
        (directory,) = directories(sshd)
        assert directory.stat().st_mode & 0o777 == 0o700
        program = await asyncio.create_subprocess_exec(
            directory / "askpass",
            "Password:",
            env={"JTUI_ASKPASS_SOCKET": str(directory / "ask"), "JTUI_ASKPASS_SECRET": "x"},
            stdout=subprocess.PIPE,
        )
        output, _ = await program.communicate()
        assert (output, program.returncode) == (b"", 1)
    assert user.asked == []


# Failures.


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("nosuch.invalid", "ssh knows no host of that name (ssh: Could not resolve hostname"),
        ("nothing", "Nobody listens for ssh there"),
    ],
)
async def test_a_host_that_is_not_there_is_said_to_be_so(sshd: Sshd, host: str, words: str) -> None:
    async with session_behind(SshKernel(host)) as session:
        await said(session, words, "F7 connects again.")
        assert session.state is KernelState.DISCONNECTED
    assert processes_of(sshd) == [] and directories(sshd) == []


async def test_a_key_that_is_not_let_in_is_said_to_be_so(sshd: Sshd) -> None:
    (sshd.base / "authorized_keys").write_text("")
    async with session_behind(newest()) as session:
        await said(session, "box does not let this user in", "Permission denied (publickey)")


async def test_a_computer_without_ssh_says_what_to_install(
    sshd: Sshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(sshd.home))
    async with session_behind(newest()) as session:
        await said(session, "There is no ssh on this computer: install OpenSSH")


async def test_what_is_an_option_is_no_host(sshd: Sshd) -> None:
    async with session_behind(SshKernel("-oProxyCommand=touch x")) as session:
        await in_state(session, KernelState.DEAD)
        assert "is no name of a host that ssh can be given" in "\n".join(notices(session))


async def test_a_host_that_forbids_forwarding_says_so(sshd: Sshd) -> None:
    sshd.restart_with({}, "AllowTcpForwarding no\n")
    async with foreign(sshd.runtime / "kernel-there.json"), session_behind(newest()) as session:
        # The server refuses each connection, not the forwarding.
        await said(session, "does not listen")


# Sharing.


async def test_two_tabs_share_one_ssh_that_ends_with_the_second(sshd: Sshd) -> None:
    async with AsyncExitStack() as second, foreign(sshd.runtime / "kernel-there.json"):
        async with session_behind(newest()) as session:
            other = await second.enter_async_context(session_behind(NEW))
            await ready(session)
            await ready(other)
            assert len(masters(sshd)) == 1
            assert len(directories(sshd)) == 1
        assert await printed(other, "print(6 * 7)") == "42"
        assert len(masters(sshd)) == 1
        # Those of the tab that was closed are gone.
        assert len(list(directories(sshd)[0].glob("k*"))) == 4
        await second.aclose()
    assert processes_of(sshd) == [] and directories(sshd) == []


async def test_a_question_about_a_host_is_asked_once_for_two_tabs(sshd: Sshd) -> None:
    sshd.distrust()
    user = User(TRUST)
    async with session_behind(NEW, user) as session, session_behind(NEW, user) as other:
        await ready(session)
        await ready(other)
    assert len(user.asked) == 1


# Losing the connection.


async def test_after_a_killed_ssh_the_kernel_is_there_again_with_its_answers(sshd: Sshd) -> None:
    async with session_behind(NEW) as session:
        await ready(session)
        (master,) = masters(sshd)
        cell = cell_of(
            session,
            session.execute(
                "import time, pathlib; print('begun')\n"
                f"while not pathlib.Path('{sshd.base}/go').exists(): time.sleep(0.05)\n"
                "x = 42"
            ),
        )
        await waited_for(session, lambda: bool(cell.outputs), PATIENCE)
        master.kill()
        await said(session, "The connection to box is lost since", "jtui connects again.")
        assert session.state is KernelState.DISCONNECTED
        await said(session, "is there again", "is lost: over ssh nothing is kept.")
        (sshd.base / "go").touch()
        await waited_for(session, lambda: cell.state is CellState.DONE, PATIENCE)
        assert await printed(session, "print(x)") == "42"
        assert [each.pid for each in masters(sshd)] != [master.pid]
        assert len(masters(sshd)) == 1


async def test_a_server_that_was_away_is_connected_to_again(
    sshd: Sshd, caplog: pytest.LogCaptureFixture
) -> None:
    async with foreign(sshd.runtime / "kernel-there.json"), session_behind(newest()) as session:
        await ready(session)
        await printed(session, "x = 42")
        before = len(notices(session))
        with caplog.at_level(logging.INFO):
            sshd.stop()
            await until(lambda: caplog.text.count("no connection to box yet") > 1)
        assert session.state is KernelState.DISCONNECTED
        # Attempts that fail are not told each time.
        assert len(notices(session)) == before + 1
        sshd.start()
        await ready(session)
        assert await printed(session, "print(x)") == "42"


async def test_the_next_attempt_can_be_had_at_once(
    sshd: Sshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_module, "FIRST_DELAY", 1000.0)
    async with session_behind(NEW) as session:
        await ready(session)
        transport = session.transport
        assert isinstance(transport, SshTransport)
        assert not transport.reconnect()
        masters(sshd)[0].kill()
        await in_state(session, KernelState.DISCONNECTED)
        await until(transport.reconnect)
        await ready(session)


async def test_a_passphrase_is_asked_for_again_and_backing_out_ends_the_attempts(
    sshd: Sshd,
) -> None:
    sshd.new_user_key("sesame")
    user = User("sesame", None, "sesame")
    async with session_behind(NEW, user) as session:
        await ready(session)
        await printed(session, "x = 42")
        masters(sshd)[0].kill()
        await said(session, "You have backed out of the connection to box. F7 connects again.")
        assert len(user.asked) == 2
        assert processes_of(sshd) == []
        assert session.state is KernelState.DISCONNECTED
        transport = session.transport
        assert isinstance(transport, SshTransport)
        assert transport.reconnect()
        await ready(session)
        assert await printed(session, "print(x)") == "42"


async def test_a_kernel_that_ended_while_the_connection_was_lost_is_said_to_have(
    sshd: Sshd,
) -> None:
    async with session_behind(NEW) as session:
        await ready(session)
        pid = int(await printed(session, "import os; print(os.getpid())"))
        sshd.stop()
        await in_state(session, KernelState.DISCONNECTED)
        os.kill(pid, signal.SIGKILL)
        sshd.start()
        await in_state(session, KernelState.DEAD)
        assert "SIGKILL" in "\n".join(notices(session))


async def test_a_connection_that_hangs_is_found_out_by_keep_alives(
    sshd: Sshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = " ".join(master_module._OPTIONS)
    assert "ServerAliveInterval=15 ServerAliveCountMax=3" in options
    impatient = options.replace("Interval=15", "Interval=1").replace("Max=3", "Max=1")
    monkeypatch.setattr(master_module, "_OPTIONS", tuple(impatient.split()))
    async with session_behind(NEW) as session:
        await ready(session)
        await printed(session, "x = 42")
        sshd.halt()
        await said(session, "The connection to box is lost since", "cannot be reached")
        await ready(session)
        assert await printed(session, "print(x)") == "42"


# The end.


async def test_nothing_is_left_when_jtui_is_killed(sshd: Sshd) -> None:
    code = (
        "import asyncio, sys\n"
        "from tui.kernels.endpoints import SshKernel\n"
        "from tui.kernels.questions import nobody_to_ask\n"
        "from tui.kernels.transports.ssh import SshTransport\n"
        "async def main():\n"
        "    transport = SshTransport(SshKernel('box'), nobody_to_ask)\n"
        "    await transport.open()\n"
        "    while True:\n"
        "        print(await transport.receive(), flush=True)\n"
        "asyncio.run(main())\n"
    )
    async with foreign(sshd.runtime / "kernel-there.json"):
        jtui = await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, stdout=subprocess.DEVNULL
        )
        try:
            await until(lambda: bool(masters(sshd)) and bool(sockets(sshd)))
        finally:
            jtui.kill()
            await jtui.wait()
        await until(lambda: processes_of(sshd) == [] and directories(sshd) == [])


class Waiting(User):
    """Thinks for ever about a question."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = asyncio.Event()
        self.withdrawn = False

    async def ask(self, question: object) -> None:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.withdrawn = True


def sockets(sshd: Sshd) -> list[Path]:
    """The sockets that lead to kernels."""
    return [each for directory in directories(sshd) for each in directory.glob("k*")]
