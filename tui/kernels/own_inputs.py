"""The inputs that stand in a session's transcript, as entries of a history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tui.kernels.session import KernelSession
from tui.model.cells import Author, Block, Cell, CellState
from tui.model.history.entry import HistoryEntry, Outcome, Source
from tui.wire.past_inputs import PastInput

_OUTCOMES = {
    CellState.DONE: Outcome.OK,
    CellState.FAILED: Outcome.ERROR,
    CellState.ABORTED: Outcome.ABORTED,
    CellState.CANCELLED: Outcome.CANCELLED,
    CellState.LOST: Outcome.LOST,
}


def language_of(session: KernelSession) -> str:
    """The kernel's language as it says itself, else as its kernelspec does; "" for unknown."""
    info = session.info
    return (info.language if info is not None else "") or session.spec.language


def session_key(session: KernelSession, life: int) -> str:
    """What the store tells sessions by: a kernel that is restarted begins another."""
    return f"{session.client.session}.{life}"


def entry_of(session: KernelSession, cell: Cell, cwd: str, place: int = 0) -> HistoryEntry:
    """The entry of one cell; `cwd` is the directory jtui runs in."""
    return HistoryEntry(
        cell.code,
        Source.TRANSCRIPT,
        entry_id=place,
        line=cell.number or 0,
        language=language_of(session),
        kernelspec=session.spec.name,
        cwd=cwd,
        started=None if cell.started is None else session.wall_time(cell.started),
        duration=cell.elapsed,
        outcome=_OUTCOMES.get(cell.state, Outcome.UNKNOWN),
    )


def own_entries(session: KernelSession, blocks: Iterable[Block], cwd: str) -> list[HistoryEntry]:
    """The inputs of the kernel's present life, oldest first; `blocks` are the transcript's."""
    life = session.transcript.life
    return [
        entry_of(session, block, cwd, place)
        for place, block in enumerate(blocks)
        if isinstance(block, Cell)
        and block.code.strip()
        and block.author is not Author.KERNEL
        and block.state is not CellState.STORED
        and (block.life == life or block.state is CellState.QUEUED)
    ]


def kernel_entries(session: KernelSession, inputs: Iterable[PastInput]) -> list[HistoryEntry]:
    """Inputs of a kernel's history as entries, in the order they come."""
    language, spec = language_of(session), session.spec.name
    return [
        HistoryEntry(
            each.code,
            Source.KERNEL,
            session=each.session,
            line=each.line,
            language=language,
            kernelspec=spec,
            output=each.output,
        )
        for each in inputs
    ]


def merged(of_kernel: Iterable[HistoryEntry], own: Sequence[HistoryEntry]) -> list[HistoryEntry]:
    """The kernel's inputs of its present session with what the transcript knows of them besides.

    Inputs the kernel does not have, such as one that waits in the queue, come last.
    """
    by_line = {entry.line: entry for entry in own if entry.line}
    entries: list[HistoryEntry] = []
    taken: set[int] = set()
    for entry in of_kernel:
        known = by_line.get(entry.line)
        if known is not None and known.code.strip() == entry.code.strip():
            taken.add(entry.line)
            entries.append(replace(known, output=entry.output))
        else:
            entries.append(entry)
    return [*entries, *(entry for entry in own if entry.line not in taken)]
