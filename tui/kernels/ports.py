"""Free ports for kernels, no port for two of them."""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack

from tui.errors import TransportError

HOST = "127.0.0.1"
REMEMBERED = 1_000
"""Ports that were given out last and are not given out again."""


class FreePorts:
    """Finds free TCP ports of the loopback address; can be used by any thread.

    A port stays free until its kernel binds it, half a second and more later. The system would
    give it out again meanwhile (with two kernels one time in 600), so this remembers it.
    """

    def __init__(self, new_socket: Callable[[], socket.socket] = socket.socket) -> None:
        self._new_socket = new_socket
        self._given: deque[int] = deque(maxlen=REMEMBERED)
        self._lock = threading.Lock()

    def take(self, count: int) -> list[int]:
        """Ports that are free now and were not taken before; raises `TransportError`.

        Where the system has too few of these, some that were taken before and are free now.
        """
        with self._lock, ExitStack() as held:
            fresh: list[int] = []
            before: list[int] = []
            try:
                while len(fresh) < count:
                    # All are held to the end, so that the system offers another one each time.
                    each = held.enter_context(self._new_socket())
                    each.bind((HOST, 0))
                    port = int(each.getsockname()[1])
                    (before if port in self._given else fresh).append(port)
            except OSError as error:
                if len(fresh) + len(before) < count:
                    raise TransportError(
                        f"No free ports for a kernel: {error.strerror}."
                    ) from error
            ports = (fresh + before)[:count]
            self._given.extend(ports)
            return ports


_of_this_process = FreePorts()


def free_ports(count: int) -> list[int]:
    """Free ports that no other kernel of this process was given; raises `TransportError`."""
    return _of_this_process.take(count)
