"""What a kernel writes when it finds a port taken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tui.kernels.connection import new_local
from tui.kernels.transports.taken_ports import names_taken, says_taken

INFO = replace(new_local("python3", curve=False), iopub_port=45123, hb_port=5000)
ZMQ = "zmq.error.ZMQError: Address already in use"


@pytest.mark.parametrize(
    "line",
    [
        ZMQ,
        f"{ZMQ} (addr='tcp://127.0.0.1:45123')",
        "bind: address is already in use",
        "Error: listen EADDRINUSE: 127.0.0.1:45123",
    ],
)
def test_the_words_of_kernels_for_it_are_known(line: str) -> None:
    assert says_taken(["Traceback", line])


def test_a_kernel_that_lives_must_name_a_port_of_its_own() -> None:
    assert names_taken(["Traceback", f"{ZMQ} (addr='tcp://127.0.0.1:45123')"], INFO)
    assert names_taken(["listen EADDRINUSE 127.0.0.1:5000"], INFO)
    assert not names_taken([ZMQ], INFO)
    assert not names_taken(["the address is in use", "port 45123"], INFO)
    assert not names_taken(["address in use: 145123", "address in use: 50001"], INFO)
    assert not names_taken(["To connect: tcp://127.0.0.1:45123"], INFO)
