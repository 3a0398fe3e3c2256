"""From the command to the first result."""

from __future__ import annotations

from time import perf_counter

from tests.benchmarks.clients import CLIENTS
from tests.benchmarks.measure import Figures, Measure, Run
from tests.benchmarks.workloads import word

FIRST = "import w; w.mark(0)"


def _launch(run: Run) -> Figures:
    if not run.client.has_screen:
        yield from _launch_bare(run)
        return
    with run.conversation() as conversation:
        yield "echo", conversation.first_echo() * 1000
        if run.client.has_cells:
            conversation.run(FIRST, word(0))
            yield "result", (conversation.terminal.arrived - conversation.terminal.started) * 1000
        yield "cpu", conversation.processes.cpu() * 1000


def _launch_bare(run: Run) -> Figures:
    with run.bare() as bare:
        bare.run(FIRST)
        yield "result", (perf_counter() - bare.started) * 1000
        yield "cpu", bare.processes.cpu() * 1000


LAUNCH = Measure("launch", _launch, CLIENTS, quick_rounds=3, full_rounds=7)
