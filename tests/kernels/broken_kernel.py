"""A kernel that breaks the messaging protocol on demand.

    broken_kernel.py [START] -f CONNECTION_FILE [START]

What it executes is Python that sees `PRELUDE`'s names and sends whatever it likes, in whatever
shape; around it the kernel does what is due: busy, echo, then the stream "after", reply and idle,
each of which `omit` leaves out. START is Python of the same kind, run in place of `serve()`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import signal
import sys
import time
import traceback
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import zmq

DELIMITER = b"<IDS|MSG>"
KINDS = {"shell": zmq.ROUTER, "control": zmq.ROUTER, "stdin": zmq.ROUTER, "iopub": zmq.PUB}
INFO: dict[str, Any] = {
    "status": "ok",
    "protocol_version": "5.4",
    "implementation": "broken",
    "implementation_version": "1",
    "banner": "A kernel that breaks the protocol on demand.",
    "language_info": {"name": "python", "version": "3", "file_extension": ".py"},
}
# What code that is executed sees, besides the kernel's own `send`, `raw`, `ask` and the like.
PRELUDE: dict[str, Any] = {
    "iopub": "iopub",
    "shell": "shell",
    "stdin": "stdin",
    "control": "control",
    "DELIMITER": DELIMITER,
    "Path": Path,
    "json": json,
    "os": os,
    "signal": signal,
    "sys": sys,
    "time": time,
}


def text(words: object, name: object = "stdout") -> dict[str, object]:
    """The content of a stream."""
    return {"name": name, "text": words}


def encoded(part: object) -> bytes:
    """A part of a message as it travels: bytes as they are, everything else as JSON."""
    return part if isinstance(part, bytes) else json.dumps(part).encode()


class Kernel:
    """The sockets of a kernel and the request it is at; every attribute is there to be broken."""

    def __init__(self, connection: dict[str, Any]) -> None:
        self.connection = connection
        self.key = str(connection["key"]).encode()
        self.session = uuid.uuid4().hex
        self.info: object = INFO
        self.request: dict[str, Any] = {}
        self.routes: dict[str, list[bytes]] = {}
        self.count = 0
        self.omit: set[str] = set()
        self.late: list[Callable[[], None]] = []
        self.status: object = "ok"
        self.muted: set[str] = set()
        self.sockets: dict[str, zmq.Socket[bytes]] = {}
        self.answers: dict[str, Callable[[dict[str, Any]], None]] = {
            "kernel_info_request": self.tell_info,
            "execute_request": self.execute,
            "is_complete_request": self.judge,
            "interrupt_request": lambda _: self.send("control", "interrupt_reply", {}),
            "shutdown_request": self.shut_down,
        }
        self._context = zmq.Context()

    # How it starts.

    def bind(self, *channels: str) -> None:
        """Bind the sockets of these channels, by default all of them."""
        for channel in channels or tuple(KINDS):
            socket = self._context.socket(KINDS[channel])
            socket.linger = 1000
            socket.sndhwm = socket.rcvhwm = 0
            if KINDS[channel] == zmq.ROUTER:
                socket.router_mandatory = True
            socket.bind(f"tcp://{self.connection['ip']}:{self.connection[f'{channel}_port']}")
            self.sockets[channel] = socket

    def serve(self) -> NoReturn:
        """Answer requests until told to end, or until who started it is gone."""
        if not self.sockets:
            self.bind()
        self.send("iopub", "status", {"execution_state": "starting"}, parent={})
        parent = os.getppid()
        poller = zmq.Poller()
        for channel in ("shell", "control"):
            if channel in self.sockets:
                poller.register(self.sockets[channel], zmq.POLLIN)
        while os.getppid() == parent:
            for socket, _ in poller.poll(1000):
                self.take(socket, "control" if socket is self.sockets.get("control") else "shell")
        self.end(0)

    def take(self, socket: zmq.Socket[bytes], channel: str) -> None:
        """Read one request from a channel and answer it."""
        frames = socket.recv_multipart()
        start = frames.index(DELIMITER)
        self.routes[channel] = frames[:start]
        self.request = json.loads(frames[start + 2])
        content = json.loads(frames[start + 5])
        self.omit, self.late = set(), []
        answer = self.answers.get(self.request["msg_type"])
        if answer is not None:
            self.report("busy")
            answer(content)
            self.report("idle")
            for each in self.late:
                each()

    def end(self, code: int) -> NoReturn:
        """End the process once everything that was sent has left."""
        self._context.destroy(linger=1000)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)

    # What it sends.

    def send(self, channel: str, msg_type: object, body: object, **parts: object) -> None:
        """Send a message on a channel, by the protocol but for `parts`.

        These are header, parent, metadata and content as anything that JSON knows, or as
        bytes; `signature` or the `key` to sign with; `buffers`.
        """
        header = {
            "msg_id": uuid.uuid4().hex,
            "session": self.session,
            "username": "kernel",
            "date": "2024-01-01T00:00:00Z",
            "msg_type": msg_type,
            "version": "5.4",
        }
        usual = {"header": header, "parent": self.request, "metadata": {}, "content": body}
        frames = [encoded(parts.get(name, part)) for name, part in usual.items()]
        signature = parts.get("signature", self.sign(frames, parts.get("key", self.key)))
        buffers = parts.get("buffers", ())
        assert isinstance(signature, bytes) and isinstance(buffers, (tuple, list))
        self.raw(channel, DELIMITER, signature, *frames, *buffers)

    def sign(self, frames: list[bytes], key: object) -> bytes:
        """The signature of some frames."""
        assert isinstance(key, bytes)
        if not key:
            return b""
        return hmac.new(key, b"".join(frames), hashlib.sha256).hexdigest().encode()

    def raw(self, channel: str, *frames: bytes) -> None:
        """Send frames, on every channel but iopub to the client whose request it is at."""
        if channel in self.muted or channel not in self.sockets:
            return
        socket = self.sockets[channel]
        if channel == "iopub":
            socket.send_multipart(frames)
            return
        # A client's stdin has the identity of its shell.
        route = self.routes.get("shell" if channel == "stdin" else channel, [])
        for _ in range(100):
            try:
                socket.send_multipart([*route, *frames])
                return
            except zmq.ZMQError:
                # It is not connected yet; a ROUTER sees that when it looks what came in.
                socket.poll(10)

    def report(self, state: str) -> None:
        """Publish the kernel's status, unless that is left out."""
        if state not in self.omit:
            self.send("iopub", "status", {"execution_state": state})

    def ask(self, prompt: object = "?", **parts: object) -> None:
        """Ask the user for a line."""
        self.send("stdin", "input_request", {"prompt": prompt, "password": False}, **parts)

    def hear(self) -> str:
        """Wait for what the user answers."""
        frames = self.sockets["stdin"].recv_multipart()
        return str(json.loads(frames[frames.index(DELIMITER) + 5])["value"])

    # What it does.

    def tell_info(self, _: dict[str, Any]) -> None:
        """Say what kernel this is."""
        self.send("shell", "kernel_info_reply", self.info)

    def judge(self, _: dict[str, Any]) -> None:
        """Find all code complete."""
        self.send("shell", "is_complete_reply", {"status": "complete"})

    def execute(self, content: dict[str, Any]) -> None:
        """Run Python, then end as is due."""
        self.count += 1
        self.status = "ok"
        echo = {"code": content["code"], "execution_count": self.count}
        self.send("iopub", "execute_input", echo)
        try:
            exec(content["code"], self.names())
        except Exception:  # noqa: BLE001 - the code is at fault, and its author is to see it
            self.send("iopub", "stream", text(traceback.format_exc(), "stderr"))
        if "after" not in self.omit:
            self.send("iopub", "stream", text("after\n"))
        if "reply" not in self.omit:
            self.reply()

    def reply(self, **fields: object) -> None:
        """Reply to the execute request."""
        usual = {"status": self.status, "execution_count": self.count, "payload": []}
        self.send("shell", "execute_reply", {**usual, **fields})

    def shut_down(self, content: dict[str, Any]) -> None:
        """Reply, and end."""
        self.send("control", "shutdown_reply", {"status": "ok", **content})
        self.end(0)

    def names(self) -> dict[str, Any]:
        """What executed code sees."""
        own = (self.serve, self.bind, self.end, self.send, self.raw, self.ask, self.hear)
        named = {method.__name__: method for method in (*own, self.reply, self.report)}
        return {**PRELUDE, **named, "kernel": self, "omit": self.omit, "text": text}


def main() -> None:
    """Be a kernel."""
    # An interrupt is the business of those who ask for it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    words = sys.argv[1:]
    place = words.index("-f")
    kernel = Kernel(json.loads(Path(words[place + 1]).read_text()))
    start = words[:place] + words[place + 2 :]
    exec(start[0] if start else "serve()", kernel.names())


if __name__ == "__main__":
    main()
