"""Making a kernel of a Python environment; what has its name already is in the trash meanwhile.

Nothing here knows a screen: the command line makes them in the same way.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from tui.errors import KernelspecError
from tui.kernels.installing import CommandPlan, InstallPlan, plan, run
from tui.model.clean import clean
from tui.model.environment import PythonEnvironment
from tui.stores.kernelspecs.names import taken
from tui.stores.kernelspecs.trash import restore, set_aside
from tui.tasks import TaskOwner


def plan_kernel(environment: PythonEnvironment, name: str, display_name: str) -> InstallPlan:
    """What would be run, as `plan` answers; it also replaces what has the name in another case.

    Raises `KernelspecError`. Takes disk time.
    """
    planned = plan(environment, name, display_name)
    # Jupyter takes one in another case for the same.
    present = planned.replaces or present_in(planned.destination.parent, planned.name)
    return replace(planned, replaces=present)


def present_in(directory: Path, name: str) -> Path | None:
    """What has this name in `directory` already, in any case, or `None`.

    Raises `KernelspecError`. Takes disk time.
    """
    try:
        return taken(directory, name)
    except OSError as error:
        raise KernelspecError(clean(f"{directory} cannot be read: {error.strerror}.")) from error


async def make_kernel(planned: InstallPlan, line: Callable[[str], None]) -> None:
    """Run a plan; `line` gets the output of its commands.

    Raises `KernelspecError` with the reason; then, and when it is cancelled, what was replaced
    is as it was.
    """
    *packages, registration = planned.steps
    if packages:
        await run(CommandPlan(tuple(packages), planned.cwd), line)
    async with _in_trash(planned.replaces, planned.name):
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
