"""Whether the other end of a ZeroMQ socket is there, as ZeroMQ itself tells."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import zmq
from zmq.utils.monitor import recv_monitor_message

_WORDS = zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_DISCONNECTED


class LinkWatch:
    """Calls back with whether the link stands, at every change, in the running event loop."""

    def __init__(self, socket: zmq.Socket[bytes], changed: Callable[[bool], None]) -> None:
        self._socket = socket
        self._changed = changed
        self._monitor: zmq.Socket[Any] = socket.get_monitor_socket(_WORDS)
        self._descriptor = int(self._monitor.FD)
        asyncio.get_running_loop().add_reader(self._descriptor, self._look)
        self._look()

    def _look(self) -> None:
        # ZeroMQ's descriptor says "look at me" once, so everything is read.
        while int(self._monitor.EVENTS) & zmq.POLLIN:
            event = recv_monitor_message(self._monitor, zmq.NOBLOCK)["event"]
            self._changed(event == zmq.EVENT_HANDSHAKE_SUCCEEDED)

    def close(self) -> None:
        """End it, before the socket is closed."""
        asyncio.get_running_loop().remove_reader(self._descriptor)
        self._socket.disable_monitor()
        self._monitor.close(linger=0)
