"""Which kernels are checked by really starting them, and what came of it; knows no screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from tui.kernels.exits import plain_lines
from tui.kernels.launch import LaunchSettings
from tui.kernels.trial import LIMIT, Trial, try_kernel
from tui.model.kernelspec import KernelSpec
from tui.model.spec_entry import SpecEntry
from tui.tasks import TaskOwner
from tui.widgets.specs.row import SpecKey, SpecRow, key_of
from tui.widgets.specs.states import Phase, Progress, SpecCheck

WRITTEN_LINES = 200
"""Lines of what a kernel wrote that are kept, the last ones."""

Told: TypeAlias = Callable[[Sequence[SpecEntry]], None]


class Trials:
    """Tries kernels, `at_once` of them at a time, and remembers what came of each.

    It outlives the screen: what came of a kernel holds as long as it would be started the same way.
    `limit` is the seconds a kernel has to answer.
    """

    def __init__(
        self,
        settings: LaunchSettings | None = None,
        at_once: int = 2,
        limit: float = LIMIT,
    ) -> None:
        self._settings = settings
        self._at_once = max(1, at_once)
        self._limit = limit
        self._tasks = TaskOwner("checks of kernels")
        self._told: Told | None = None
        self._waiting: dict[SpecKey, SpecEntry] = {}
        self._starting: dict[SpecKey, SpecEntry] = {}
        self._results: dict[SpecKey, tuple[KernelSpec, SpecCheck]] = {}
        self._done = self._total = self._working = 0
        self._stops = False

    def follow(self, told: Told | None) -> None:
        """Have `told` called whenever something changes about entries; `None` for nobody."""
        self._told = told

    @property
    def progress(self) -> Progress | None:
        """How far it has come; `None` when nothing is under way."""
        if not (self._waiting or self._starting):
            return None
        return Progress(self._done, self._total, self._stops)

    def of(self, entry: SpecEntry) -> SpecCheck | None:
        """What is known of an entry as it is now, `None` for nothing."""
        key = key_of(entry)
        if key in self._starting:
            return SpecCheck(Phase.STARTING)
        if key in self._waiting:
            return SpecCheck(Phase.WAITING)
        return self._result(entry)

    def known_of(self, rows: Sequence[SpecRow]) -> dict[SpecKey, SpecCheck]:
        """What is known of rows, of those only of which something is."""
        keys = {*self._waiting, *self._starting, *self._results}
        found = ((row.key, self.of(row.entry)) for row in rows if row.key in keys)
        return {key: check for key, check in found if check is not None}

    def _result(self, entry: SpecEntry) -> SpecCheck | None:
        tried, check = self._results.get(key_of(entry), (None, None))
        is_same = tried is not None and entry.spec is not None and _alike(tried, entry.spec)
        return check if is_same else None

    def check(self, entries: Iterable[SpecEntry]) -> None:
        """Try the kernels of entries that are not broken, after those that wait already."""
        if self._stops:
            return
        if self.progress is None:
            self._done = self._total = 0
        new = {
            key: entry
            for entry in entries
            if (key := key_of(entry)) not in self._waiting and key not in self._starting
            if entry.spec is not None
        }
        self._waiting |= new
        self._total += len(new)
        idle = self._at_once - self._working
        for _ in range(min(idle, len(self._waiting))):
            self._working += 1
            self._tasks.start(self._work(), "worker")
        self._tell(*new.values())

    async def cancel(self) -> None:
        """Try no more, and wait until the kernels that were started are gone."""
        entries = [*self._waiting.values(), *self._starting.values()]
        self._waiting.clear()
        self._stops = bool(self._starting)
        self._tell(*entries)
        try:
            await self._tasks.cancel()
        finally:
            self._stops = False
            self._tell(*entries)

    async def _work(self) -> None:
        try:
            while self._waiting:
                key = next(iter(self._waiting))
                await self._try(key, self._waiting.pop(key))
        finally:
            self._working -= 1

    async def _try(self, key: SpecKey, entry: SpecEntry) -> None:
        if entry.spec is None:
            return
        self._starting[key] = entry
        self._tell(entry)
        try:
            trial = await try_kernel(entry.spec, self._limit, self._settings)
            self._results[key] = entry.spec, await asyncio.to_thread(_check_of, trial)
        finally:
            del self._starting[key]
            self._done += 1
            self._tell(entry)

    def _tell(self, *entries: SpecEntry) -> None:
        if self._told is not None and entries:
            self._told(entries)


def _alike(one: KernelSpec, other: KernelSpec) -> bool:
    """Whether two kernels are started and reached the same way."""
    # Metadata can be nested deeper than a comparison goes.
    return (one.argv, one.env, one.interrupt_mode, one.supports_curve) == (
        other.argv,
        other.env,
        other.interrupt_mode,
        other.supports_curve,
    )


def _check_of(trial: Trial) -> SpecCheck:
    """What is shown of a trial; takes some milliseconds where the kernel wrote much."""
    phase = Phase.WORKS if trial.works else Phase.FAILS
    info = trial.info
    kernel = ""
    if info is not None:
        kernel = ", ".join(
            text
            for text in (info.implementation, f"{info.language} {info.language_version}".strip())
            if text
        )
    # What it wrote is shown by itself.
    reason = trial.reason.partition("\n")[0].removesuffix(" The last it wrote:")
    written = plain_lines(trial.stderr, WRITTEN_LINES)
    return SpecCheck(phase, trial.seconds, reason, written, kernel)
