"""Searches of one session's history panel: who is asked in which scope, and what is made of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from tui.errors import HistoryError, JtuiError
from tui.kernels.own_inputs import kernel_entries, language_of, merged, own_entries
from tui.kernels.past_inputs import KernelHistory
from tui.kernels.session import KernelSession
from tui.model.cells import Cell
from tui.model.clean import clean
from tui.model.history.entry import Findings, HistoryEntry, HistoryRow, Source
from tui.model.history.filters import HistoryFilters
from tui.model.history.query import HistoryQuery, parse_query
from tui.model.history.ranges import SessionSpan, parse_ranges
from tui.model.history.ranking import folded_rows, ranked
from tui.panes.history.globs import EVERYTHING, glob_of
from tui.panes.history.outputs import output_text
from tui.stores.history.search import WINDOW, HistorySearch
from tui.tasks import TaskOwner

MOST = 20_000
"""Inputs asked of a kernel when the newest `WINDOW` hold too few that a query is about."""
_FEW = 50
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


class HistoryFinder:
    """Finds inputs for one session; one search at a time, a newer one stops the older.

    `key` is what the store knows the session's present life by.
    """

    def __init__(self, session: KernelSession, store: HistorySearch, key: str, cwd: str) -> None:
        self.cwd = cwd
        self._session = session
        self._kernel = KernelHistory(session)
        self._store = store
        self._key = key
        self._tasks = TaskOwner("history search")
        # What the kernel has answered, until the panel is opened the next time.
        self._present: list[HistoryEntry] | None = None

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
                return await self._of_ranges(wanted, wanted.spans)
            match wanted.scope:
                case Scope.KERNEL:
                    return await self._in_kernel(wanted, report)
                case Scope.SESSIONS if self._kernel.answers:
                    return await self._in_sessions(wanted)
                case Scope.SESSIONS | Scope.EVERYTHING:
                    return await self._in_store(wanted, report)
        except HistoryError as error:
            return Findings(problem=str(error))
        except JtuiError as error:
            return Findings(problem=f"The kernel did not give its history: {error}")

    async def code(self, entry: HistoryEntry) -> str:
        """The whole input; raises `HistoryError`."""
        if entry.source is not Source.STORE or entry.is_whole:
            return entry.code
        return await asyncio.to_thread(self._store.code, entry.entry_id)

    def output(self, entry: HistoryEntry) -> str:
        """What an input of this kernel has put out, as text with its colours; "" for others."""
        if entry.source is Source.TRANSCRIPT:
            blocks = self._session.transcript.blocks
            cell = blocks[entry.entry_id] if entry.entry_id < len(blocks) else None
            if isinstance(cell, Cell) and cell.code == entry.code:
                return output_text(cell) or entry.output
        return entry.output

    # This kernel.

    async def _in_kernel(self, wanted: Wanted, report: Report) -> Findings:
        if self._present is None and self._kernel.answers:
            own = await self._own()
            report(await self._found_in(own, wanted, complete=False))
            inputs = kernel_entries(self._session, await self._kernel.present())
            self._present = merged(inputs, own)
        entries = self._present if self._present is not None else await self._own()
        return await self._found_in(entries, wanted)

    async def _own(self) -> list[HistoryEntry]:
        blocks = list(self._session.transcript.blocks)
        return await asyncio.to_thread(own_entries, self._session, blocks, self.cwd)

    async def _found_in(
        self, entries: Sequence[HistoryEntry], wanted: Wanted, complete: bool = True
    ) -> Findings:
        return await asyncio.to_thread(findings_in, entries, wanted, complete)

    # All sessions that IPython keeps.

    async def _in_sessions(self, wanted: Wanted) -> Findings:
        filters = wanted.filters
        if filters.errors or filters.cwd is not None or filters.since is not None:
            return Findings(
                problem="IPython keeps neither errors nor directories nor times:"
                " these filters work on what jtui keeps (the next scope)."
            )
        pattern = glob_of(wanted.query)
        newest = kernel_entries(self._session, await self._kernel.search(pattern, WINDOW))
        findings = await asyncio.to_thread(findings_in, newest[::-1], wanted, True)
        if len(newest) < WINDOW:
            return findings
        if pattern == EVERYTHING and wanted.query.is_empty:
            return Findings(findings.rows, more=True)
        if len(findings.rows) < _FEW:
            older = kernel_entries(self._session, await self._kernel.search(pattern, MOST))
            findings = await asyncio.to_thread(findings_in, older[::-1], wanted, True)
            return Findings(findings.rows, more=findings.more or len(older) >= MOST)
        return Findings(findings.rows, more=True)

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

    async def _of_ranges(self, wanted: Wanted, spans: Sequence[SessionSpan]) -> Findings:
        if wanted.scope is not Scope.EVERYTHING and self._kernel.answers:
            return await self._ranges_of_kernel(spans)
        if wanted.scope is Scope.KERNEL and all(_is_present(span) for span in spans):
            own = await self._own()
            ranges = [each for span in spans for each in span.resolved()]
            return _listed(
                entry
                for each in ranges
                for entry in own
                if entry.line >= each.first and (each.last is None or entry.line <= each.last)
            )
        return await self._with_store(lambda: self._store.of_ranges(spans, self._key))

    async def _ranges_of_kernel(self, spans: Sequence[SessionSpan]) -> Findings:
        mixed = any((span.start_session > 0) is not (span.end_session > 0) for span in spans)
        present = await self._kernel.present_number() if mixed else 0
        if mixed and not present:
            return Findings(problem="It is not known which number this session of IPython has.")
        entries: list[HistoryEntry] = []
        for each in (each for span in spans for each in span.resolved(present)):
            inputs = await self._kernel.lines(each.session, each.first, each.last)
            entries += kernel_entries(self._session, inputs)
            if len(entries) > WINDOW:
                break
        return _listed(entries)


def _is_present(span: SessionSpan) -> bool:
    return span.start_session == 0 == span.end_session


def findings_in(entries: Sequence[HistoryEntry], wanted: Wanted, complete: bool) -> Findings:
    """What of `entries`, oldest first, is wanted: the newest `WINDOW`, ranked."""
    query, filters = wanted.query, wanted.filters
    found = (
        entry for entry in reversed(entries) if filters.passes(entry) and query.matches(entry.code)
    )
    rows = folded_rows(found) if wanted.folded else [HistoryRow(entry) for entry in found]
    shown = ranked(rows[:WINDOW], query, time.time())
    return Findings(tuple(shown), complete, more=len(rows) > WINDOW)


def _listed(entries: Iterable[HistoryEntry]) -> Findings:
    rows = [HistoryRow(entry) for entry in entries]
    return Findings(tuple(rows[:WINDOW]), more=len(rows) > WINDOW)
