"""Free ports: none is given to two kernels, and where there are few they do not run out."""

from __future__ import annotations

import socket
import struct
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tui.errors import TransportError
from tui.kernels.ports import HOST, REMEMBERED, FreePorts, free_ports

# Of linux/in.h, which `socket` does not name.
IP_LOCAL_PORT_RANGE = 51
FEW = 24


def test_no_port_is_given_to_two_kernels() -> None:
    with ThreadPoolExecutor(4) as threads:
        taken = list(threads.map(free_ports, [5] * (REMEMBERED // 5)))
    ports = [port for each in taken for port in each]
    assert len(set(ports)) == len(ports) == REMEMBERED


@pytest.fixture
def few() -> FreePorts:
    """Ports of a system that has only some."""
    if sys.platform != "linux":
        pytest.skip("only Linux narrows the ports of a socket")
    low = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0]) + 64
    port_range = struct.pack("=I", (low + FEW - 1) << 16 | low)

    def new_socket() -> socket.socket:
        made = socket.socket()
        try:
            made.setsockopt(socket.IPPROTO_IP, IP_LOCAL_PORT_RANGE, port_range)
        except OSError:
            made.close()
            pytest.skip("this Linux cannot narrow the ports of a socket")
        return made

    return FreePorts(new_socket)


def test_where_there_are_few_ports_they_are_given_again(few: FreePorts) -> None:
    for _ in range(FEW):
        ports = few.take(5)
        assert len(set(ports)) == 5
        for port in ports:
            with socket.socket() as probe:
                probe.bind((HOST, port))


def test_more_ports_than_there_are_is_an_error(few: FreePorts) -> None:
    with pytest.raises(TransportError, match="No free ports for a kernel: Address already in use"):
        few.take(FEW + 1)
