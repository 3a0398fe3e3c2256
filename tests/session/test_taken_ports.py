"""Kernels that find their ports taken: some end and some hang, all get others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.session.real_kernels import conversation, program
from tui.kernels.transport import Arrival, Exited
from tui.model.kernelspec import KernelSpec


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty runtime directory of Jupyter."""
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))


def is_exit(arrival: Arrival) -> bool:
    return isinstance(arrival, Exited)


async def test_a_kernel_that_finds_its_ports_taken_gets_others(tmp_path: Path) -> None:
    marker = tmp_path / "tried"
    code = (
        f"import sys, pathlib\nmarker = pathlib.Path({str(marker)!r})\n"
        "if not marker.exists(): marker.touch(); sys.exit('zmq: Address already in use')\n"
        "from ipykernel import kernelapp; kernelapp.launch_new_instance()"
    )
    async with conversation(program(code, "-f", "{connection_file}")) as talk:
        first = talk.transport.process.connection
        await talk.ready()
        assert talk.transport.process.connection.shell_port != first.shell_port
        assert not any(is_exit(each) for each in talk.arrivals)


def takes_its_port(port: str, marker: Path, *options: str) -> KernelSpec:
    """An IPython kernel that finds one of its ports taken when it starts for the first time."""
    code = (
        "import json, pathlib, socket, sys\n"
        "marker, port = pathlib.Path(sys.argv.pop(1)), sys.argv.pop(1)\n"
        "if not marker.exists():\n"
        "    taken = socket.create_server(('127.0.0.1', json.load(open(sys.argv[2]))[port]))\n"
        "marker.touch()\n"
        "from ipykernel import kernelapp; kernelapp.launch_new_instance()"
    )
    return program(code, str(marker), port, "-f", "{connection_file}", *options)


@pytest.mark.parametrize("port", ["shell_port", "iopub_port", "stdin_port", "control_port"])
async def test_ipykernel_gets_other_ports_whether_it_ends_or_hangs(
    port: str, tmp_path: Path
) -> None:
    async with conversation(takes_its_port(port, tmp_path / "tried")) as talk:
        first, pid = talk.transport.process.connection, talk.transport.process.pid
        await talk.ready()
        now = talk.transport.process.connection
        assert getattr(now, port) != getattr(first, port)
        assert talk.transport.process.pid != pid
        assert "in use" in talk.transport.log_text()
        assert not any(is_exit(each) for each in talk.arrivals)


async def test_ipykernel_without_a_heartbeat_is_left_as_it_is(tmp_path: Path) -> None:
    # What it wrote of its port is seen long before it answers, but it has published by then.
    slow = "--IPKernelApp.exec_lines=import time; time.sleep(2)"
    async with conversation(takes_its_port("hb_port", tmp_path / "tried", slow)) as talk:
        first, pid = talk.transport.process.connection, talk.transport.process.pid
        await talk.ready()
        assert (talk.transport.process.connection, talk.transport.process.pid) == (first, pid)
        assert "in use" in talk.transport.log_text()


async def test_a_kernel_whose_ports_are_taken_twice_is_dead() -> None:
    code = "import sys; sys.exit('Address already in use')"
    async with conversation(program(code)) as talk:
        exited = await talk.exited()
        assert exited.log_tail == ("Address already in use",)
