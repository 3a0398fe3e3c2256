"""A kernel whose kernelspec has to be found first: what can happen until it is, and after that."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.session.broken_sessions import dead, notices, ready, spec_of, waited_for
from tests.session.real_kernels import until
from tests.unit.stores.kernelspecs.providers import is_running
from tui.config import Settings
from tui.errors import KernelspecError
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState
from tui.model.cells import CellState
from tui.model.kernelspec import KernelSpec
from tui.opening import SessionOpener
from tui.wire.events import NoticeKind


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty runtime directory of Jupyter."""
    path = tmp_path / "runtime"
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(path))
    return path


class Search:
    """A search for a kernelspec that goes on until the test says what it finds."""

    def __init__(self) -> None:
        self.found: asyncio.Future[KernelSpec] = asyncio.get_running_loop().create_future()
        self.begun = self.dropped = 0

    async def __call__(self) -> KernelSpec:
        """Wait for what is found; counts how often that was begun, and dropped."""
        self.begun += 1
        try:
            return await asyncio.shield(self.found)
        except asyncio.CancelledError:
            self.dropped += 1
            raise

    def fails(self) -> None:
        """Find nothing, now and the next time it is begun wait again."""
        self.found.set_exception(KernelspecError("There is no kernel called wanted."))
        self.found = asyncio.get_running_loop().create_future()


@asynccontextmanager
async def awaited(find: Callable[[], Awaitable[KernelSpec]]) -> AsyncIterator[KernelSession]:
    """A session that was started; its kernel is gone afterwards."""
    session = SessionOpener(Settings()).awaited("wanted", find)
    session.start()
    try:
        yield session
    finally:
        await session.shutdown(patience=0)
        await session.close()


def noting(tmp_path: Path) -> KernelSpec:
    """A kernel that says in files when it was started and which process it is."""
    code = (
        "import os, sys, time; from pathlib import Path\n"
        f"Path({str(tmp_path)!r}, f'kernel-{{os.getpid()}}').touch(); time.sleep(600)"
    )
    argv = (sys.executable, "-c", code, "{connection_file}")
    return KernelSpec("noting", argv, "Noting", "python")


def started(tmp_path: Path) -> list[int]:
    return [int(path.name.rpartition("-")[2]) for path in tmp_path.glob("kernel-*")]


async def test_what_is_entered_meanwhile_runs_when_the_kernel_is_there() -> None:
    search = Search()
    async with awaited(search) as session:
        cell = session.transcript.cell(session.execute("stream:hello"))
        await until(lambda: search.begun == 1)
        assert (session.state, session.transport.owns_kernel) == (KernelState.STARTING, False)
        search.found.set_result(spec_of())
        await ready(session)
        assert cell is not None
        await waited_for(session, lambda: cell.state is not CellState.QUEUED)
        assert (search.begun, session.transport.owns_kernel) == (1, True)


async def test_one_that_is_not_found_is_looked_for_again_by_a_restart() -> None:
    search = Search()
    async with awaited(search) as session:
        await until(lambda: search.begun == 1)
        search.fails()
        await dead(session)
        assert notices(session, NoticeKind.ERROR) == ["There is no kernel called wanted."]
        session.request_restart()
        await until(lambda: search.begun == 2)
        search.found.set_result(spec_of())
        await ready(session)


@pytest.mark.parametrize("is_found", [True, False])
async def test_a_restart_while_it_is_looked_for_begins_no_second_search(is_found: bool) -> None:
    search = Search()
    async with awaited(search) as session:
        await until(lambda: search.begun == 1)
        session.request_restart()
        await waited_for(session, lambda: session.state is KernelState.RESTARTING)
        if is_found:
            search.found.set_result(spec_of())
            await ready(session)
        else:
            search.fails()
            await dead(session)
        assert search.begun == 1


async def test_shut_down_it_is_looked_for_no_more() -> None:
    search = Search()
    async with awaited(search) as session:
        await until(lambda: search.begun == 1)
        await session.shutdown()
        await until(lambda: search.dropped == 1)
        assert session.state is KernelState.DEAD and notices(session, NoticeKind.ERROR) == []
        session.request_restart()
        await until(lambda: search.begun == 2)


async def test_a_session_that_closes_drops_the_search() -> None:
    search = Search()
    async with awaited(search) as session:
        await until(lambda: search.begun == 1)
        await session.close()
        assert search.dropped == 1


@pytest.mark.parametrize("is_closed_only", [False, True])
@pytest.mark.parametrize("turns", range(8))
async def test_a_kernel_that_is_found_in_the_moment_of_the_end_does_not_stay(
    tmp_path: Path, turns: int, is_closed_only: bool
) -> None:
    search = Search()
    async with awaited(search) as session:
        await until(lambda: search.begun == 1)
        search.found.set_result(noting(tmp_path))
        for _ in range(turns):
            await asyncio.sleep(0)
        if is_closed_only:
            await session.close()
    assert not any(map(is_running, started(tmp_path)))
    assert [*(tmp_path / "runtime").glob("kernel-*.json")] == []
