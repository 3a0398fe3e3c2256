"""What changed in a transcript, for whoever draws it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BlockAdded:
    """A block came to the end of the transcript; `block` is its index."""

    block: int


@dataclass(frozen=True, slots=True)
class CellStateChanged:
    """State, number or elapsed time of a cell changed."""

    block: int


@dataclass(frozen=True, slots=True)
class OutputAdded:
    """An output came to the end of a cell's outputs."""

    block: int
    output: int


@dataclass(frozen=True, slots=True)
class OutputChanged:
    """An output grew or was replaced."""

    block: int
    output: int


@dataclass(frozen=True, slots=True)
class OutputsCleared:
    """All outputs of a cell are gone, or its code is another: all of it has to be looked at."""

    block: int


@dataclass(frozen=True, slots=True)
class BlocksRearranged:
    """Blocks have other places than before: all have to be looked at again."""


Change = (
    BlocksRearranged | BlockAdded | CellStateChanged | OutputAdded | OutputChanged | OutputsCleared
)


class Feed:
    """The changes one view has not drawn yet, each once, in the order they first came.

    Its size is bounded by the number of outputs, however many messages arrive.
    """

    def __init__(self) -> None:
        self._changes: dict[Change, None] = {}

    def add(self, change: Change) -> None:
        """Note a change; one that moves blocks stands for all before it."""
        if isinstance(change, BlocksRearranged):
            self._changes.clear()
        self._changes[change] = None

    def take(self) -> list[Change]:
        """All changes since the last call."""
        changes = list(self._changes)
        self._changes.clear()
        return changes

    def __bool__(self) -> bool:
        return bool(self._changes)
