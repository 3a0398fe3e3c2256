"""Searches of one session's history panel: who is asked in which scope, and what is made of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from tui.errors import HistoryError, JtuiError
from tui.kernels.own_inputs import language_of
from tui.kernels.session import KernelSession
from tui.model.cells import Cell
from tui.model.clean import clean
from tui.model.history.entry import Findings, HistoryEntry, Source
from tui.model.history.filters import HistoryFilters
from tui.model.history.query import HistoryQuery, parse_query
from tui.model.history.ranges import SessionSpan, parse_ranges
from tui.panes.history.kernel_search import (
    KernelSearch,
    Narrowed,
    findings_in,
    in_range,
    is_present,
    listed,
)
from tui.panes.history.outputs import output_text
from tui.stores.history.search import HistorySearch
from tui.tasks import TaskOwner

Report = Callable[[Findings], None]


class Scope(IntEnum):
    """How far a search goes, in the order in which a key steps through them."""

    KERNEL = 0
    SESSIONS = 1
    EVERYTHING = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be found: what a `query` finds or, where that is no `None`, lines in `spans`."""

    query: HistoryQuery
    spans: tuple[SessionSpan, ...] | None
    scope: Scope
    filters: HistoryFilters = field(default_factory=HistoryFilters)
    folded: bool = True

    @classmethod
    def of(cls, text: str, scope: Scope, filters: HistoryFilters, folded: bool = True) -> Wanted:
        """What a text asks for; one with an expression in it takes 20 ms the first time."""
        spans = parse_ranges(text)
        query = parse_query(text) if spans is None else HistoryQuery(text)
        return cls(query, spans, scope, filters, folded)

    @property
    def narrowed(self) -> Narrowed:
        """The same, wherever it is looked for."""
        return Narrowed(self.query, self.filters, self.folded)


class HistoryFinder:
    """Finds inputs for one session; one search at a time, a newer one stops the older.

    `key` is what the store knows the session's present life by.
    """

    def __init__(self, session: KernelSession, store: HistorySearch, key: str, cwd: str) -> None:
        self.cwd = cwd
        self._session = session
        self._kernel = KernelSearch(session, cwd)
        self._store = store
        self._key = key
        self._tasks = TaskOwner("history search")

    @property
    def has_inputs(self) -> bool:
        """Whether anything was entered since the kernel started, as far as jtui has seen."""
        transcript = self._session.transcript
        return transcript.execution_count is not None or bool(transcript.running)

    @property
    def language(self) -> str:
        """The kernel's language, "" while it is unknown."""
        return language_of(self._session)

    @property
    def file_extension(self) -> str:
        """What names of scripts in its language end with."""
        info = self._session.info
        return clean(info.file_extension) if info is not None else ""

    def stop(self) -> None:
        """End a search in the store that goes on."""
        self._store.stop()

    async def close(self) -> None:
        """Search no more."""
        self.stop()
        await self._tasks.cancel()
        await asyncio.to_thread(self._store.close)

    async def find(self, wanted: Wanted, report: Report) -> Findings:
        """Search; `report` is called with what there is while a search goes on."""
        self.stop()
        if problem := wanted.query.problem:
            return Findings(problem=problem)
        try:
            if wanted.spans is not None:
                return await self._of_spans(wanted, wanted.spans)
            match wanted.scope:
                case Scope.KERNEL:
                    return await self._in_kernel(wanted, report)
                case Scope.SESSIONS:
                    return await self._in_sessions(wanted, report)
                case Scope.EVERYTHING:
                    return await self._in_store(wanted, report)
        except HistoryError as error:
            return Findings(problem=str(error))

    async def code(self, entry: HistoryEntry) -> str:
        """The whole input; raises `HistoryError`."""
        if entry.source is not Source.STORE or entry.is_whole:
            return entry.code
        return await asyncio.to_thread(self._store.code, entry.entry_id)

    async def output(self, entry: HistoryEntry) -> str:
        """What an input of this kernel has put out, as text with its colours; "" for others."""
        if entry.source is Source.TRANSCRIPT:
            blocks = self._session.transcript.blocks
            cell = blocks[entry.entry_id] if entry.entry_id < len(blocks) else None
            if isinstance(cell, Cell) and cell.code == entry.code:
                return await asyncio.to_thread(output_text, cell) or entry.output
        return entry.output

    # What the kernel has.

    async def _in_kernel(self, wanted: Wanted, report: Report) -> Findings:
        kernel, problem = self._kernel, ""
        entries: Sequence[HistoryEntry] = ()
        if not kernel.knows_present:
            entries = await kernel.own()
        if kernel.knows_present or kernel.answers:
            if not kernel.knows_present:
                begun = await asyncio.to_thread(findings_in, entries, wanted.narrowed)
                report(replace(begun, complete=False))
            try:
                entries = await kernel.present()
            except JtuiError as error:
                problem = f"{error} This is what jtui has seen of this kernel."
        return replace(
            await asyncio.to_thread(findings_in, entries, wanted.narrowed), problem=problem
        )

    async def _in_sessions(self, wanted: Wanted, report: Report) -> Findings:
        problem = ""
        if self._kernel.answers:
            try:
                return await self._kernel.in_sessions(wanted.narrowed)
            except JtuiError as error:
                problem = f"{error} This is what jtui keeps of kernels of this name."
        findings = await self._in_store(wanted, report)
        return replace(findings, problem=findings.problem or problem)

    # What jtui keeps.

    async def _in_store(self, wanted: Wanted, report: Report) -> Findings:
        filters = wanted.filters
        if wanted.scope is Scope.SESSIONS:
            filters = replace(filters, kernelspec=self._session.spec.name)
        loop = asyncio.get_running_loop()

        def report_in_loop(findings: Findings) -> None:
            loop.call_soon_threadsafe(report, findings)

        return await self._with_store(
            lambda: self._store.search(
                wanted.query, filters, folded=wanted.folded, report=report_in_loop
            )
        )

    async def _with_store(self, work: Callable[[], Findings]) -> Findings:
        """Have the store do something in a thread, and stop it when nobody waits for it."""
        task = self._tasks.start(asyncio.to_thread(work), "store")
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            self._store.stop()
            raise

    # Ranges.

    async def _of_spans(self, wanted: Wanted, spans: Sequence[SessionSpan]) -> Findings:
        problem = ""
        if wanted.scope is not Scope.EVERYTHING:
            try:
                if self._kernel.answers:
                    return await self._kernel.of_spans(spans, wanted.filters)
            except JtuiError as error:
                problem = f"{error} These are lines as jtui has them."
            if all(is_present(span) for span in spans):
                return replace(await self._of_own(wanted, spans), problem=problem)
        found = await self._with_store(lambda: self._store.of_ranges(spans, self._key))
        rows = tuple(row for row in found.rows if wanted.filters.passes(row.entry))
        return replace(found, rows=rows, problem=found.problem or problem)

    async def _of_own(self, wanted: Wanted, spans: Sequence[SessionSpan]) -> Findings:
        own = await self._kernel.own()
        ranges = [each for span in spans for each in span.resolved()]
        found = [entry for each in ranges for entry in in_range(own, each)]
        return listed(entry for entry in found if wanted.filters.passes(entry))
