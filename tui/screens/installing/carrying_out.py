"""Carrying an installation out: what is in the way goes to the trash, and comes back on failure."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from tui.errors import KernelspecError
from tui.kernels.installing import CommandPlan, InstallPlan, run
from tui.model.clean import clean
from tui.model.spec_entry import SpecEntry, TrashItem
from tui.screens.installing.offers import shown_path
from tui.screens.installing.subjects import Examined, OfDirectory, OfEnvironment, OfKnown, Subject
from tui.screens.spec_file import Stamp, stamp_of
from tui.stores.kernelspecs.listing import list_specs
from tui.stores.kernelspecs.trash import discard_copy, keep_copy, restore, set_aside
from tui.stores.kernelspecs.writing import install_directory
from tui.tasks import TaskOwner

Line = Callable[[str], None]


async def carry_out(subject: Subject, examined: Examined, line: Line) -> tuple[str, ...]:
    """Install it, and answer the names of the kernelspecs that are new or were written anew.

    `line` gets the output of commands. Raises `KernelspecError` with the reason; then, and when
    it is cancelled, what was replaced is as it was.
    """
    match subject, examined.plan:
        case OfDirectory(path), _:
            replaces = examined.replaced is not None
            installed = await asyncio.to_thread(
                install_directory, path, examined.name, replace=replaces
            )
            return (installed.name,)
        case OfEnvironment(), InstallPlan() as planned:
            await _install_ipykernel(planned, examined.replaced, line)
            return (planned.name,)
        case OfKnown(), CommandPlan() as planned:
            return await _install_known(subject, planned, examined.endangered, line)
        case _:
            raise KernelspecError("There is nothing to be run.")


async def _install_ipykernel(planned: InstallPlan, replaced: Path | None, line: Line) -> None:
    *packages, registration = planned.steps
    if packages:
        await run(CommandPlan(tuple(packages), planned.cwd), line)
    async with _in_trash(replaced, planned.name):
        # Whatever comes to be there from now on is not overwritten.
        await run(replace(planned, steps=(registration,), replaces=None), line)


@asynccontextmanager
async def _in_trash(path: Path | None, name: str) -> AsyncIterator[None]:
    """Have something in the trash, for good only if what takes its place comes."""
    if path is None:
        yield
        return
    moving = TaskOwner("installation").start(
        asyncio.to_thread(set_aside, path, name, "replaced"), "set aside"
    )
    try:
        await asyncio.shield(moving)
        yield
    except BaseException:
        # Also a move that was begun before all was cancelled comes to its end first.
        await asyncio.wait([moving])
        if moving.exception() is None:
            await asyncio.to_thread(restore, moving.result(), replace=True)
        raise


async def _install_known(
    subject: OfKnown, planned: CommandPlan, endangered: Sequence[SpecEntry], line: Line
) -> tuple[str, ...]:
    before = await asyncio.to_thread(_stamps)
    copies = await asyncio.to_thread(_copies, endangered)
    try:
        await run(planned, line)
    finally:
        await asyncio.to_thread(_discard_needless, copies)
    after = await asyncio.to_thread(_stamps)
    names = tuple(dict.fromkeys(p.name.lower() for p in after if after[p] != before.get(p)))
    if not names:
        raise KernelspecError(_nowhere(subject))
    return names


def _stamps() -> Mapping[Path, Stamp | None]:
    """The kernelspecs on the disk with the states of their files."""
    entries = list_specs(ensure_native=False)
    paths = [entry.path for entry in entries if entry.path is not None and entry.is_on_disk]
    return {path: stamp_of(path) for path in paths}


def _copies(entries: Sequence[SpecEntry]) -> list[TrashItem]:
    """Copies in the trash of the files that may be overwritten."""
    return [
        keep_copy(entry.path / "kernel.json", entry.name, "replaced")
        for entry in entries
        if entry.path is not None
    ]


def _discard_needless(copies: Sequence[TrashItem]) -> None:
    for item in copies:
        try:
            is_same = item.path.read_bytes() == item.kept.read_bytes()
        except OSError:
            continue
        if is_same:
            discard_copy(item)


def _nowhere(subject: OfKnown) -> str:
    """What to do when Jupyter does not see what was installed."""
    words = "The commands went well, but no kernelspec has come to where Jupyter looks."
    if subject.environment is None:
        return words
    kernels = subject.environment.path / "share" / "jupyter" / "kernels"
    try:
        there = sorted(path for path in kernels.iterdir() if (path / "kernel.json").is_file())
    except OSError:
        there = []
    if not there:
        return words
    listed = ", ".join(clean(path.name) for path in there)
    return (
        f"{words} In {shown_path(kernels)} there is {listed}: go back and install from that"
        " directory, or start jtui in that environment."
    )
