"""The list of what runs here: the files at once, then what is found out about each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from jupyter_core.paths import jupyter_runtime_dir

from tui.errors import TransportError
from tui.kernels.running.files import FileRead, read_directory
from tui.kernels.running.notebooks import Notebook, kernel_id, local_notebooks, with_notebook
from tui.kernels.running.probing import Answers, ask
from tui.kernels.running.processes import ProcessFacts
from tui.kernels.running.row import Owner, RunningKernel, in_order
from tui.kernels.running.vitals import Surroundings, process_of
from tui.kernels.survivors import KernelOwner, Survivor, kernel_owners, survivors
from tui.tasks import TaskOwner

AT_ONCE = 16
"""How many kernels are asked at the same time."""
SAMPLE = 0.3
"""Seconds over which the use of the processor is measured at least."""
_WORKING = 5.0
"""Percent of a processor from which on a kernel that says nothing counts as busy."""


async def list_running() -> AsyncGenerator[tuple[RunningKernel, ...], None]:
    """Every connection file in the runtime directory, in batches of rows that are new or changed.

    The first batch holds all of them, with what the files say. A row is known by its `file`; the
    last one that came of it counts. Living kernels are not disturbed, but one that is busy comes to
    each question in the end: this is not to be called every second. Closing the iterator ends
    everything under way.
    """
    listing = _Listing(await asyncio.to_thread(read_rows))
    yield listing.taken()
    tasks = TaskOwner("what runs here")
    try:
        work = [
            tasks.start(listing.look(tasks), "kernels"),
            tasks.start(listing.name_notebooks(), "notebooks"),
        ]
        for task in work:
            task.add_done_callback(lambda _: listing.changed.set())
        while True:
            is_over = all(task.done() for task in work)
            if batch := listing.taken():
                yield batch
            if is_over:
                return
            await listing.changed.wait()
    finally:
        await tasks.cancel()


async def running_now() -> list[RunningKernel]:
    """The whole list, in order, once everything is known."""
    rows: dict[Path, RunningKernel] = {}
    async with aclosing(list_running()) as batches:
        async for batch in batches:
            rows.update((row.file, row) for row in batch)
    return in_order(rows.values())


def read_rows() -> list[RunningKernel]:
    """What the files in the runtime directory say, in order; waits for the disk.

    Files of kernels that jtui has started and that are gone with it are removed.
    """
    directory = Path(jupyter_runtime_dir())
    left = {survivor.files.connection: survivor for survivor in survivors()}
    owners = kernel_owners()
    return in_order(
        _row(each, owners.get(each.path), left.get(each.path)) for each in read_directory(directory)
    )


def _row(read: FileRead, owner: KernelOwner | None, survivor: Survivor | None) -> RunningKernel:
    whose: Owner = ""
    if owner is not None and owner.process is not None:
        whose = "this" if owner.is_this_one else "another"
    recorded = survivor.kernel_name if survivor is not None else ""
    is_elsewhere = owner is not None and not owner.is_here
    return RunningKernel(
        file=read.path,
        info=read.info,
        problem=read.problem,
        state="broken" if read.info is None else "elsewhere" if is_elsewhere else "unknown",
        kernel_name=(read.info.kernel_name if read.info is not None else "") or recorded,
        since=read.written,
        pid=owner.kernel.pid if owner is not None and owner.kernel is not None else None,
        owner=whose,
        survivor=survivor,
    )


class _Listing:
    """The rows as far as known, and which of them have changed since they were taken."""

    def __init__(self, rows: Sequence[RunningKernel]) -> None:
        self.changed = asyncio.Event()
        self._rows = {row.file: row for row in rows}
        self._changed = dict.fromkeys(self._rows)
        self._notebooks: Mapping[str, Notebook] = {}
        self._earlier: dict[Path, ProcessFacts] = {}

    def taken(self) -> tuple[RunningKernel, ...]:
        """The rows that are new or changed, once each."""
        batch = tuple(
            with_notebook(self._rows[file], self._notebooks.get(kernel_id(file)))
            for file in self._changed
        )
        self._changed.clear()
        self.changed.clear()
        return batch

    async def name_notebooks(self) -> None:
        """Ask the servers on this computer for the notebooks of kernels."""
        self._notebooks = await local_notebooks()
        self._note([file for file in self._rows if kernel_id(file) in self._notebooks])

    async def look(self, tasks: TaskOwner) -> None:
        """Tell the living from the dead, then ask the living."""
        begun = asyncio.get_running_loop().time()
        rows, self._earlier = await asyncio.to_thread(_looked_at, list(self._rows.values()))
        self._set(rows)
        waiting = iter([row for row in rows if row.state == "alive"])

        async def work() -> None:
            for row in waiting:
                self._set([await self._asked(row)])

        workers = [tasks.start(work(), f"questions {number}") for number in range(AT_ONCE)]
        await asyncio.wait(workers)
        await asyncio.sleep(max(0.0, begun + SAMPLE - asyncio.get_running_loop().time()))
        living = [row for row in self._rows.values() if row.pid is not None]
        self._set(await asyncio.to_thread(_measured, living, self._earlier))

    async def _asked(self, row: RunningKernel) -> RunningKernel:
        if row.info is None:
            return row
        try:
            answers = await ask(row.info)
        except TransportError as error:
            return replace(row, problem=str(error))
        if answers.info is None and not answers.echoed:
            now = await asyncio.to_thread(process_of, row)
            return _silent(row, now, self._earlier.get(row.file))
        return _answered(row, answers)

    def _set(self, rows: Sequence[RunningKernel]) -> None:
        changed = [row.file for row in rows if self._rows[row.file] != row]
        self._rows.update((row.file, row) for row in rows)
        self._note(changed)

    def _note(self, files: Sequence[Path]) -> None:
        if files:
            self._changed.update(dict.fromkeys(files))
            self.changed.set()


def _looked_at(
    rows: Sequence[RunningKernel],
) -> tuple[list[RunningKernel], dict[Path, ProcessFacts]]:
    """The rows with what the system says, and what the processes used then."""
    surroundings = Surroundings.of([row.file for row in rows])
    looked, facts = [], {}
    for each in rows:
        row = each if each.state == "elsewhere" else surroundings.looked_at(each)
        found = process_of(row)
        if found is not None:
            facts[row.file] = found
            row = replace(row, since=found.began, memory=found.memory)
        looked.append(row)
    return looked, facts


def _measured(
    rows: Sequence[RunningKernel], earlier: Mapping[Path, ProcessFacts]
) -> list[RunningKernel]:
    """The rows with the use of the processor since an earlier reading, where they lack it."""
    measured = []
    for row in rows:
        now, before = process_of(row), earlier.get(row.file)
        if now is not None and before is not None and now.began == before.began:
            load = now.load_since(before)
            # IPython says 0 the first time it is asked.
            measured.append(replace(row, cpu=row.cpu or load))
    return measured


def _answered(row: RunningKernel, answers: Answers) -> RunningKernel:
    if answers.info is None:
        return replace(row, state="busy")
    row = replace(row, state="idle", language=answers.info.language)
    if (usage := answers.usage) is None:
        return row
    return replace(
        row,
        pid=usage.pid or row.pid,
        cpu=usage.cpu if usage.cpu is not None else row.cpu,
        memory=usage.memory or row.memory,
    )


def _silent(
    row: RunningKernel, now: ProcessFacts | None, before: ProcessFacts | None
) -> RunningKernel:
    """A kernel that listens and says nothing: some leave their heartbeat alone while they work."""
    if now is not None and now.is_stopped:
        return replace(row, state="unanswering", problem="Its process is stopped.")
    load = now.load_since(before) if now is not None and before is not None else None
    is_working = now is not None and now.is_working
    if is_working or (load is not None and load > _WORKING):
        return replace(row, state="busy")
    return replace(row, state="unanswering")
