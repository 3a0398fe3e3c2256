"""The order of a table's rows by a column, and the rows that hold a text.

For a thread. No single step takes long: threads that share an interpreter wait for each other's
steps, and keys are taken in one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from heapq import merge

from tui.model.tables.progress import Progress
from tui.model.tables.values import duration_of, is_missing, moment_of, number_of

RUN = 4_096
"""Rows that are looked at, or put in order, in one step."""

Key = float | int | str
_Reader = Callable[[str], float | int | None]


def ordered(
    rows: Sequence[tuple[str, ...]],
    order: Sequence[int],
    column: int,
    descending: bool,
    progress: Progress,
) -> list[int]:
    """Numbers of rows in the order of a column.

    Numbers come before moments, these before durations and words; what is missing is last in
    either direction. Equals stay in the `order` they had. Raises `Cancelled`.
    """
    kinds: tuple[dict[int, Key], ...] = ({}, {}, {}, {})
    missing: list[int] = []
    readers: tuple[_Reader, ...] = (number_of, moment_of, duration_of)
    first = 0
    for place, number in enumerate(order):
        if place % RUN == 0:
            progress.at(place, 2 * len(order))
        text = rows[number][column]
        # A column mostly holds the same kind all the way down.
        for kind in (first, *(each for each in range(3) if each != first)):
            if (value := readers[kind](text)) is not None:
                kinds[kind][number] = value
                first = kind
                break
        else:
            if is_missing(text):
                missing.append(number)
            else:
                kinds[3][number] = text.casefold()
    result: list[int] = []
    for keys in reversed(kinds) if descending else kinds:
        for number in _in_order(keys, descending):
            if len(result) % RUN == 0:
                progress.at(len(order) + len(result), 2 * len(order))
            result.append(number)
    return result + missing


def _in_order(keys: dict[int, Key], descending: bool) -> Iterator[int]:
    numbers = [*keys]
    runs: list[list[int]] = []
    for start in range(0, len(numbers), RUN):
        run = numbers[start : start + RUN]
        run.sort(key=keys.__getitem__, reverse=descending)
        runs.append(run)
    return merge(*runs, key=keys.__getitem__, reverse=descending)


def matching(
    rows: Sequence[tuple[str, ...]], order: Sequence[int], text: str, progress: Progress
) -> list[int]:
    """Those of some rows, in their order, that hold a text in a cell; raises `Cancelled`.

    Case matters when the text has capitals.
    """
    ignores_case = text == text.lower()
    found: list[int] = []
    for place, number in enumerate(order):
        if place % RUN == 0:
            progress.at(place, len(order))
        # No text that is typed holds what stands between the cells here.
        line = "\x1f".join(rows[number])
        if text in (line.lower() if ignores_case else line):
            found.append(number)
    return found
