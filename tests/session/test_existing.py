"""Sessions on kernels that somebody else started, with real kernels and a second client."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from tests.session.real_kernels import spec_of, until
from tui.kernels.connection import ConnectionInfo
from tui.kernels.endpoints import ExistingKernel
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState, SessionSettings
from tui.kernels.transports.existing import ExistingTransport
from tui.model.cells import Author, Cell, CellState, Notice
from tui.model.kernelspec import KernelSpec
from tui.model.outputs import StreamOutput

SPEC = KernelSpec("", (), "kernel", "")


class Owner:
    """The program that has started a kernel, with a client of its own."""

    def __init__(self, directory: Path, kernel: str) -> None:
        spec = spec_of(kernel)
        folder = directory / "kernels" / kernel.replace("_", "-")
        folder.mkdir(parents=True, exist_ok=True)
        fields = {"argv": spec.argv, "display_name": kernel, "language": spec.language}
        if spec.interrupt_mode == "message":
            fields["interrupt_mode"] = "message"
        (folder / "kernel.json").write_text(json.dumps(fields))
        self.manager = KernelManager(
            kernel_name=folder.name, connection_file=str(directory / "kernel-theirs.json")
        )
        self.manager.kernel_spec_manager.kernel_dirs = [str(directory / "kernels")]
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

    def close(self) -> None:
        """End the kernel."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@contextmanager
def owned(directory: Path, kernel: str = "ipykernel") -> Iterator[Owner]:
    owner = Owner(directory, kernel)
    try:
        yield owner
    finally:
        owner.close()


@pytest.fixture
def theirs(tmp_path: Path) -> Iterator[Owner]:
    """An IPython kernel that another program has started."""
    with owned(tmp_path) as owner:
        yield owner


@asynccontextmanager
async def attached(kernel: ExistingKernel, **settings: float) -> AsyncIterator[KernelSession]:
    """A session on a kernel, closed at the end."""
    limits = SessionSettings(interrupt_grace=1.0, attach_grace=2.0, **settings)  # type: ignore[arg-type]
    session = KernelSession(ExistingTransport(kernel), SPEC, limits)
    session.start()
    try:
        yield session
    finally:
        await session.close()


async def state(session: KernelSession, wanted: KernelState) -> None:
    await until(lambda: session.state is wanted)


def cells(session: KernelSession) -> list[Cell]:
    return [block for block in session.transcript.blocks if isinstance(block, Cell)]


def notices(session: KernelSession) -> str:
    blocks = session.transcript.blocks
    return "\n".join(block.text for block in blocks if isinstance(block, Notice))


def printed(cell: Cell) -> str:
    streams = [output for output in cell.outputs if isinstance(output, StreamOutput)]
    return "".join("\n".join(stream.text.live_lines()) for stream in streams)


async def ran(session: KernelSession, code: str) -> Cell:
    """Run a cell to its end."""
    cell_id = session.execute(code)
    cell = session.transcript.cell(cell_id)
    assert cell is not None
    await until(lambda: cell.state.is_end)
    return cell


@pytest.mark.parametrize("kernel", ["ipykernel", "bash_kernel", "xeus-python"])
async def test_two_clients_see_what_each_other_does(tmp_path: Path, kernel: str) -> None:
    code = "echo $((6 * 7))" if kernel == "bash_kernel" else "print(6 * 7)"
    with owned(tmp_path, kernel) as owner:
        async with attached(owner.endpoint()) as session:
            await state(session, KernelState.IDLE)
            mine = await ran(session, code)
            assert (mine.state, printed(mine).strip()) == (CellState.DONE, "42")
            owner.client.session.username = "ada"
            owner.client.execute(code.replace("7", "8"))
            await until(lambda: len(cells(session)) == 2 and cells(session)[1].state.is_end)
            other = cells(session)[1]
            assert other.author is Author.REMOTE
            assert other.code == code.replace("7", "8")
            assert printed(other).strip() == "48"
            if kernel != "xeus-python":
                assert other.username == "ada"
            assert session.transcript.execution_count == other.number
            assert session.spec.language in ("python", "bash")
        # Closing has not touched it.
        assert owner.manager.is_alive()
        owner.client.execute(code)
        reply = owner.client.get_shell_msg(timeout=30)
        while reply["msg_type"] != "execute_reply":
            reply = owner.client.get_shell_msg(timeout=30)


async def test_ones_own_cell_is_sent_while_another_client_is_busy(theirs: Owner) -> None:
    async with attached(theirs.endpoint()) as session:
        await state(session, KernelState.IDLE)
        theirs.client.execute("import time; time.sleep(1); print('theirs')")
        await until(lambda: session.state is KernelState.BUSY)
        mine = await ran(session, "print('mine')")
        assert mine.state is CellState.DONE
        other = next(cell for cell in cells(session) if cell.author is Author.REMOTE)
        assert other.state is CellState.DONE
        assert other.ended is not None and mine.started is not None
        assert mine.started < other.ended


async def test_a_question_of_another_client_is_not_answered_here(theirs: Owner) -> None:
    async with attached(theirs.endpoint()) as session:
        await state(session, KernelState.IDLE)
        theirs.client.execute("print('said', input('who? '))", allow_stdin=True)
        assert theirs.client.get_stdin_msg(timeout=30)["content"]["prompt"] == "who? "
        await until(lambda: session.state is KernelState.BUSY)
        assert session.asking_cell is None
        session.answer("mallory")
        theirs.client.input("ada")
        await until(lambda: "said ada" in printed(cells(session)[0]))


async def test_a_kernel_that_is_busy_is_attached_to_all_the_same(theirs: Owner) -> None:
    theirs.client.execute("import time\nfor n in range(40): print(n, flush=True); time.sleep(0.1)")
    theirs.client.get_iopub_msg(timeout=30)
    async with attached(theirs.endpoint()) as session:
        await until(lambda: session.info is not None, 3.0)
        assert session.state is KernelState.BUSY
        await until(lambda: bool(cells(session)))
        assert cells(session)[0].author is Author.KERNEL
        await state(session, KernelState.IDLE)
        assert "39" in printed(cells(session)[0])
        mine = await ran(session, "n")
        assert mine.state is CellState.DONE


async def test_a_wrong_key_is_said_to_be_wrong(theirs: Owner) -> None:
    fields = json.loads(theirs.file.read_text())
    info = ConnectionInfo.from_json(json.dumps({**fields, "key": "another"}))
    async with attached(ExistingKernel(info)) as session:
        await until(lambda: "wrong key" in notices(session), 10)
        theirs.client.execute("1")
        assert session.state is KernelState.STARTING


async def test_ports_of_nothing_are_said_to_be_so(theirs: Owner, tmp_path: Path) -> None:
    kernel = theirs.endpoint()
    theirs.manager.shutdown_kernel(now=True)
    async with attached(kernel) as session:
        await state(session, KernelState.DISCONNECTED)
        assert "Nobody listens at tcp://127.0.0.1" in notices(session)
        session.execute("1 + 1")
        assert cells(session)[0].state is CellState.QUEUED


@pytest.mark.parametrize("knows_process", [True, False])
async def test_a_kernel_its_owner_restarts_is_taken_up_again(
    theirs: Owner, knows_process: bool
) -> None:
    async with attached(theirs.endpoint(knows_process=knows_process)) as session:
        await state(session, KernelState.IDLE)
        await ran(session, "x = 1")
        lost = session.execute("import time; time.sleep(60)")
        await state(session, KernelState.BUSY)
        await asyncio.to_thread(theirs.manager.restart_kernel, now=True)
        await until(lambda: "restarted" in notices(session))
        await state(session, KernelState.IDLE)
        cell = session.transcript.cell(lost)
        assert cell is not None and cell.state is CellState.LOST
        fresh = await ran(session, "x")
        assert fresh.state is CellState.FAILED
        assert fresh.number == 1


async def test_word_of_a_shutdown_by_another_client(theirs: Owner) -> None:
    theirs.client.session.username = "ada"
    async with attached(theirs.endpoint()) as session:
        await state(session, KernelState.IDLE)
        theirs.client.shutdown()
        await state(session, KernelState.DISCONNECTED)
        assert "Another client (ada) has shut down the kernel." in notices(session)


async def test_a_kernel_killed_is_missed_within_two_seconds(theirs: Owner) -> None:
    async with attached(theirs.endpoint()) as session:
        await state(session, KernelState.IDLE)
        session.execute("import time; time.sleep(60)")
        await state(session, KernelState.BUSY)
        os.kill(theirs.pid, signal.SIGKILL)
        await until(lambda: session.state is KernelState.DISCONNECTED, 2.0)
        assert "The kernel has ended at" in notices(session)


@pytest.mark.parametrize("kernel", ["ipykernel", "bash_kernel"])
async def test_kernels_of_others_are_interrupted(tmp_path: Path, kernel: str) -> None:
    code = "echo begun; sleep 60"
    if kernel == "ipykernel":
        code = "import time; print('begun', flush=True); time.sleep(60)"
    with owned(tmp_path, kernel) as owner:
        async with attached(owner.endpoint()) as session:
            await state(session, KernelState.IDLE)
            session.execute(code)
            await until(lambda: "begun" in printed(cells(session)[0]))
            await session.interrupt()
            await until(lambda: cells(session)[0].state.is_end, 15)


async def test_a_kernel_that_only_says_it_obeys_is_not_killed(tmp_path: Path) -> None:
    """xeus-python answers an interrupt request, goes on, and dies of SIGINT."""
    with owned(tmp_path, "xeus-python") as owner:
        async with attached(owner.endpoint()) as session:
            await state(session, KernelState.IDLE)
            session.execute("import time\nprint('begun', flush=True)\ntime.sleep(4)")
            await until(lambda: "begun" in printed(cells(session)[0]))
            await session.interrupt()
            await until(lambda: cells(session)[0].state.is_end, 15)
        assert owner.manager.is_alive()


async def test_a_kernel_deaf_to_requests_is_sent_a_signal(tmp_path: Path) -> None:
    """One whose control channel nobody reads."""
    with owned(tmp_path) as owner:
        endpoint = owner.endpoint()
        # Requests on control go to nobody.
        deaf = replace(endpoint, info=replace(endpoint.info, control_port=1))
        async with attached(deaf) as session:
            await state(session, KernelState.IDLE)
            session.execute("import time; print('begun', flush=True); time.sleep(60)")
            await until(lambda: "begun" in printed(cells(session)[0]))
            await session.interrupt()
            await until(lambda: "was sent SIGINT" in notices(session))
            await until(lambda: cells(session)[0].state.is_end, 15)
        unknown = replace(deaf, process=None)
        async with attached(unknown) as session:
            await state(session, KernelState.IDLE)
            session.execute("import time; print('begun', flush=True); time.sleep(3)")
            await until(lambda: "begun" in printed(cells(session)[0]))
            await session.interrupt()
            await until(lambda: "its process is not known here" in notices(session))


async def test_a_restart_is_left_to_who_started_it(theirs: Owner) -> None:
    async with attached(theirs.endpoint()) as session:
        await state(session, KernelState.IDLE)
        await ran(session, "x = 1")
        await session.restart()
        assert "can only be restarted where it was started" in notices(session)
        assert (await ran(session, "x")).state is CellState.DONE


async def test_a_kernel_is_shut_down_when_that_is_asked_for(theirs: Owner) -> None:
    async with attached(theirs.endpoint()) as session:
        await state(session, KernelState.IDLE)
        await session.shutdown()
        await until(lambda: not ProcessIdentity.of(theirs.pid).lives(), 5)
        assert session.state is KernelState.DEAD


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


async def test_a_link_that_was_cut_comes_back(theirs: Owner) -> None:
    fields = json.loads(theirs.file.read_text())
    names = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
    cables = {name: Cable(fields[name]) for name in names}
    for cable in cables.values():
        await cable.mend()
    ports = {name: cable.port for name, cable in cables.items()}
    info = ConnectionInfo.from_json(json.dumps({**fields, **ports}))
    async with attached(ExistingKernel(info)) as session:
        await state(session, KernelState.IDLE)
        lost = session.execute("import time; print('begun', flush=True); time.sleep(1); x = 5")
        await until(lambda: "begun" in printed(cells(session)[0]))
        for cable in cables.values():
            await cable.cut()
        await state(session, KernelState.DISCONNECTED)
        waiting = session.execute("x")
        await asyncio.sleep(1.5)
        for cable in cables.values():
            await cable.mend()
        await until(lambda: "there again" in notices(session))
        queued = session.transcript.cell(waiting)
        assert queued is not None
        await until(lambda: queued.state.is_end)
        assert "answer" in notices(session) and "was lost" in notices(session)
        cell = session.transcript.cell(lost)
        assert cell is not None and cell.state.is_end
        assert queued.state is CellState.DONE
    for cable in cables.values():
        await cable.cut()
