"""Drawings that need work done in a thread before they can be drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeGuard, runtime_checkable

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


def prepares(drawing: object) -> TypeGuard[Preparing]:
    """Whether a drawing has to be prepared; asked of every output in every frame."""
    kind = type(drawing)
    if (known := _preparing.get(kind)) is None:
        known = _preparing[kind] = issubclass(kind, Preparing)
    return known


# Of the few kinds of drawings: looking for the methods of a protocol takes 30 µs.
_preparing: dict[type, bool] = {}
