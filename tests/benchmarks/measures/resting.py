"""What a client costs that nobody uses."""

from __future__ import annotations

from tests.benchmarks.clients import CONSOLE, EUPORIE, FLOOR, IPYTHON, JTUI
from tests.benchmarks.conversation import Conversation
from tests.benchmarks.measure import Figures, Measure, Run

_TABS = 20
_TABS_LIMIT = 120


def _idle(run: Run) -> Figures:
    with run.conversation() as conversation:
        if run.client.has_cells:
            conversation.start()
        else:
            conversation.first_echo()
        yield from _resting(run, conversation)


def _twenty(run: Run) -> Figures:
    with run.conversation() as one:
        one.start()
        one.settle()
        memory = one.processes.memory()
    with run.conversation(*["--kernel=python3"] * _TABS) as conversation:
        conversation.start()
        for name, figure in _resting(run, conversation):
            if name == "memory":
                yield "each", (figure - memory) / (_TABS - 1)
            yield name, figure


def _resting(run: Run, conversation: Conversation) -> Figures:
    conversation.settle(_TABS_LIMIT)
    yield "memory", conversation.processes.memory()
    cpu, written = conversation.processes.precise_cpu(), conversation.terminal.written
    conversation.rest(run.scale.idle_seconds)
    yield "cpu", (conversation.processes.precise_cpu() - cpu) / run.scale.idle_seconds * 100
    yield "bytes", conversation.terminal.written - written


IDLE = Measure("idle", _idle, (JTUI, CONSOLE, EUPORIE, IPYTHON, FLOOR), full_rounds=1)
TWENTY = Measure("twenty", _twenty, (JTUI,), full_rounds=1)
