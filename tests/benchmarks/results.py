"""The figures of all runs, and doing the runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

from tests.benchmarks.clients import Client
from tests.benchmarks.environments import Environments
from tests.benchmarks.measure import FULL, Measure, Run, Scale
from tests.benchmarks.terminal import NotDoneError


@dataclass
class Results:
    """Figures by name (`measure.figure`) and client, and why some are missing."""

    figures: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    failures: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, name: str, client: str, value: float) -> None:
        """Keep the figure of one run."""
        self.figures.setdefault(name, {}).setdefault(client, []).append(value)

    def get(self, name: str, client: str) -> float | None:
        """The median of the runs; None when there is no figure."""
        values = self.figures.get(name, {}).get(client)
        return median(values) if values else None

    def failure(self, name: str, client: str) -> str:
        """Why a figure is missing; empty when it was not tried."""
        return self.failures.get(name.partition(".")[0], {}).get(client, "")


@dataclass(frozen=True)
class Plan:
    """What is to be measured; `rounds` of 0 stands for the measure's own number."""

    measures: Sequence[Measure]
    clients: Collection[Client]
    scale: Scale
    rounds: int = 0

    def runs(self) -> Iterator[tuple[Measure, Client]]:
        """Each run, the clients taking turns in being first."""
        for measure in self.measures:
            full = self.scale is FULL
            wanted = set(self.clients) - set(() if full else measure.slow)
            clients = [each for each in measure.clients if each in wanted]
            rounds = measure.full_rounds if full else measure.quick_rounds
            for number in range(self.rounds or rounds) if clients else ():
                first = number % len(clients)
                for client in clients[first:] + clients[:first]:
                    yield measure, client

    def carry_out(self, environments: Environments, say: Callable[[str], None]) -> Results:
        """Do all runs, saying what each found."""
        results = Results()
        runs = list(self.runs())
        begun = perf_counter()
        for client in dict.fromkeys(client for _, client in runs):
            _warm_up(Run(client, environments, self.scale))
        for number, (measure, client) in enumerate(runs, 1):
            found = _carry_out(measure, Run(client, environments, self.scale), results)
            seconds = perf_counter() - begun
            say(f"{seconds:5.0f} s  {number}/{len(runs)}  {measure.name} {client.name}: {found}")
        return results


def _carry_out(measure: Measure, run: Run, results: Results) -> str:
    found = []
    try:
        for figure, value in measure.function(run):
            results.add(f"{measure.name}.{figure}", run.client.name, value)
            found.append(f"{figure} {value:.4g}")
    except NotDoneError as reason:
        results.failures.setdefault(measure.name, {})[run.client.name] = str(reason)
        found.append(f"not done: {reason}")
    return ", ".join(found)


def _warm_up(run: Run) -> None:
    """Have files cached and compiled, as they are for whoever starts a program daily."""
    try:
        if not run.client.has_screen:
            with run.bare() as bare:
                bare.run("None")
        else:
            with run.conversation() as conversation:
                conversation.first_echo()
    except NotDoneError:
        pass
