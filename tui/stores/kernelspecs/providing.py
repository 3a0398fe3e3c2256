"""Kernelspecs from a class the user has configured, such as the one of `nb_conda_kernels`.

The class is asked in a process of its own: it may take seconds, print, hang, or fail in any way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from tui.errors import KernelspecError
from tui.model.kernelspec import KernelSpec
from tui.model.spec_entry import Place, SpecEntry, SpecState
from tui.stores.kernelspecs import BrokenSpec, Kernelspecs
from tui.stores.kernelspecs.provider_question import ask_class
from tui.stores.kernelspecs.settings import SpecSettings, marked
from tui.tasks import TaskOwner

LIMIT = 20.0
"""Seconds that a class has to name its kernels."""

_Answer: TypeAlias = Mapping[str, SpecEntry] | KernelspecError


@dataclass(frozen=True, slots=True)
class Provided:
    """All kernelspecs, as the configured class has them; `problem` is a cleaned sentence or `""`.

    With a problem they are those on the disk.
    """

    entries: tuple[SpecEntry, ...]
    problem: str = ""


class SpecProvider:
    """The configured class, if there is one: asked once at a time, whoever wants to know.

    When nobody waits for the answer any more, its process is killed. `limit` is in seconds.
    """

    def __init__(self, settings: SpecSettings, limit: float = LIMIT) -> None:
        self.settings = settings
        self._limit = limit
        self._tasks = TaskOwner("configured class")
        self._asking: asyncio.Task[_Answer] | None = None
        self._one = asyncio.Lock()
        self._waiting = 0

    async def complete(self, entries: Sequence[SpecEntry], *, afresh: bool = False) -> Provided:
        """What the class makes of the kernelspecs on the disk; at most the limit's seconds.

        A name that both have is the class's, and the other one is shadowed. What the class does
        not name is not allowed. `afresh` drops a question under way, whose answer would be old.
        """
        if not self.settings.manager_class:
            return Provided(tuple(entries))
        answer = await self._answer(afresh=afresh)
        if isinstance(answer, KernelspecError):
            return Provided(tuple(entries), str(answer))
        return Provided(await asyncio.to_thread(_joined, entries, answer, self.settings))

    async def _answer(self, *, afresh: bool) -> _Answer:
        if afresh and self._asking is not None:
            self._ask()
        self._waiting += 1
        try:
            while True:
                asking = self._asking or self._ask()
                # Not the task itself, which a wait that is cancelled would cancel for all.
                await asyncio.wait([asking])
                if not asking.cancelled():
                    return asking.result()
        finally:
            self._waiting -= 1
            if not self._waiting and self._asking is not None:
                self._asking.cancel()

    def _ask(self) -> asyncio.Task[_Answer]:
        if self._asking is not None:
            self._asking.cancel()
        self._asking = self._tasks.start(self._question(), "question")
        self._asking.add_done_callback(self._forget)
        return self._asking

    async def _question(self) -> _Answer:
        # A process that was dropped may be ending: there are never two.
        async with self._one:
            try:
                return await ask_class(
                    self.settings.manager_class, self.settings.files, self._limit
                )
            except KernelspecError as error:
                return error

    def _forget(self, asked: asyncio.Task[_Answer]) -> None:
        if self._asking is asked:
            self._asking = None


def _joined(
    entries: Sequence[SpecEntry], named: Mapping[str, SpecEntry], settings: SpecSettings
) -> tuple[SpecEntry, ...]:
    """The kernelspecs on the disk and what a class names, which counts; sorted by name."""
    on_disk = {(entry.name, entry.path): entry for entry in entries}
    counting: list[SpecEntry] = []
    for entry in named.values():
        known = on_disk.get((entry.name, entry.path))
        if known is not None and _is_started_alike(known, entry):
            counting.append(replace(known, shadowed_by=None))
        else:
            counting.append(entry)
    taken = {(entry.name, entry.path) for entry in counting}
    rest = (
        _behind(entry, named.get(entry.name), settings)
        for entry in entries
        if (entry.name, entry.path) not in taken
    )
    # Sorting is stable: what the class names counts and comes first.
    return tuple(sorted([*marked(counting, settings), *rest], key=lambda entry: entry.name))


def _is_started_alike(known: SpecEntry, named: SpecEntry) -> bool:
    """Whether the class has changed nothing of what is on the disk."""
    if known.place is Place.EMBEDDED:
        # Jupyter has options of its own for it.
        return True
    if known.spec is None or named.spec is None:
        return known.spec is named.spec
    return _told(known.spec) == _told(named.spec)


def _told(spec: KernelSpec) -> tuple[object, ...]:
    # Metadata can be nested deeper than a comparison goes.
    return spec.argv, spec.env, spec.interrupt_mode, spec.display_name, spec.language


def _behind(entry: SpecEntry, named: SpecEntry | None, settings: SpecSettings) -> SpecEntry:
    """A kernelspec on the disk that the class does not count: hidden, or left out."""
    if named is not None:
        first = named.path or Path(named.provider)
        return replace(entry, shadowed_by=entry.shadowed_by or first)
    if entry.spec is None or entry.shadowed_by is not None or not settings.allows(entry.name):
        return entry
    return replace(entry, is_allowed=False, left_out_by=settings.manager_class)


@dataclass(frozen=True, slots=True)
class StartableSpecs(Kernelspecs):
    """The kernelspecs that may be started, as a list of all has them.

    `left_out` are those of `not_allowed` that a class leaves out, with its name.
    """

    left_out: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[SpecEntry]) -> StartableSpecs:
        """Those of a list that count."""
        counting = [entry for entry in entries if entry.shadowed_by is None]
        return cls(
            specs={
                entry.name: entry.spec
                for entry in counting
                if entry.spec is not None and entry.state is SpecState.USABLE
            },
            broken=tuple(
                BrokenSpec(entry.name, entry.path, entry.problem)
                for entry in counting
                if entry.spec is None and entry.path is not None
            ),
            not_allowed=frozenset(
                entry.name for entry in counting if entry.state is SpecState.NOT_ALLOWED
            ),
            left_out={entry.name: entry.left_out_by for entry in counting if entry.left_out_by},
        )

    def get(self, name: str) -> KernelSpec:
        """The spec called `name` in any case; raises `KernelspecError` saying what is wrong."""
        provider = self.left_out.get(name.lower())
        if provider is not None and name.lower() not in self.specs:
            raise KernelspecError(
                f"{provider}, the class that is configured, leaves out the kernel {name}."
            )
        return Kernelspecs.get(self, name)
