"""Drawings that need work done in a thread before they can be drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

Work = Callable[[], object]
"""Takes its time, in a thread; what it answers goes to `take_work`."""


@runtime_checkable
class Preparing(Protocol):
    """What a drawing offers beside the others when it has to be prepared for a width."""

    def work_for(self, width: int) -> Work | None:
        """What is to be done before it can be drawn in a width; `None` when it can be."""
        ...

    def take_work(self, done: object) -> None:
        """Take over what the work has answered; heights may change by it."""
        ...


@runtime_checkable
class Movable(Protocol):
    """What a drawing offers that may be wider than there is room."""

    def move(self, columns: int) -> bool:
        """Move it sideways by some columns; answers whether it has to be prepared for that."""
        ...
