"""Sessions on the kernel that breaks the protocol, and what a view would show of them."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from tests.session.real_kernels import until
from tui.kernels.launch import LaunchSettings, launch
from tui.kernels.process_tree import ProcessIdentity
from tui.kernels.session import KernelSession
from tui.kernels.states import KernelState, SessionSettings
from tui.kernels.transports.local import EndingLimits, LocalTransport
from tui.model.cells import Block, Cell, Notice
from tui.model.kernelspec import InterruptMode, KernelSpec
from tui.render.palette import Palette
from tui.widgets.transcript.block_layout import BlockLayout, LayoutStyle
from tui.wire.events import NoticeKind

KERNEL = Path(__file__).parents[1] / "kernels" / "broken_kernel.py"
PATIENCE = 10.0
"""Seconds after which a test gives up waiting for a session."""
SETTINGS = SessionSettings(end_grace=0.3, interrupt_grace=0.3)
IMPATIENT = replace(SETTINGS, startup_grace=0.4)
"""With these, a kernel that has not answered so soon is said to be silent."""
LIMITS = EndingLimits(
    restart=0.4, shutdown=0.4, restart_term=0.3, shutdown_term=0.3, last_words=0.03
)


def spec_of(start: str = "serve()", interrupt_mode: InterruptMode = "signal") -> KernelSpec:
    """The kernelspec of the broken kernel; `start` is what it does at its start."""
    return KernelSpec(
        name="broken",
        argv=(sys.executable, str(KERNEL), "-f", "{connection_file}", start),
        display_name="Broken",
        language="python",
        interrupt_mode=interrupt_mode,
    )


@asynccontextmanager
async def session_on(
    spec: KernelSpec,
    *,
    settings: SessionSettings = SETTINGS,
    limits: EndingLimits = LIMITS,
    launched: LaunchSettings | None = None,
) -> AsyncIterator[KernelSession]:
    """A session on a kernel that was just started; the kernel is gone afterwards."""
    process = launch(spec, launched or LaunchSettings())
    transport = LocalTransport(process, spec, limits)
    session = KernelSession(transport, spec, settings)
    session.start()
    try:
        yield session
    finally:
        transport.kill()
        await session.close()


async def waited_for(
    session: KernelSession, condition: Callable[[], bool], seconds: float = PATIENCE
) -> None:
    """Wait until a condition on a session holds, as a view waits: woken by the session."""
    watch = session.watch()
    try:
        async with asyncio.timeout(seconds):
            while not condition():
                await watch.wait()
    except TimeoutError:
        raise AssertionError(f"{session.state}:\n{shown(session)}") from None
    finally:
        session.unwatch(watch)


async def ready(session: KernelSession, seconds: float = PATIENCE) -> None:
    """Wait until the kernel can be used."""
    await waited_for(session, lambda: session.state is KernelState.IDLE, seconds)


async def dead(session: KernelSession, seconds: float = PATIENCE) -> None:
    """Wait until the session says that its kernel has ended."""
    await waited_for(session, lambda: session.state is KernelState.DEAD, seconds)


def cell_of(session: KernelSession, cell_id: str) -> Cell:
    """The cell with this id."""
    cell = session.transcript.cell(cell_id)
    assert cell is not None
    return cell


async def run(session: KernelSession, code: str) -> Cell:
    """Run code, and wait for the end of its cell."""
    cell = cell_of(session, session.execute(code))
    await waited_for(session, lambda: cell.state.is_end)
    return cell


def drawn(block: Block) -> BlockLayout:
    """A block laid out as the transcript does it, every row of it drawn."""
    layout = BlockLayout(block, LayoutStyle(Palette(), "python"))
    for width in (7, 1, 80):
        layout.rows(width, 0, layout.height(width))
        for section, drawing in layout.unprepared:
            if (work := drawing.work_for(width)) is not None:
                drawing.take_work(work())
                layout.prepared(section)
    return layout


def output_of(cell: Cell) -> str:
    """What stands under a cell, 80 columns wide."""
    return drawn(cell).output_text(80)


def shown(session: KernelSession) -> str:
    """The whole transcript as text."""
    parts: list[str] = []
    for block in session.transcript.blocks:
        layout = drawn(block)
        parts.extend(row.text for row in layout.rows(80, 0, layout.height(80)))
    return "\n".join(parts)


def notices(session: KernelSession, *kinds: NoticeKind) -> list[str]:
    """What jtui itself has said, or only what was of these kinds."""
    return [
        block.text
        for block in session.transcript.blocks
        if isinstance(block, Notice) and (not kinds or block.kind in kinds)
    ]


def warnings(session: KernelSession) -> list[str]:
    """The warnings in a transcript."""
    return notices(session, NoticeKind.WARNING)


def group_members(leader: int) -> list[int]:
    """The living processes of a process group, by their ids."""
    members = []
    for entry in Path("/proc").iterdir():
        # What has ended and was not collected yet was never born, as it were.
        if entry.name.isdigit() and ProcessIdentity.of(int(entry.name)).birth:
            try:
                group = os.getpgid(int(entry.name))
            except ProcessLookupError:
                continue
            if group == leader:
                members.append(int(entry.name))
    return members


async def gone(leaders: set[int]) -> None:
    """Wait until nothing is left of some process groups."""
    await until(lambda: not any(group_members(leader) for leader in leaders), 2.0)


def files_in(directory: Path) -> list[str]:
    """The files under a directory."""
    return sorted(path.name for path in directory.rglob("*") if path.is_file())
