"""Real kernels for tests, and conversations with them."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import pytest
from ipykernel.kernelspec import get_kernel_dict

from tui.kernels.launch import LaunchSettings, launch
from tui.kernels.transport import Arrival, Exited
from tui.kernels.transports.local import EndingLimits, LocalTransport
from tui.model.kernelspec import KernelSpec
from tui.wire.message import Channel, Json, Message
from tui.wire.requests import Client, execute_request, kernel_info_request, shutdown_request

PATIENCE = 30.0
"""Seconds after which a test gives up waiting for a kernel."""
T = TypeVar("T", bound=Arrival)

R_ARGV = ("R", "--slave", "-e", "IRkernel::main()", "--args", "{connection_file}")
MODULES = {
    "ipykernel": "ipykernel_launcher",
    "bash_kernel": "bash_kernel",
    "xeus-python": "xpython_launcher",
}


def spec_of(kernel: str) -> KernelSpec:
    """The kernelspec of an installed kernel; the test is skipped when it is not installed."""
    module = MODULES[kernel]
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{kernel} is not installed")
    metadata: dict[str, Json] = {"debugger": True}
    if kernel == "ipykernel":
        metadata = get_kernel_dict()["metadata"]
    return KernelSpec(
        name=kernel,
        argv=(sys.executable, "-m", module, "-f", "{connection_file}"),
        display_name=kernel,
        language="bash" if kernel == "bash_kernel" else "python",
        interrupt_mode="message" if kernel == "xeus-python" else "signal",
        metadata=metadata,
    )


def program(code: str, *argv: str) -> KernelSpec:
    """The kernelspec of a Python program that is no kernel, or not one yet."""
    return KernelSpec(
        name="program",
        argv=(sys.executable, "-c", code, *argv),
        display_name="Program",
        language="none",
    )


async def until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - it is about other processes
            await asyncio.sleep(0.02)


class Conversation:
    """A client that talks with one kernel and remembers everything that arrived."""

    def __init__(self, transport: LocalTransport) -> None:
        self.transport = transport
        self.client = Client("session", "tester")
        self.arrivals: list[Arrival] = []
        self._read = 0

    async def next(self, wanted: Callable[[Arrival], bool], seconds: float = PATIENCE) -> Arrival:
        """The next arrival of the wanted kind; those before it are remembered, too."""
        async with asyncio.timeout(seconds):
            while True:
                while self._read < len(self.arrivals):
                    arrival = self.arrivals[self._read]
                    self._read += 1
                    if wanted(arrival):
                        return arrival
                self.arrivals.extend(await self.transport.receive())

    async def exited(self, seconds: float = PATIENCE) -> Exited:
        """The news that the kernel has ended."""
        arrival = await self.next(lambda arrival: isinstance(arrival, Exited), seconds)
        assert isinstance(arrival, Exited)
        return arrival

    async def ready(self) -> Message:
        """The kernel's `kernel_info_reply`, once iopub works as well."""
        seen: set[Channel] = set()
        info: list[Message] = []

        def wanted(arrival: Arrival) -> bool:
            if isinstance(arrival, Message):
                seen.add(arrival.channel)
                if arrival.msg_type == "kernel_info_reply":
                    info.append(arrival)
            return bool(info) and Channel.IOPUB in seen

        for _ in range(int(PATIENCE)):
            self.transport.send(kernel_info_request(self.client))
            try:
                await self.next(wanted, 1.0)
            except TimeoutError:
                continue
            return info[0]
        raise TimeoutError("the kernel does not answer")

    def send_code(self, code: str, cell_id: str) -> None:
        """Run code without waiting for anything."""
        self.transport.send(execute_request(self.client, cell_id, code))

    async def finish(self, cell_id: str, seconds: float = PATIENCE) -> list[Message]:
        """All messages of a cell, once its reply and its idle are both there."""
        missing = {"execute_reply", "idle"}

        def wanted(arrival: Arrival) -> bool:
            if isinstance(arrival, Message) and arrival.parent_id == cell_id:
                missing.discard(arrival.msg_type)
                missing.discard(str(arrival.content.get("execution_state")))
            return not missing

        await self.next(wanted, seconds)
        return [
            arrival
            for arrival in self.arrivals
            if isinstance(arrival, Message) and arrival.parent_id == cell_id
        ]

    async def run(self, code: str, cell_id: str = "cell") -> str:
        """What code prints to its stdout."""
        self.send_code(code, cell_id)
        return printed(await self.finish(cell_id))

    async def shut_down(self, *, restart: bool = False) -> None:
        """End or restart the kernel as a session does."""
        self.transport.send(shutdown_request(self.client, restart))
        await (self.transport.restart() if restart else self.transport.terminate())


def printed(messages: list[Message]) -> str:
    """The text of all stdout streams."""
    return "".join(
        str(message.content["text"])
        for message in messages
        if message.msg_type == "stream" and message.content["name"] == "stdout"
    )


@asynccontextmanager
async def conversation(
    spec: KernelSpec,
    settings: LaunchSettings | None = None,
    limits: EndingLimits | None = None,
) -> AsyncIterator[Conversation]:
    """A kernel that was just started; it is gone afterwards."""
    transport = LocalTransport(launch(spec, settings or LaunchSettings()), spec, limits)
    try:
        await transport.open()
        yield Conversation(transport)
    finally:
        transport.kill()
        await transport.close()
