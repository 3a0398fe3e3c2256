"""What the commands say beside their output: sentences, and how far they are."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TextIO, TypeVar

from tui.model.clean import clean

T = TypeVar("T")

_QUIET = 1.0
_PERIOD = 0.1
_STEP = 256


def say(text: str) -> None:
    """Write sentences to the error output, cleaned; nobody need read them."""
    if sys.stderr is None:
        return
    with suppress(OSError):
        sys.stderr.write(f"jtui: {clean(text.rstrip(), newlines=True)}\n")
        sys.stderr.flush()


def drop_output() -> None:
    """Let what is left of the output vanish; Python's own flush at exit must not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a standard stream is a terminal; one that the caller closed is `None`."""
    return stream is not None and stream.isatty()


def has_colors() -> bool:
    """Whether the output is a terminal that may be sent colours (https://no-color.org)."""
    return (
        is_terminal(sys.stdout)
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM", "dumb") != "dumb"
    )


def count_of(number: int, noun: str = "input") -> str:
    """A number with what it counts: `1 input`, `12,345 inputs`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def with_progress(items: Iterable[T], total: int, verb: str) -> Iterator[T]:
    """The same items; when they take more than a second, a terminal shows how far they are."""
    if not is_terminal(sys.stderr):
        yield from items
        return
    shown = False
    due = time.monotonic() + _QUIET
    try:
        for done, item in enumerate(items):
            if done % _STEP == 0 and time.monotonic() >= due:
                shown = True
                due = time.monotonic() + _PERIOD
                _show(f"{verb} {done:,} of about {max(done, total):,}")
            yield item
    finally:
        if shown:
            _show("")


def _show(text: str) -> None:
    with suppress(OSError):
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()
