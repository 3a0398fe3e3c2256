"""Who listens, told by the system."""

from __future__ import annotations

import json
import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from tui.kernels.connection import ConnectionInfo, new_local
from tui.kernels.running.sockets import Listening, Sockets, is_here, own_addresses, read_sockets

OWN = own_addresses()


def test_a_kernel_that_listens_is_found_with_its_process(ports: ConnectionInfo) -> None:
    assert read_sockets().listening(ports, OWN) == Listening(os.getpid(), clients=0)


def test_a_kernel_that_is_gone_is_not() -> None:
    assert read_sockets().listening(new_local("gone", curve=False), OWN) is None


def test_a_port_that_another_process_got_does_not_count(ports: ConnectionInfo) -> None:
    gone = replace(new_local("gone", curve=False), shell_port=ports.shell_port)
    assert read_sockets().listening(gone, OWN) is None


def test_the_address_counts(ports: ConnectionInfo) -> None:
    sockets = read_sockets()
    assert sockets.listening(replace(ports, ip="127.0.0.2"), OWN) is None
    assert sockets.listening(replace(ports, ip="localhost"), OWN) is not None


def test_a_kernel_that_listens_everywhere_is_found() -> None:
    with socket.socket() as shell, socket.socket() as iopub:
        for each in (shell, iopub):
            each.bind(("0.0.0.0", 0))
            each.listen()
        info = replace(
            new_local("open", curve=False),
            ip="0.0.0.0",
            shell_port=shell.getsockname()[1],
            iopub_port=iopub.getsockname()[1],
        )
        assert read_sockets().listening(info, OWN) is not None
        assert read_sockets().listening(replace(info, ip="127.0.0.1"), OWN) is not None


def test_where_the_system_tells_nothing_the_port_is_tried(ports: ConnectionInfo) -> None:
    assert Sockets().listening(ports, OWN) == Listening()
    assert Sockets().listening(new_local("gone", curve=False), OWN) is None


def test_sockets_that_are_files_are_found(tmp_path: Path) -> None:
    fields = {**json.loads(new_local("ipc", curve=False).to_json()), "transport": "ipc"}
    short = Path(os.path.relpath(tmp_path))
    path = short / "k" if len(str(tmp_path)) > 80 else tmp_path / "k"
    info = ConnectionInfo.from_json(json.dumps({**fields, "ip": str(path)}))
    assert read_sockets().listening(info, OWN) is None
    assert Sockets().listening(info, OWN) is None
    with socket.socket(socket.AF_UNIX) as shell:
        shell.bind(f"{path}-{info.shell_port}")
        assert Sockets().listening(info, OWN) is None
        shell.listen()
        assert read_sockets().listening(info, OWN) == Listening(os.getpid(), clients=0)
        assert Sockets().listening(info, OWN) == Listening()
    # Its process is gone and the file is still there.
    assert read_sockets().listening(info, OWN) is None
    assert Sockets().listening(info, OWN) is None


@pytest.mark.parametrize(
    ("ip", "expected"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", True),
        (socket.gethostname(), True),
        ("192.0.2.7", False),
        ("2001:db8::1", False),
        ("elsewhere.example", False),
    ],
)
def test_only_addresses_of_this_computer_are_here(ip: str, expected: bool) -> None:
    assert is_here(replace(new_local("any", curve=False), ip=ip), OWN) == expected
