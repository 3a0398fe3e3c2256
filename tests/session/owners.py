"""Kernels that another program has started, sessions attached to them, and cables to cut."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from tests.session.real_kernels import spec_of, until
from tui.kernels.connection import PORT_NAMES, ConnectionInfo
from tui.kernels.endpoints import ExistingKernel
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState, SessionSettings
from tui.kernels.transports.existing import ExistingTransport
from tui.model.cells import Cell, Notice
from tui.model.kernelspec import KernelSpec
from tui.model.outputs import StreamOutput

SPEC = KernelSpec("", (), "kernel", "")


class Owner:
    """The program that has started a kernel, with a client of its own."""

    def __init__(
        self, directory: Path, kernel: str, transport: str = "tcp", *, encrypted: bool = False
    ) -> None:
        spec = spec_of(kernel)
        folder = directory / "kernels" / kernel.replace("_", "-")
        folder.mkdir(parents=True, exist_ok=True)
        fields = {
            "argv": spec.argv,
            "display_name": kernel,
            "language": spec.language,
            "metadata": dict(spec.metadata),
        }
        if spec.interrupt_mode == "message":
            fields["interrupt_mode"] = "message"
        (folder / "kernel.json").write_text(json.dumps(fields))
        self.manager = KernelManager(
            kernel_name=folder.name, connection_file=str(directory / "kernel-theirs.json")
        )
        self.manager.kernel_spec_manager.kernel_dirs = [str(directory / "kernels")]
        if encrypted:
            self.manager.transport_encryption = "auto"
        if transport == "ipc":
            self.manager.transport = transport
            self.manager.ip = str(directory / "socket")
        self.manager.start_kernel()
        self.client: BlockingKernelClient = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    @property
    def file(self) -> Path:
        """The connection file."""
        return Path(self.manager.connection_file)

    @property
    def pid(self) -> int:
        """The kernel's process."""
        return int(getattr(self.manager.provisioner, "pid", 0))

    def endpoint(self, *, knows_process: bool = True) -> ExistingKernel:
        """What attaches to it."""
        process = ProcessIdentity.of(self.pid) if knows_process else None
        info = ConnectionInfo.from_json(self.file.read_bytes())
        return ExistingKernel(info, self.file, process)

    def begin(self, code: str) -> None:
        """Have the kernel begin to run code, and wait until it has."""
        msg_id = self.client.execute(code)
        while True:
            message = self.client.get_iopub_msg(timeout=30)
            is_ours = message["parent_header"].get("msg_id") == msg_id
            if is_ours and message["msg_type"] == "execute_input":
                return

    def close(self) -> None:
        """End the kernel."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@contextmanager
def owned(
    directory: Path, kernel: str = "ipykernel", transport: str = "tcp", *, encrypted: bool = False
) -> Iterator[Owner]:
    """A kernel that another program has started, ended at the end."""
    owner = Owner(directory, kernel, transport, encrypted=encrypted)
    try:
        yield owner
    finally:
        owner.close()


@asynccontextmanager
async def attached(
    kernel: ExistingKernel, asleep: Callable[[], float] | None = None
) -> AsyncIterator[KernelSession]:
    """A session on a kernel, closed at the end; `asleep` tells how long the computer has slept."""
    limits = SessionSettings(interrupt_grace=1.0, attach_grace=2.0)
    transport = ExistingTransport(kernel, asleep or (lambda: 0.0))
    session = KernelSession(transport, SPEC, limits)
    session.start()
    try:
        yield session
    finally:
        await session.close()


async def state(session: KernelSession, wanted: KernelState) -> None:
    """Wait for a state."""
    await until(lambda: session.state is wanted)


def cells(session: KernelSession) -> list[Cell]:
    """The cells of the transcript."""
    return [block for block in session.transcript.blocks if isinstance(block, Cell)]


def notices(session: KernelSession) -> str:
    """The notices of the transcript, one below the other."""
    blocks = session.transcript.blocks
    return "\n".join(block.text for block in blocks if isinstance(block, Notice))


def printed(cell: Cell) -> str:
    """The text of a cell's streams, without the end of its last line."""
    streams = [output for output in cell.outputs if isinstance(output, StreamOutput)]
    return "".join("\n".join(stream.text.live_lines()) for stream in streams).rstrip("\n")


async def ran(session: KernelSession, code: str) -> Cell:
    """Run a cell to its end."""
    cell_id = session.execute(code)
    cell = session.transcript.cell(cell_id)
    assert cell is not None
    await until(lambda: cell.state.is_end)
    return cell


class Cable:
    """A TCP connection to one port that can be cut and mended."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._server: asyncio.Server | None = None
        self._writers: list[asyncio.StreamWriter] = []
        self._pumps: set[asyncio.Task[None]] = set()
        self.port = 0

    async def mend(self) -> None:
        """Let connections through."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, other = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers += [writer, other]
        with suppress(asyncio.CancelledError):
            await asyncio.gather(self._pump(reader, other), self._pump(there, writer))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(1 << 16):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    async def cut(self) -> None:
        """Cut all connections, and let none through."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()
        await asyncio.sleep(0)


@asynccontextmanager
async def cabled(owner: Owner) -> AsyncIterator[tuple[ExistingKernel, list[Cable]]]:
    """What attaches to a kernel by way of cables, one for each port."""
    fields = json.loads(owner.file.read_text())
    cables = {name: Cable(fields[name]) for name in PORT_NAMES}
    try:
        for cable in cables.values():
            await cable.mend()
        ports = {name: cable.port for name, cable in cables.items()}
        info = ConnectionInfo.from_json(json.dumps({**fields, **ports}))
        yield ExistingKernel(info), list(cables.values())
    finally:
        for cable in cables.values():
            await cable.cut()


async def cut(cables: list[Cable]) -> None:
    """Cut all of them."""
    for cable in cables:
        await cable.cut()


async def mend(cables: list[Cable]) -> None:
    """Mend all of them."""
    for cable in cables:
        await cable.mend()
