"""Kernels that jtui starts: real processes, real messages, real ends."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import zmq

from tests.session.real_kernels import (
    MODULES,
    Conversation,
    conversation,
    program,
    spec_of,
    until,
)
from tests.stopping import stop_process
from tui.errors import LaunchError, TransportClosed, TransportError
from tui.kernels.connection import ConnectionInfo
from tui.kernels.kernel_log import KEPT, LIMIT
from tui.kernels.launch import LaunchSettings, launch
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.transport import Arrival, Exited, KernelTransport
from tui.kernels.transports.local import EndingLimits, LocalTransport
from tui.model.kernelspec import KernelSpec
from tui.wire.message import Channel, Message
from tui.wire.requests import execute_request, kernel_info_request

PRINT_HELLO = {
    "ipykernel": "print('hello')",
    "bash_kernel": "echo hello",
    "xeus-python": "print('hello')",
}
LINES = 20_000
PRINT_LINES = {
    "ipykernel": "for i in range({n}): print(i, flush=True)\nopen({path!r}, 'w').close()",
    "bash_kernel": "for ((i=0;i<{n};i++)); do echo $i; done; touch {path}",
}
# A program on which nothing but SIGKILL has an effect.
STUBBORN = """
import signal, sys, time
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
print('deaf', flush=True)
time.sleep(1000)
"""
SLEEPER = "import time; print('here', flush=True); time.sleep(1000)"
QUICK = EndingLimits(restart=0.1, shutdown=0.1, restart_term=0.2, shutdown_term=0.2)


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty runtime directory of Jupyter."""
    path = tmp_path / "runtime"
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(path))
    return path


def files_in(directory: Path) -> list[str]:
    return [path.name for path in directory.rglob("*") if path.is_file()]


def is_exit(arrival: Arrival) -> bool:
    return isinstance(arrival, Exited)


@pytest.mark.parametrize("kernel", MODULES)
async def test_a_kernel_answers_and_prints(kernel: str) -> None:
    async with conversation(spec_of(kernel)) as talk:
        info = await talk.ready()
        assert info.channel is Channel.SHELL
        assert info.content["status"] == "ok"
        assert (await talk.run(PRINT_HELLO[kernel])).strip() == "hello"


# Kernels have a limit for sending, too, of 1000: on a busy computer that alone loses some messages.
# With more than 5000 the system's buffers would take the rest, and the test could not fail.
MORE_TO_SEND = """
import runpy, sys, zmq
bind = zmq.Socket.bind
def bind_with_more(socket, address):
    socket.sndhwm = 5000
    return bind(socket, address)
zmq.Socket.bind = bind_with_more
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
"""


def with_more_to_send(spec: KernelSpec) -> KernelSpec:
    python, _, *rest = spec.argv
    return replace(spec, argv=(python, "-c", MORE_TO_SEND, *rest))


@pytest.mark.parametrize("kernel", PRINT_LINES)
async def test_a_flood_that_nobody_reads_for_a_while_loses_nothing(
    kernel: str, tmp_path: Path
) -> None:
    done = tmp_path / "done"
    async with conversation(with_more_to_send(spec_of(kernel))) as talk:
        await talk.ready()
        talk.send_code(PRINT_LINES[kernel].format(n=LINES, path=str(done)), "flood")
        await until(done.exists)
        text = "".join(
            str(message.content["text"])
            for message in await talk.finish("flood")
            if message.msg_type == "stream"
        )
        assert text.split() == [str(number) for number in range(LINES)]


async def test_ipykernel_is_reached_over_curve_and_not_without_its_key() -> None:
    spec = spec_of("ipykernel")
    if not spec.metadata.get("supported_encryption"):
        pytest.skip("this ipykernel cannot encrypt")
    async with conversation(spec) as talk:
        await talk.ready()
        process = talk.transport.process
        fields = json.loads(process.files.connection.read_text())
        assert len(fields["curve_publickey"]) == len(fields["curve_secretkey"]) == 40
        with zmq.Context() as context, context.socket(zmq.SUB) as eavesdropper:
            eavesdropper.linger = 0
            eavesdropper.subscribe(b"")
            with eavesdropper.get_monitor_socket() as monitor:
                eavesdropper.connect(process.connection.url(Channel.IOPUB))
                assert await asyncio.to_thread(monitor.poll, 5000)
                await talk.run("print('secret')")
                assert not await asyncio.to_thread(eavesdropper.poll, 300)
                eavesdropper.disable_monitor()


async def test_curve_can_be_disabled() -> None:
    settings = LaunchSettings(transport_encryption="disabled")
    async with conversation(spec_of("ipykernel"), settings) as talk:
        assert "curve_publickey" not in talk.transport.process.files.connection.read_text()
        await talk.ready()


async def test_death_is_told_within_a_second() -> None:
    async with conversation(spec_of("ipykernel")) as talk:
        await talk.ready()
        os.kill(talk.transport.process.pid, signal.SIGKILL)
        exited = await talk.exited(1.0)
        assert (exited.returncode, exited.expected) == (-signal.SIGKILL, False)
        with pytest.raises(TransportClosed):
            talk.transport.send(kernel_info_request(talk.client))
        with pytest.raises(TransportError):
            await talk.transport.signal_interrupt()


async def test_what_a_kernel_said_before_it_died_comes_before_the_news() -> None:
    async with conversation(spec_of("ipykernel")) as talk:
        await talk.ready()
        talk.send_code(
            "import os, time\nfor i in range(3000): print(i, flush=True)\n"
            # Time for its own ZeroMQ thread to put all of it on the way.
            "time.sleep(0.5)\nos._exit(3)",
            "cell",
        )
        exited = await talk.exited()
        assert exited.returncode == 3
        text = "".join(
            str(each.content["text"])
            for each in talk.arrivals
            if isinstance(each, Message) and each.msg_type == "stream"
        )
        assert text.split()[-1] == "2999"
        assert talk.arrivals[-1] is exited


async def test_an_exit_tells_its_code_and_the_last_twenty_lines() -> None:
    code = "import sys\nfor i in range(100): print('line', i, file=sys.stderr)\nsys.exit(3)"
    async with conversation(program(code)) as talk:
        exited = await talk.exited()
        assert exited.returncode == 3
        assert exited.log_tail == tuple(f"line {number}" for number in range(80, 100))
        assert talk.transport.log_text().startswith("line 0\n")


async def test_a_flood_on_stderr_does_not_stop_a_start_and_the_log_stays_small() -> None:
    code = (
        "import sys\nfor _ in range(300): sys.stderr.write('x' * 99_999 + '\\n')\n"
        "from ipykernel import kernelapp; kernelapp.launch_new_instance()"
    )
    spec = program(code, "-f", "{connection_file}")
    async with conversation(spec) as talk:
        log = talk.transport.process.log
        await talk.ready()
        assert await talk.run("print('hello')") == "hello\n"
        await until(lambda: log.path.stat().st_size < LIMIT)
        await talk.run("import os; os.write(2, b'after the cut')")
        assert "after the cut" in log.text()
        assert len(log.text()) <= KEPT


async def test_an_interrupt_by_signal_stops_a_cell(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    async with conversation(spec_of("ipykernel")) as talk:
        assert talk.transport.interrupts_by_signal
        await talk.ready()
        talk.send_code(f"open({str(begun)!r}, 'w').close()\nwhile True: pass", "cell")
        await until(begun.exists)
        await talk.transport.signal_interrupt()
        errors = [each for each in await talk.finish("cell") if each.msg_type == "error"]
        assert [each.content["ename"] for each in errors] == ["KeyboardInterrupt"]


async def test_a_restart_gives_a_new_process_on_the_same_connection(runtime: Path) -> None:
    async with conversation(spec_of("ipykernel")) as talk:
        await talk.ready()
        await talk.run("x = 1")
        pid, connection = talk.transport.process.pid, talk.transport.process.connection
        talk.send_code("import time; time.sleep(0.2); print('stale')", "stale")
        await talk.shut_down(restart=True)
        begin = len(talk.arrivals)
        assert talk.transport.process.pid != pid
        assert talk.transport.process.connection == connection
        written = talk.transport.process.files.connection.read_text()
        assert ConnectionInfo.from_json(written) == connection
        await talk.ready()
        assert await talk.run("print('x' in globals())", "new") == "False\n"
        new = [each for each in talk.arrivals[begin:] if isinstance(each, Message)]
        assert "stale" not in {each.parent_id for each in new}
        assert not any(is_exit(each) for each in talk.arrivals)


async def test_a_dead_kernel_can_be_restarted_and_its_next_death_is_told() -> None:
    async with conversation(spec_of("ipykernel")) as talk:
        for _ in range(2):
            await talk.ready()
            os.kill(talk.transport.process.pid, signal.SIGKILL)
            assert (await talk.exited()).returncode == -signal.SIGKILL
            await talk.transport.restart()
        await talk.ready()


async def test_a_restart_that_fails_can_be_tried_again(tmp_path: Path) -> None:
    python = tmp_path / "python-of-its-own"
    python.symlink_to(sys.executable)
    spec = KernelSpec("moving", (str(python), "-c", SLEEPER), "Moving", "python")
    async with conversation(spec, limits=QUICK) as talk:
        python.unlink()
        with pytest.raises(LaunchError, match="there is no program"):
            await talk.transport.restart()
        python.symlink_to(sys.executable)
        await talk.transport.restart()
        await until(lambda: "here" in talk.transport.log_text())
        assert talk.transport.process.poll() is None


@pytest.mark.parametrize("kernel", MODULES)
async def test_after_a_clean_end_no_process_and_no_file_is_left(kernel: str, runtime: Path) -> None:
    async with conversation(spec_of(kernel)) as talk:
        await talk.ready()
        process = ProcessIdentity.of(talk.transport.process.pid)
        assert process.lives()
        await talk.shut_down()
        assert not process.lives()
        assert (await talk.exited()).expected
        await talk.transport.close()
        assert files_in(runtime) == []


@pytest.mark.parametrize("kernel", ["ipykernel", "bash_kernel"])
async def test_a_stopped_kernel_ends_within_five_seconds(kernel: str) -> None:
    async with conversation(spec_of(kernel)) as talk:
        await talk.ready()
        stop_process(talk.transport.process.pid)
        begin = time.monotonic()
        await talk.shut_down()
        assert time.monotonic() - begin < 5
        assert talk.transport.process.poll() is not None


async def test_many_stubborn_kernels_end_at_the_same_time() -> None:
    transports = []
    try:
        for _ in range(6):
            spec = program(STUBBORN)
            transports.append(LocalTransport(launch(spec, LaunchSettings()), spec))
            await transports[-1].open()
        await until(lambda: all("deaf" in each.log_text() for each in transports))
        begin = time.monotonic()
        await asyncio.gather(*(each.terminate() for each in transports))
        # One alone takes three.
        assert time.monotonic() - begin < 6
        assert {each.process.poll() for each in transports} == {-signal.SIGKILL}
    finally:
        for each in transports:
            each.kill()
            await each.close()


GRANDCHILD = """
import subprocess
child = subprocess.Popen(['sleep', '1000'], start_new_session={session})
print(child.pid)
"""


async def grandchild_of(talk: Conversation, *, session: bool) -> ProcessIdentity:
    await talk.ready()
    child = ProcessIdentity.of(int(await talk.run(GRANDCHILD.format(session=session))))
    assert child.lives()
    return child


async def terminate(talk: Conversation) -> None:
    await talk.shut_down()


async def restart(talk: Conversation) -> None:
    await talk.shut_down(restart=True)


async def kill(talk: Conversation) -> None:
    thread = threading.Thread(target=talk.transport.kill)
    thread.start()
    await asyncio.to_thread(thread.join)


@pytest.mark.parametrize("session", [True, False], ids=["own session", "same session"])
@pytest.mark.parametrize("end", [terminate, restart, kill])
async def test_what_a_kernel_has_started_ends_with_it(
    end: Callable[[Conversation], object], session: bool
) -> None:
    async with conversation(spec_of("ipykernel")) as talk:
        child = await grandchild_of(talk, session=session)
        await end(talk)  # type: ignore[misc]
        await until(lambda: not child.lives(), 2.0)


async def test_the_shell_of_a_bash_kernel_ends_with_it() -> None:
    async with conversation(spec_of("bash_kernel")) as talk:
        await talk.ready()
        shell = ProcessIdentity.of(int(await talk.run("trap '' HUP; echo $$")))
        assert shell.lives()
        assert os.getsid(shell.pid) != talk.transport.process.pid
        talk.transport.kill()
        await until(lambda: not shell.lives(), 2.0)


async def test_a_group_without_its_kernel_is_still_killed() -> None:
    code = "import subprocess; print(subprocess.Popen(['sleep', '1000']).pid)"
    async with conversation(program(code)) as talk:
        exited = await talk.exited()
        child = ProcessIdentity.of(int(exited.log_tail[0]))
        assert child.lives()
        await talk.transport.terminate()
        await until(lambda: not child.lives(), 2.0)


async def test_closing_leaves_the_kernel_alive_and_says_so() -> None:
    spec = program(SLEEPER)
    transport: KernelTransport = LocalTransport(process := launch(spec, LaunchSettings()), spec)
    try:
        await transport.open()
        await transport.close()
        assert process.poll() is None
        assert json.loads(process.files.record.read_text())["kept"] is True
        assert process.files.connection.exists()
        with pytest.raises(TransportClosed):
            await transport.receive()
        with pytest.raises(TransportClosed):
            transport.send(Message(Channel.SHELL, {}, {}))
    finally:
        transport.kill()
        await until(lambda: process.poll() is not None)


async def test_a_reader_that_waits_is_woken_by_the_close() -> None:
    async with conversation(program(SLEEPER)) as talk:
        reader = asyncio.ensure_future(talk.transport.receive())  # noqa: TID251
        await asyncio.sleep(0)
        await talk.transport.close()
        with pytest.raises(TransportClosed):
            await reader


async def test_a_question_on_stdin_comes_and_its_answer_arrives() -> None:
    async with conversation(spec_of("ipykernel")) as talk:
        await talk.ready()
        talk.transport.send(execute_request(talk.client, "cell", "print(input('name? '))"))
        question = await talk.next(
            lambda each: isinstance(each, Message) and each.channel is Channel.STDIN
        )
        assert isinstance(question, Message)
        assert question.content["prompt"] == "name? "
        talk.transport.send(
            talk.client.message(Channel.STDIN, "input_reply", {"value": "Ada"}, question.header)
        )
        messages = await talk.finish("cell")
        assert "Ada" in "".join(str(each.content.get("text")) for each in messages)
