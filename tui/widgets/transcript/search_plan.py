"""What of the transcript is still to be searched, the newest first."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from tui.widgets.transcript.block_layout import BlockLayout
from tui.widgets.transcript.index import Touched, TranscriptIndex

Part = tuple[int, int, int]
"""Block, section, part."""

Gap = tuple[tuple[int, ...], tuple[int, ...]]
"""From one place in the transcript up to another; each begins like a part."""

# More outputs that changed at once are searched with all that is between them.
_FEW = 64


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Blocks from `start` up to `stop`."""

    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class _Sections:
    """Sections of a block from `start` up to `stop`; `stop` is `None` for all there are."""

    block: int
    start: int
    stop: int | None


@dataclass(frozen=True, slots=True)
class _Parts:
    """Parts of a section from `start` up to `stop`; `stop` is `None` for all there are."""

    block: int
    section: int
    start: int
    stop: int | None


@dataclass(frozen=True, slots=True)
class _Held:
    """Single parts, of which the last is searched first."""

    parts: list[Part]


_Task = _Blocks | _Sections | _Parts | _Held


class SearchPlan:
    """A stack of tasks; each that is taken leaves the older rest of itself behind.

    A part may come up more than once.
    """

    def __init__(self) -> None:
        self._tasks: list[_Task] = []
        # How many blocks are planned for, searched or not.
        self._blocks = 0
        # Of texts of some parts, the last part they had when they were begun: it can change.
        self._last: dict[tuple[int, int], int] = {}

    @property
    def is_empty(self) -> bool:
        """Whether all was searched."""
        return not self._tasks

    def begin(self, blocks: range) -> None:
        """Plan to search these blocks."""
        self._blocks = blocks.stop
        if blocks:
            self._tasks.append(_Blocks(blocks.start, blocks.stop))

    def narrowed(self, held: Iterable[Part]) -> SearchPlan:
        """The plan for a longer needle: what held this one, and what was not searched yet."""
        plan = SearchPlan()
        plan._blocks, plan._last = self._blocks, {**self._last}
        kept = [_Held([*task.parts]) if isinstance(task, _Held) else task for task in self._tasks]
        plan._tasks = [*kept, _Held([*held])]
        return plan

    def next(self, index: TranscriptIndex) -> Part | None:
        """What to search now; `None` when that is only known in the next step."""
        task = self._tasks.pop()
        match task:
            case _Blocks(start, stop):
                if start < stop - 1:
                    self._tasks.append(_Blocks(start, stop - 1))
                self._tasks.append(_Sections(stop - 1, 0, None))
            case _Sections():
                self._open(task, index)
            case _Parts():
                return self._first(task, index)
            case _Held(parts):
                part = parts.pop() if parts else None
                if parts:
                    self._tasks.append(task)
                return part
            case _:
                assert_never(task)
        return None

    def _open(self, task: _Sections, index: TranscriptIndex) -> None:
        sections = index.layout(task.block).sections
        stop = sections if task.stop is None else min(task.stop, sections)
        if task.start < stop - 1:
            self._tasks.append(_Sections(task.block, task.start, stop - 1))
        if task.start < stop:
            self._tasks.append(_Parts(task.block, stop - 1, 0, None))

    def _first(self, task: _Parts, index: TranscriptIndex) -> Part | None:
        block, section = task.block, task.section
        layout = index.layout(block)
        if section >= layout.sections:
            return None
        parts = layout.section(section).parts
        if task.stop is None and len(parts) > 1:
            self._last[block, section] = parts[-1]
        stop = parts.stop if task.stop is None else min(task.stop, parts.stop)
        start = max(task.start, parts.start)
        if start < stop - 1:
            self._tasks.append(_Parts(block, section, start, stop - 1))
        return (block, section, stop - 1) if start < stop else None

    def touch(self, block: int, layout: BlockLayout, what: Touched) -> list[Gap]:
        """Plan to search again what changed in a block; answers where nothing found holds now."""
        gone = ((block, layout.sections), (block + 1,))
        if block >= self._blocks or what.cleared or layout.folded:
            self._blocks = max(self._blocks, block + 1)
            return [self._from_section(block, 0), gone]
        behind = layout.section_of(sys.maxsize)
        if len(what.outputs) > _FEW:
            return [self._from_section(block, layout.section_of(min(what.outputs))), gone]
        gaps: list[Gap] = [gone]
        changed = {layout.section_of(output) for output in what.outputs}
        for section in sorted(changed | {*range(behind, layout.sections)}):
            first = self._last.get((block, section), 0) if layout.grows(section) else 0
            gaps.append(((block, section, first), (block, section + 1)))
            if first:
                kept = layout.section(section).parts.start
                gaps.append(((block, section), (block, section, kept)))
            if not self._is_to_come(block, section):
                self._tasks.append(_Parts(block, section, first, None))
        return gaps

    def _from_section(self, block: int, section: int) -> Gap:
        """Plan to search all of a block from a section on."""
        begun = [key for key in self._last if key[0] == block and key[1] >= section]
        for key in begun:
            del self._last[key]
        self._tasks.append(_Sections(block, section, None))
        return (block, section), (block + 1,)

    def _is_to_come(self, block: int, section: int) -> bool:
        """Whether a section is still to be searched as a whole."""
        for task in self._tasks:
            match task:
                case _Blocks(start, stop) if start <= block < stop:
                    return True
                case _Sections(of, start, None) if of == block and start <= section:
                    return True
                case _Sections(of, start, int(stop)) if of == block and start <= section < stop:
                    return True
                case _:
                    pass
        return False
