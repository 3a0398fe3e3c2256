"""Signals while a command runs: they end it at a place where nothing is left half done."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

from tui.errors import JtuiError

T = TypeVar("T")

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(KeyboardInterrupt):
    """A signal has come; `number` is which."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    @property
    def status(self) -> int:
        """The exit status that says so."""
        return 128 + self.number


@contextmanager
def stoppable() -> Iterator[None]:
    """Within, a signal that asks jtui to end raises `Stopped`; those that are ignored stay so."""
    before = {number: signal.getsignal(number) for number in _asking()}
    for number in before:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def held() -> Iterator[None]:
    """Within, no signal ends jtui: one that comes does so afterwards."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` in an event loop; the first signal cancels it, later ones wait for its end.

    Raises `Stopped` when one came, whatever became of the work.
    """
    came: list[int] = []

    async def main() -> T:
        loop = asyncio.get_running_loop()
        task = asyncio.current_task()

        def stop(number: int) -> None:
            # Cancelled again, it would not wait for the end of what it has started.
            if not came and task is not None:
                task.cancel()
            came.append(number)

        numbers = _asking()
        for number in numbers:
            loop.add_signal_handler(number, stop, number)
        try:
            return await work
        finally:
            for number in numbers:
                loop.remove_signal_handler(number)

    with stoppable():
        try:
            result = asyncio.run(main())
        except (asyncio.CancelledError, JtuiError):
            if not came:
                raise
            raise Stopped(came[0]) from None
    if came:
        raise Stopped(came[0])
    return result


def _asking() -> list[signal.Signals]:
    return [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped(number)
