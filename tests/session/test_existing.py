"""Sessions on kernels that somebody else started, with real kernels and a second client."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.session.owners import Owner, attached, cells, notices, owned, printed, ran, state
from tests.session.real_kernels import until
from tests.stopping import stop_process
from tui.errors import TransportError
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.states import KernelState
from tui.kernels.transports.existing import ExistingTransport
from tui.model.cells import Author, CellState
from tui.model.outputs import ErrorOutput


@pytest.fixture
def theirs(tmp_path: Path) -> Iterator[Owner]:
    """An IPython kernel that another program has started."""
    with owned(tmp_path) as owner:
        yield owner


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
    theirs.begin("import time\nfor n in range(40): print(n, flush=True); time.sleep(0.1)")
    async with attached(theirs.endpoint()) as session:
        await until(lambda: session.info is not None, 3.0)
        await state(session, KernelState.BUSY)
        await until(lambda: bool(cells(session)))
        assert cells(session)[0].author is Author.KERNEL
        await state(session, KernelState.IDLE)
        assert "39" in printed(cells(session)[0])
        mine = await ran(session, "n")
        assert mine.state is CellState.DONE


async def test_word_of_a_shutdown_by_another_client(theirs: Owner) -> None:
    theirs.client.session.username = "ada"
    async with attached(theirs.endpoint()) as session:
        await state(session, KernelState.IDLE)
        theirs.client.shutdown()
        await state(session, KernelState.DISCONNECTED)
        assert "Another client (ada) has shut down the kernel." in notices(session)


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


async def test_a_cell_that_another_clients_error_takes_along(theirs: Owner) -> None:
    """ipykernel aborts what waits in its queue when a cell fails."""
    theirs.client.session.username = "ada"
    async with attached(theirs.endpoint()) as session:
        await state(session, KernelState.IDLE)
        theirs.client.execute("import time; time.sleep(1); 1 / 0")
        await until(lambda: session.state is KernelState.BUSY)
        mine, behind = session.execute("print('mine')"), session.execute("2")
        await until(lambda: "was not run" in notices(session))
        assert "one of another client (ada) failed" in notices(session)
        states = [cell.state for cell in cells(session) if cell.cell_id in (mine, behind)]
        assert states == [CellState.ABORTED, CellState.CANCELLED]
        assert session.run_cancelled() == 1
        await until(lambda: cells(session)[-1].state is CellState.DONE)


async def test_what_only_another_client_runs_can_be_interrupted(theirs: Owner) -> None:
    async with attached(theirs.endpoint()) as session:
        await state(session, KernelState.IDLE)
        theirs.client.execute("import time; print('begun', flush=True); time.sleep(60)")
        await until(lambda: bool(cells(session)) and "begun" in printed(cells(session)[0]))
        await session.interrupt()
        await state(session, KernelState.IDLE)
        errors = [each for each in cells(session)[0].outputs if isinstance(each, ErrorOutput)]
        assert [error.ename for error in errors] == ["KeyboardInterrupt"]


async def test_nothing_is_lost_of_what_runs_as_soon_as_the_kernel_is_there(theirs: Owner) -> None:
    for _ in range(5):
        async with attached(theirs.endpoint()) as session:
            await state(session, KernelState.IDLE)
            assert printed(await ran(session, "print('heard')")) == "heard"


async def test_a_kernel_is_called_after_what_it_says(theirs: Owner) -> None:
    async with attached(theirs.endpoint()) as session:
        await until(lambda: session.info is not None)
        assert session.spec.display_name.startswith("Python 3.")
        assert session.spec.display_name.endswith("(ipython)")


async def test_who_holds_the_port_is_not_signalled_unless_it_is_the_kernel(theirs: Owner) -> None:
    """The end of a tunnel does: here it is the test itself."""
    endpoint = theirs.endpoint()
    info = replace(endpoint.info, control_port=1)
    mistaken = replace(endpoint, info=info, process=ProcessIdentity.of(os.getpid()))
    async with attached(mistaken) as session:
        await state(session, KernelState.IDLE)
        assert not session.transport.shares_files
        with pytest.raises(TransportError, match="its process is not known here"):
            await session.transport.signal_interrupt()


async def test_a_kernel_tells_which_process_it_is(theirs: Owner) -> None:
    known_by_content = replace(theirs.endpoint(knows_process=False), file=None)
    async with attached(known_by_content) as session:
        await state(session, KernelState.IDLE)
        session.execute("import time; print('begun', flush=True); time.sleep(60)")
        await until(lambda: "begun" in printed(cells(session)[0]))
        await session.transport.signal_interrupt()
        await until(lambda: cells(session)[0].state is CellState.FAILED)


async def test_a_kernel_that_does_not_obey_a_shutdown_is_sent_a_signal(theirs: Owner) -> None:
    process = ProcessIdentity.of(theirs.pid)
    transport = ExistingTransport(theirs.endpoint())
    await transport.open()
    try:
        await until(lambda: transport.process is not None)
        # Nobody has asked it.
        await transport.terminate(patience=0.1)
    finally:
        await transport.close()
    assert not process.lives()


async def test_a_kernel_that_cannot_be_reached_is_not_said_to_have_ended(theirs: Owner) -> None:
    stop_process(theirs.pid)
    transport = ExistingTransport(theirs.endpoint(knows_process=False))
    await transport.open()
    try:
        with pytest.raises(TransportError, match="cannot be reached now"):
            await transport.terminate()
    finally:
        await transport.close()
        os.kill(theirs.pid, signal.SIGCONT)
