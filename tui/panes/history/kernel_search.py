"""Searches that a kernel answers from its own history."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tui.errors import RequestTimeout
from tui.kernels.own_inputs import kernel_entries, merged, own_entries
from tui.kernels.past_inputs import KernelHistory
from tui.kernels.session import KernelSession
from tui.model.history.entry import Findings, HistoryEntry, HistoryRow
from tui.model.history.filters import HistoryFilters
from tui.model.history.query import HistoryQuery
from tui.model.history.ranges import SessionRange, SessionSpan
from tui.model.history.ranking import folded_rows, ranked
from tui.panes.history.globs import EVERYTHING, glob_of
from tui.stores.history.search import WINDOW

MOST = 20_000
"""Inputs asked of a kernel when the newest `WINDOW` hold too few that a query is about."""
ANSWER_TIME = 1.5
"""Seconds a kernel has to answer; one in a long computation that lets nobody in never does."""
_FEW = 50
# Ranges of more sessions are picked from all of the newest inputs.
_SESSION_BY_SESSION = 20
NOT_KEPT = (
    "IPython keeps neither errors nor directories nor times:"
    " these filters work on what jtui keeps (the next scope)."
)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What inputs are looked for: what a `query` finds, that filters let pass, a row a text."""

    query: HistoryQuery
    filters: HistoryFilters = field(default_factory=HistoryFilters)
    folded: bool = True


class KernelSearch:
    """Asks one kernel while a panel is open; raises `RequestError` when it does not answer."""

    def __init__(self, session: KernelSession, cwd: str) -> None:
        self._session = session
        self._cwd = cwd
        self._kernel = KernelHistory(session)
        # What the kernel has answered, until the panel is opened the next time.
        self._present: list[HistoryEntry] | None = None
        self._is_deaf = False

    @property
    def answers(self) -> bool:
        """Whether the kernel keeps a history and can be expected to answer."""
        return self._kernel.answers and not self._is_deaf

    @property
    def knows_present(self) -> bool:
        """Whether the inputs of its present session need not be asked for any more."""
        return self._present is not None

    async def own(self) -> list[HistoryEntry]:
        """The inputs of its present life that stand in the transcript, without asking."""
        blocks = list(self._session.transcript.blocks)
        return await asyncio.to_thread(own_entries, self._session, blocks, self._cwd)

    async def present(self) -> list[HistoryEntry]:
        """The inputs of its present session, oldest first."""
        if self._present is None:
            async with self._patience():
                inputs = await self._kernel.present()
            self._present = merged(kernel_entries(self._session, inputs), await self.own())
        return self._present

    async def in_sessions(self, wanted: Narrowed) -> Findings:
        """Search all sessions."""
        if not _is_known(wanted.filters):
            return Findings(problem=NOT_KEPT)
        pattern = glob_of(wanted.query)
        newest = await self._search(pattern, WINDOW)
        findings = await asyncio.to_thread(findings_in, newest, wanted)
        if len(newest) < WINDOW:
            return findings
        is_all = pattern == EVERYTHING and wanted.query.is_empty
        if is_all or len(findings.rows) >= _FEW:
            return Findings(findings.rows, more=True)
        older = await self._search(pattern, MOST)
        findings = await asyncio.to_thread(findings_in, older, wanted)
        return Findings(findings.rows, more=findings.more or len(older) >= MOST)

    async def of_spans(self, spans: Sequence[SessionSpan], filters: HistoryFilters) -> Findings:
        """The lines in `spans`."""
        if not _is_known(filters) and not all(is_present(span) for span in spans):
            return Findings(problem=NOT_KEPT)
        number = 0
        if any(span.start_session != span.end_session for span in spans):
            async with self._patience():
                number = await self._kernel.present_number()
            if not number:
                return Findings(problem="IPython did not say which number this session has.")
        ranges = [each for span in spans for each in span.resolved(number)]
        entries = await self._in_ranges(ranges, number)
        return listed(entry for entry in entries if filters.passes(entry))

    async def _in_ranges(self, ranges: Sequence[SessionRange], number: int) -> list[HistoryEntry]:
        if len(ranges) > _SESSION_BY_SESSION:
            newest = await self._search(EVERYTHING, MOST)
            return await asyncio.to_thread(_picked, newest, ranges, number)
        entries: list[HistoryEntry] = []
        for each in ranges:
            if each.session == 0:
                entries += in_range(await self.present(), each)
            else:
                async with self._patience():
                    inputs = await self._kernel.lines(each.session, each.first, each.last)
                entries += kernel_entries(self._session, inputs)
            if len(entries) > WINDOW:
                break
        return entries

    async def _search(self, pattern: str, most: int) -> list[HistoryEntry]:
        """The newest inputs of all sessions that a glob matches, oldest first."""
        async with self._patience(4 if most > WINDOW else 1):
            inputs = await self._kernel.search(pattern, most)
        return kernel_entries(self._session, reversed(inputs))

    def _patience(self, times: int = 1) -> _Patience:
        return _Patience(self, ANSWER_TIME * times)

    def give_up(self) -> None:
        """Ask no more while the panel is open."""
        self._is_deaf = True


class _Patience:
    """Waits for a kernel for some seconds, after which it is asked no more."""

    def __init__(self, search: KernelSearch, seconds: float) -> None:
        self._search = search
        self._timeout = asyncio.timeout(seconds)
        self._seconds = seconds

    async def __aenter__(self) -> None:
        await self._timeout.__aenter__()

    async def __aexit__(self, *raised: object) -> None:
        try:
            await self._timeout.__aexit__(*raised)  # type: ignore[arg-type]
        except TimeoutError:
            self._search.give_up()
            raise RequestTimeout(f"The kernel did not answer in {self._seconds:g} s.") from None


def is_present(span: SessionSpan) -> bool:
    """Whether a span is of the present session alone."""
    return span.start_session == 0 == span.end_session


def in_range(entries: Iterable[HistoryEntry], wanted: SessionRange) -> list[HistoryEntry]:
    """Those of one session's entries whose lines are in a range."""
    last = wanted.last
    return [
        entry
        for entry in entries
        if entry.line >= wanted.first and (last is None or entry.line <= last)
    ]


def findings_in(entries: Sequence[HistoryEntry], wanted: Narrowed) -> Findings:
    """What of `entries`, oldest first, is wanted: the newest `WINDOW`, ranked."""
    query, filters = wanted.query, wanted.filters
    found = (
        entry for entry in reversed(entries) if filters.passes(entry) and query.matches(entry.code)
    )
    rows = folded_rows(found) if wanted.folded else [HistoryRow(entry) for entry in found]
    return Findings(tuple(ranked(rows[:WINDOW], query, time.time())), more=len(rows) > WINDOW)


def listed(entries: Iterable[HistoryEntry]) -> Findings:
    """Entries in the order they come."""
    rows = [HistoryRow(entry) for entry in entries]
    return Findings(tuple(rows[:WINDOW]), more=len(rows) > WINDOW)


def _is_known(filters: HistoryFilters) -> bool:
    """Whether a kernel can tell what filters ask of its inputs."""
    return not filters.errors and filters.cwd is None and filters.since is None


def _picked(
    entries: Sequence[HistoryEntry], ranges: Sequence[SessionRange], number: int
) -> list[HistoryEntry]:
    """The entries in `ranges` of many sessions; that with `number` is the present one."""
    by_session = {each.session or number: each for each in ranges}
    return [
        entry
        for entry in entries
        if (wanted := by_session.get(entry.session)) is not None and in_range([entry], wanted)
    ]
