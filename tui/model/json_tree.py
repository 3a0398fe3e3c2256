"""A JSON value as a tree of rows, of which only what was opened is ever taken apart."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from tui.wire.message import Json

MOST_OPENED = 10_000
"""Rows that opening all below one adds at most, or a little more."""

Path = tuple[int, ...]
"""Which item of each list or object leads to a value, from the root on; () is the root."""


class Node:
    """A list or object whose items have rows; `place` is its number in the one it is in.

    The node above the root, `parent` and `place` of which mean nothing, has the root as its only
    item. Names of an object's items are listed when the node is made.
    """

    __slots__ = ("depth", "names", "parent", "place", "value")

    def __init__(self, value: Json, parent: Node | None, place: int) -> None:
        self.value = value
        self.parent = parent
        self.place = place
        self.depth: int = parent.depth + 1 if parent is not None else -1
        self.names: Sequence[str] | None = [*value] if isinstance(value, dict) else None

    def __len__(self) -> int:
        return len(self.value) if isinstance(self.value, (dict, list)) else 0

    def item(self, number: int) -> Json:
        """The value of an item."""
        if isinstance(self.value, dict) and self.names is not None:
            return self.value[self.names[number]]
        return self.value[number] if isinstance(self.value, list) else None


@dataclass(slots=True, eq=False)
class _Run:
    """Neighbouring rows: items of a node from `start` up to `stop`; at most the last is open."""

    node: Node
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the value of an item of a node, its name or number, and whether it is open."""

    node: Node
    number: int
    is_open: bool

    @property
    def value(self) -> Json:
        """The value."""
        return self.node.item(self.number)

    @property
    def depth(self) -> int:
        """Lists and objects around it."""
        return self.node.depth + 1

    @property
    def name(self) -> str | None:
        """The name it has in an object; `None` in a list and for the root."""
        return self.node.names[self.number] if self.node.names is not None else None

    @property
    def can_open(self) -> bool:
        """Whether there is something in it."""
        value = self.value
        return isinstance(value, (dict, list)) and bool(value)


class JsonTree:
    """The rows of a value; the root is the first of them and closed at the beginning."""

    def __init__(self, value: Json) -> None:
        self._runs = [_Run(Node([value], None, 0), 0, 1)]
        self._starts: list[int] = [0, 1]

    def _count(self) -> None:
        sizes = (run.stop - run.start for run in self._runs)
        self._starts = [0, *accumulate(sizes)]

    def __len__(self) -> int:
        return self._starts[-1]

    def _run_at(self, row: int) -> int:
        return bisect_right(self._starts, row, 0, len(self._runs)) - 1

    def _is_open(self, run: int, number: int) -> bool:
        """Whether an item, shown by a run, is open."""
        this = self._runs[run]
        if number != this.stop - 1 or run + 1 >= len(self._runs):
            return False
        return self._runs[run + 1].node.depth > this.node.depth

    def row(self, row: int) -> Row:
        """The row of a number, from 0."""
        run = self._run_at(row)
        number = self._runs[run].start + row - self._starts[run]
        return Row(self._runs[run].node, number, self._is_open(run, number))

    # Opening and closing.

    def open(self, row: int) -> bool:
        """Open a row; answers whether there was something to open."""
        here = self.row(row)
        if here.is_open or not here.can_open:
            return False
        node = Node(here.value, here.node, here.number)
        self._insert(row, [_Run(node, 0, len(node))])
        return True

    def _insert(self, row: int, runs: list[_Run]) -> None:
        """Put runs below a row that is closed."""
        at = self._run_at(row)
        run = self._runs[at]
        stop = run.start + row - self._starts[at] + 1
        rest = [_Run(run.node, stop, run.stop)] if stop < run.stop else []
        run.stop = stop
        self._runs[at + 1 : at + 1] = [*runs, *rest]
        self._count()

    def close(self, row: int) -> bool:
        """Close a row and all in it; answers whether it was open."""
        at = self._run_at(row)
        run = self._runs[at]
        if not self._is_open(at, run.start + row - self._starts[at]):
            return False
        end = at + 1
        while end < len(self._runs) and self._runs[end].node.depth > run.node.depth:
            end += 1
        if end < len(self._runs) and self._runs[end].node is run.node:
            run.stop = self._runs[end].stop
            end += 1
        del self._runs[at + 1 : end]
        self._count()
        return True

    def open_below(self, row: int, most: int = MOST_OPENED) -> bool:
        """Open all below a row, level by level; answers whether all of it is open now.

        What would add more than `most` rows stays closed.
        """
        here = self.row(row)
        if not here.can_open:
            return True
        self.close(row)
        first = Node(here.value, here.node, here.number)
        opened: dict[Node, dict[int, Node]] = {first: {}}
        count, is_all = len(first), True
        waiting = deque([first])
        while waiting:
            node = waiting.popleft()
            for number in range(min(len(node), most)):
                value = node.item(number)
                if not isinstance(value, (dict, list)) or not value:
                    continue
                if count + len(value) > most:
                    is_all = False
                    continue
                count += len(value)
                inner = Node(value, node, number)
                opened[node][number] = inner
                opened[inner] = {}
                waiting.append(inner)
            is_all = is_all and len(node) <= most
        self._insert(row, [*_runs_of(first, opened)])
        return is_all

    # Paths.

    def path(self, row: Row) -> Path:
        """The path of a row's value."""
        places = []
        node, number = row.node, row.number
        while node.parent is not None:
            places.append(number)
            node, number = node.parent, node.place
        return tuple(reversed(places))

    def steps(self, row: Row) -> list[tuple[str | None, int]]:
        """The name, `None` in a list, and number of each step on the way to a row's value."""
        steps: list[tuple[str | None, int]] = []
        node, number = row.node, row.number
        while node.parent is not None:
            steps.append((node.names[number] if node.names is not None else None, number))
            node, number = node.parent, node.place
        return steps[::-1]

    def row_of_parent(self, row: int) -> int:
        """The row of the list or object that a row's value is in; the root has itself."""
        at = self._run_at(row)
        depth = self._runs[at].node.depth
        while at > 0 and self._runs[at].node.depth >= depth:
            at -= 1
        return self._starts[at + 1] - 1 if self._runs[at].node.depth < depth else row

    def reveal(self, path: Path) -> int:
        """Open all that leads to a value; answers its row."""
        row, done = 0, 0
        # As far as it is open already.
        while done < len(path):
            if not self.row(row).is_open:
                break
            row = self._row_in(row, path[done])
            done += 1
        if done == len(path):
            return row
        here = self.row(row)
        node = Node(here.value, here.node, here.number)
        before: list[_Run] = []
        after: list[_Run] = []
        for place, number in enumerate(path[done:], done + 1):
            before.append(_Run(node, 0, number + 1))
            if number + 1 < len(node):
                after.append(_Run(node, number + 1, len(node)))
            if place < len(path):
                node = Node(node.item(number), node, number)
        self._insert(row, [*before, *reversed(after)])
        return row + sum(run.stop - run.start for run in before)

    def _row_in(self, row: int, number: int) -> int:
        """The row of an item of what is open at a row."""
        at = self._run_at(row) + 1
        node = self._runs[at].node
        while self._runs[at].node is not node or not number < self._runs[at].stop:
            at += 1
        return self._starts[at] + number - self._runs[at].start


def _runs_of(first: Node, opened: dict[Node, dict[int, Node]]) -> Iterator[_Run]:
    """The runs of a node some of whose items are open, and items of these."""
    stack: list[tuple[Node, int, Iterator[int]]] = [(first, 0, iter(opened[first]))]
    while stack:
        node, start, inner = stack.pop()
        number = next(inner, None)
        if number is None:
            if start < len(node):
                yield _Run(node, start, len(node))
            continue
        yield _Run(node, start, number + 1)
        stack.append((node, number + 1, inner))
        below = opened[node][number]
        stack.append((below, 0, iter(opened[below])))
