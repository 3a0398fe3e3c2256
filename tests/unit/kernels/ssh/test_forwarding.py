"""Which sockets lead to the ports of a kernel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tui.errors import TransportError
from tui.kernels.connection import ConnectionInfo
from tui.kernels.ssh.forwarding import forwarded

INFO = ConnectionInfo("tcp", "127.0.0.1", 1, 2, 3, 4, 5, b"key")


@pytest.mark.parametrize(
    ("ip", "target"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("0.0.0.0", "127.0.0.1"),
        ("*", "127.0.0.1"),
        ("::", "[::1]"),
        ("fe80::1", "[fe80::1]"),
        ("node17.cluster", "node17.cluster"),
    ],
)
def test_ports_are_reached_where_the_kernel_is(ip: str, target: str) -> None:
    forwards = forwarded(replace(INFO, ip=ip), Path("/d/k"))
    # That of the heartbeat is not used.
    assert {each.words for each in forwards} == {
        ("-L", f"/d/k-{port}:{target}:{port}") for port in (1, 2, 3, 4)
    }


def test_sockets_of_a_kernel_are_reached_by_their_paths() -> None:
    forwards = forwarded(replace(INFO, transport="ipc", ip="/run/user/1/k"), Path("/d/k"))
    assert {each.target for each in forwards} == {f"/run/user/1/k-{port}" for port in (1, 2, 3, 4)}


def test_a_port_that_is_named_twice_is_forwarded_once() -> None:
    forwards = forwarded(replace(INFO, iopub_port=1), Path("/d/k"))
    assert len(forwards) == 3


@pytest.mark.parametrize("ip", ["relative", "/a:b", "/a%h", "/${HOME}", "/a b", "/a\\b", "/[a]"])
def test_a_path_that_ssh_would_read_otherwise_is_refused(ip: str) -> None:
    with pytest.raises(TransportError):
        forwarded(replace(INFO, transport="ipc", ip=ip), Path("/d/k"))


def test_a_zone_of_an_address_is_refused() -> None:
    with pytest.raises(TransportError):
        forwarded(replace(INFO, ip="fe80::1%eth0"), Path("/d/k"))
