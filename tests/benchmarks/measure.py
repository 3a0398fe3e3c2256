"""What a measure is: one run of one client, which yields figures by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.bare_conversation import BareConversation, bare_conversation
from tests.benchmarks.clients import Client
from tests.benchmarks.conversation import Conversation, conversation
from tests.benchmarks.environments import Environments

Figures = Iterator[tuple[str, float]]
"""Names of figures without the measure's own name, and their values."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is done in one run; seconds and counts."""

    cells: int
    many_cells: int
    keys: int
    flood_limit: float
    flood_seconds: float
    idle_seconds: float
    completions: int


QUICK = Scale(
    cells=40,
    many_cells=300,
    keys=100,
    flood_limit=12,
    flood_seconds=2,
    idle_seconds=5,
    completions=20,
)
FULL = Scale(
    cells=200,
    many_cells=10_000,
    keys=500,
    flood_limit=120,
    flood_seconds=10,
    idle_seconds=30,
    completions=100,
)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one client."""

    client: Client
    environments: Environments
    scale: Scale

    def conversation(
        self, *arguments: str, history: Path | None = None
    ) -> AbstractContextManager[Conversation]:
        """Start the client in a terminal, with a copy of a `history`."""
        return conversation(self.client, self.environments, arguments, history)

    def bare(self) -> AbstractContextManager[BareConversation]:
        """Start the bare client."""
        return bare_conversation(self.environments)


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that is measured, of some clients, some times in the quick and the full mode.

    In the quick mode `slow` clients are left out. A function that ends early by `NotDoneError`
    keeps the figures it has yielded.
    """

    name: str
    function: Callable[[Run], Figures]
    clients: tuple[Client, ...]
    quick_rounds: int = 1
    full_rounds: int = 3
    slow: tuple[Client, ...] = ()


def percentile(values: list[float], part: int) -> float:
    """The value that `part` percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * part // 100)]


def middle(name: str, seconds: list[float], high: int) -> Figures:
    """Median and a high percentile of times, in ms."""
    yield f"{name}p50", median(seconds) * 1000
    yield f"{name}p{high}", percentile(seconds, high) * 1000
