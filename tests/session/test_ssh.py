"""Kernels behind a real sshd on loopback: attached to, started there, interrupted and ended."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from pathlib import Path

import psutil
import pytest

from tests.session.behind_ssh import (
    directories,
    files_of,
    in_state,
    newest,
    printed,
    processes_of,
    ready,
    said,
    session_behind,
)
from tests.session.broken_sessions import cell_of, notices, run, waited_for
from tests.session.real_kernels import PATIENCE, until
from tests.session.running_kernels import foreign
from tests.sshd import HOST, Sshd, sshd
from tests.stopping import stop_process
from tui.kernels.connection import new_local
from tui.kernels.endpoints import SshKernel
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.questions import nobody_to_ask
from tui.kernels.session import KernelSession
from tui.kernels.ssh import remote_kernel
from tui.kernels.states import KernelState
from tui.kernels.transports.ssh import SshTransport
from tui.model.cells import Cell, CellState
from tui.model.kernelspec import KernelSpec

__all__ = ["sshd"]
pytestmark = pytest.mark.usefixtures("sshd")
NEW = SshKernel(HOST, spec_name="python3")


# Attaching.


@pytest.mark.parametrize(
    "wanted",
    ["", "kernel-there", "kernel-there.json", "*there*", "there", "{runtime}/kernel-there.json"],
    ids=["the newest", "a name", "a file name", "a glob", "a part of the name", "a path"],
)
async def test_a_running_kernel_is_attached_to_by_its_file_there(sshd: Sshd, wanted: str) -> None:
    async with foreign(sshd.runtime / "kernel-there.json") as kernel:
        # Newer, and of a kernel that is gone.
        stale = sshd.runtime / "kernel-0there.json"
        stale.write_text(new_local("gone", curve=False).to_json())
        async with session_behind(newest(wanted.format(runtime=sshd.runtime))) as session:
            await ready(session)
            assert await printed(session, "import os; print(os.getpid())") == str(
                kernel.process.pid
            )
            transport = session.transport
            assert transport.where == "ssh box"
            assert transport.connection_file == "kernel-there.json"
            assert not transport.owns_kernel and not transport.shares_files
            assert not transport.can_restart
        assert kernel.process.poll() is None
        assert kernel.is_answering()


async def test_a_running_kernel_is_attached_to_by_the_content_of_its_file(sshd: Sshd) -> None:
    async with foreign(sshd.runtime / "kernel-there.json") as kernel:
        info = kernel.info
        async with session_behind(SshKernel(HOST, info=info)) as session:
            await ready(session)
            assert await printed(session, "print(6 * 7)") == "42"


async def test_jupyter_is_asked_for_a_directory_that_only_a_login_shell_knows(sshd: Sshd) -> None:
    elsewhere = sshd.base / "else where"
    elsewhere.mkdir()
    with (sshd.home / ".profile").open("a") as profile:
        profile.write(f"echo Welcome back; export JUPYTER_RUNTIME_DIR='{elsewhere}'\n")
    async with (
        foreign(elsewhere / "kernel-there.json"),
        session_behind(newest("kernel-there")) as session,
    ):
        await ready(session)
        assert await printed(session, "print(6 * 7)") == "42"


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("", "No kernel runs on box: there is no connection file in"),
        ("kernel-x", "There is no connection file kernel-x on box."),
        ("/nowhere/*.json", "There is no connection file /nowhere/*.json on box."),
        ("$(touch {base}/x) ; `touch {base}/x`", "There is no connection file $(touch"),
        ("'; touch {base}/x; '", "There is no connection file '; touch"),
        ("broken", "broken.json on box: The connection file is not JSON."),
        ("dead-*", "No kernel lives any more of the 2 connection files on box that match dead-*."),
    ],
)
async def test_what_cannot_be_attached_to_is_said(sshd: Sshd, wanted: str, words: str) -> None:
    (sshd.runtime / "broken.json").write_text("{")
    for name in ("dead-1.json", "dead-2.json"):
        (sshd.runtime / name).write_text(new_local("gone", curve=False).to_json())
    async with session_behind(newest(wanted.format(base=sshd.base))) as session:
        await said(session, words.format(base=sshd.base), "F7 connects again.")
        assert session.state is KernelState.DISCONNECTED
    assert not (sshd.base / "x").exists()


async def test_an_address_in_a_file_is_no_command(sshd: Sshd) -> None:
    fields = json.loads(new_local("evil", curve=False).to_json())
    for number, ip in enumerate(["-oProxyCommand=touch {0}/x", "$(touch {0}/x)", "a b", "1:2:3"]):
        name = f"evil{number}.json"
        (sshd.runtime / name).write_text(json.dumps({**fields, "ip": ip.format(sshd.base)}))
        async with session_behind(newest(name)) as session:
            await said(session, "ip is no address and no host name")
    (sshd.runtime / "path.json").write_text(
        json.dumps({**fields, "transport": "ipc", "ip": "/tmp/a:b%h${HOME}"})
    )
    async with session_behind(newest("path.json")) as session:
        await said(session, "ip is nothing that ssh can forward to")
    assert not (sshd.base / "x").exists()


async def test_nobody_listening_is_said_and_jtui_goes_on_when_somebody_does(sshd: Sshd) -> None:
    file = sshd.runtime / "kernel-there.json"
    file.write_text(new_local("gone", curve=False).to_json())
    async with session_behind(newest("kernel-there")) as session:
        await said(session, "does not listen: it has ended, or its connection file is old.")
        assert session.state is KernelState.DISCONNECTED
        file.unlink()
        async with foreign(file):
            await ready(session)
            assert await printed(session, "print(6 * 7)") == "42"


async def test_an_attached_kernel_is_interrupted_by_request(sshd: Sshd) -> None:
    async with foreign(sshd.runtime / "kernel-there.json"), session_behind(newest()) as session:
        await ready(session)
        cell = await sleeping(session)
        await session.interrupt()
        await waited_for(session, lambda: cell.state is CellState.FAILED, PATIENCE)


async def test_an_attached_kernel_is_interrupted_by_signal_where_its_process_is_known(
    sshd: Sshd,
) -> None:
    async with (
        foreign(sshd.runtime / "kernel-there.json") as kernel,
        session_behind(newest()) as session,
    ):
        await ready(session)
        transport = session.transport
        assert isinstance(transport, SshTransport)
        cell = await sleeping(session)
        transport.pid = kernel.process.pid
        await transport.signal_interrupt()
        await waited_for(session, lambda: cell.state is CellState.FAILED, PATIENCE)


async def test_an_attached_kernel_is_shut_down_when_that_is_asked_for(sshd: Sshd) -> None:
    async with (
        foreign(sshd.runtime / "kernel-there.json") as kernel,
        session_behind(newest()) as session,
    ):
        await ready(session)
        await session.shutdown()
        await until(lambda: kernel.process.poll() is not None)


# Starting.


async def test_a_kernel_is_started_interrupted_restarted_and_ended_there(sshd: Sshd) -> None:
    async with session_behind(NEW) as session:
        await ready(session)
        transport = session.transport
        assert transport.owns_kernel and transport.can_restart and transport.interrupts_by_signal
        before = int(await printed(session, "x = 1; import os; print(os.getpid())"))
        assert transport.connection_file in files_of(sshd)

        cell = await sleeping(session)
        await session.interrupt()
        await waited_for(session, lambda: cell.state is CellState.FAILED, PATIENCE)

        await session.restart()
        await ready(session)
        after = int(await printed(session, "import os; print(os.getpid())"))
        assert after != before
        assert "NameError" in str((await run(session, "x")).outputs)
        assert not psutil.pid_exists(before)

        await session.shutdown()
        assert not ProcessIdentity.of(after).lives()
    assert files_of(sshd) == []
    assert "connect another client" in session.transport.log_text()


async def test_a_kernel_that_dies_there_is_told_with_its_signal_and_its_log_is_kept(
    sshd: Sshd,
) -> None:
    # What ipykernel itself writes later, it sends as output.
    talks = f'echo my words $$ >&2; exec "{sys.executable}" -m ipykernel_launcher -f "$1"'
    add_kernelspec(sshd, "talks", ["/bin/sh", "-c", talks, "sh", "{connection_file}"])
    async with session_behind(SshKernel(HOST, spec_name="talks")) as session:
        await ready(session)
        before = int(await printed(session, "import os; print(os.getpid())"))
        session.execute("import signal; os.kill(os.getpid(), signal.SIGKILL)")
        await in_state(session, KernelState.DEAD)
        assert "SIGKILL" in "\n".join(notices(session))
        assert f"my words {before}" in session.transport.log_text()
        await session.restart()
        await ready(session)
        assert f"my words {before}" in session.transport.log_text()


async def test_a_kernel_that_ends_at_its_start_is_told_with_its_last_words(sshd: Sshd) -> None:
    add_kernelspec(sshd, "bad", ["/bin/sh", "-c", "echo no such thing >&2; exit 3"])
    async with session_behind(SshKernel(HOST, spec_name="bad")) as session:
        await in_state(session, KernelState.DEAD)
        text = "\n".join(notices(session))
        assert "exit code 3" in text and "no such thing" in text


async def test_a_kernel_that_does_not_obey_is_killed_with_what_it_has_started(sshd: Sshd) -> None:
    async with session_behind(NEW) as session:
        await ready(session)
        child = int(
            await printed(
                session,
                "import subprocess, signal, os\n"
                "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
                "print(subprocess.Popen(['sleep', '1000']).pid)\n",
            )
        )
        transport = session.transport
        assert isinstance(transport, SshTransport)
        assert transport.pid > 1
        stop_process(transport.pid)
        kernel, sleeper = ProcessIdentity.of(transport.pid), ProcessIdentity.of(child)
        assert kernel.lives() and sleeper.lives()
        await session.shutdown(0.2)
        assert not kernel.lives() and not sleeper.lives()


async def test_a_kernelspec_that_is_not_there_is_said_with_those_that_are(sshd: Sshd) -> None:
    add_kernelspec(sshd, "mine", ["true"])
    async with session_behind(SshKernel(HOST, spec_name="nosuch")) as session:
        await said(session, "There is no kernel nosuch on box. It has", "mine", "python3")
        assert session.state is KernelState.DISCONNECTED


@pytest.mark.parametrize("shell", ["/bin/bash", "/bin/zsh", "/usr/bin/fish", "/bin/tcsh"])
async def test_a_python_that_only_an_interactive_shell_knows_is_found(
    sshd: Sshd, shell: str
) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    python = Path(sys.executable).parent
    (sshd.home / ".profile").write_text('. "$HOME/.bashrc"\n')
    (sshd.home / ".bashrc").write_text(
        f"echo Welcome\ncase $- in *i*) ;; *) return ;; esac\nPATH={python}:$PATH\n"
    )
    (sshd.home / ".zshrc").write_text(f"echo Welcome; PATH={python}:$PATH\n")
    (sshd.home / ".tcshrc").write_text(f"set path = ({python} $path)\n")
    fish = sshd.home / ".config" / "fish"
    fish.mkdir(parents=True)
    (fish / "config.fish").write_text(f"echo Welcome; set -x PATH {python} $PATH\n")
    sshd.restart_with({"PATH": "/usr/bin:/bin", "SHELL": shell})
    async with session_behind(NEW) as session:
        await ready(session)
        assert await printed(session, "import sys; print(sys.prefix)") == sys.prefix


async def test_a_login_shell_that_hangs_is_not_waited_for(
    sshd: Sshd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_kernel, "STARTING", 3.0)
    with (sshd.home / ".profile").open("a") as profile:
        profile.write("case $- in *i*) sleep 30 ;; esac\n")
    async with session_behind(NEW) as session:
        await ready(session)


async def test_a_host_without_jupyter_is_said_to_have_none(sshd: Sshd) -> None:
    (sshd.home / ".profile").write_text("")
    sshd.restart_with({"PATH": "/usr/bin:/bin"})
    async with session_behind(NEW) as session:
        await said(session, "No Python with jupyter_client was found on box. Install it there")


async def test_a_kernel_lives_on_when_its_tab_is_closed_and_is_found_again(sshd: Sshd) -> None:
    first = KernelSession(SshTransport(NEW, nobody_to_ask), KernelSpec("", (), "", ""))
    first.start()
    await ready(first)
    await run(first, "x = 42")
    name = first.transport.connection_file
    await first.close()
    assert processes_of(sshd) == []
    async with session_behind(newest(name)) as session:
        await ready(session)
        assert await printed(session, "print(x)") == "42"
        await session.shutdown()


async def test_nothing_is_left_of_a_kernel_that_is_killed(sshd: Sshd) -> None:
    async with session_behind(NEW) as session:
        await ready(session)
        transport = session.transport
        assert isinstance(transport, SshTransport)
        await printed(session, "1")
        await transport.signal_interrupt()
        kernel = ProcessIdentity.of(transport.pid)
        assert kernel.lives()
        await asyncio.to_thread(transport.kill)
        await until(lambda: not kernel.lives() and not files_of(sshd))
        await until(lambda: processes_of(sshd) == [] and directories(sshd) == [])


async def sleeping(session: KernelSession) -> Cell:
    """A cell that runs for a minute."""
    cell = cell_of(session, session.execute("import time; print('now'); time.sleep(60)"))
    await waited_for(session, lambda: bool(cell.outputs), PATIENCE)
    return cell


def add_kernelspec(sshd: Sshd, name: str, argv: list[str]) -> None:
    directory = sshd.home / ".local" / "share" / "jupyter" / "kernels" / name
    directory.mkdir(parents=True)
    spec = {"argv": argv, "display_name": name, "language": "none"}
    (directory / "kernel.json").write_text(json.dumps(spec))
