"""What the cells of the benchmarks run; every client's kernel imports it as `w`."""

# ruff: noqa: T201  A kernel's work is to print.

from __future__ import annotations

import itertools
import sys

END = "flood-is-over"
FLOOD_LINE = "and so on"


def mark(number: int) -> None:
    """Print a word that is not in the cell's code and differs from its neighbours' everywhere."""
    print(word(number))


def word(number: int) -> str:
    """The word that `mark` prints."""
    letters = [chr(ord("a") + (number * step + step) % 26) for step in (1, 3, 5, 7, 9, 11)]
    return "=" + "".join(letters) + f"{number}="


def _end() -> None:
    print("-".join(("flood", "is", "over")))


def lines(count: int) -> None:
    """Print numbered lines, as fast as the kernel can."""
    for number in range(count):
        print(number)
    _end()


def flushed(count: int) -> None:
    """Print coloured lines, each flushed: a message each."""
    for number in range(count):
        print(f"\x1b[3{number % 8}mline-{number:05}\x1b[0m of {count}", flush=True)
    _end()


def updates(count: int) -> None:
    """Write one line over and over, as progress bars do."""
    for number in range(1, count + 1):
        sys.stdout.write(f"\r{number * 100 // count:3}% {number}/{count}")
        sys.stdout.flush()
    print()
    _end()


def long_line(length: int) -> None:
    """Print one long line."""
    print("x" * length)
    _end()


def endless() -> None:
    """Print lines until interrupted."""
    for number in itertools.count():
        print(number, FLOOD_LINE)


def mixed(number: int) -> str | None:
    """Print what `mixed_text` says; every fifth call has a result too."""
    print(mixed_text(number), end="")
    return f"result {number}" if number % 5 == 0 else None


def mixed_text(number: int) -> str:
    """The text of one to ten lines, some coloured, some longer than the terminal is wide."""
    rows = [f"{number}.{row} " + "some words " * (row % 4) for row in range(number % 10 + 1)]
    if number % 3 == 0:
        rows[0] = f"\x1b[32m{rows[0]}\x1b[0m"
    if number % 7 == 0:
        rows[-1] += "long " * 40
    return "\n".join(rows) + "\n"
