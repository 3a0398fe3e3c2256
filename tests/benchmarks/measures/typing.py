"""From a key to its echo."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from operator import gt
from subprocess import DEVNULL, Popen

from tests.benchmarks.clients import BARE, CONSOLE, EUPORIE, FLOOR, IPYTHON, JTUI
from tests.benchmarks.measure import Figures, Measure, Run, middle
from tests.benchmarks.measures.running import PROMPT_LINES
from tests.benchmarks.terminal import COLUMNS, ROWS, NotDoneError
from tests.benchmarks.workloads import END, FLOOD_LINE

_ABOVE = 10_000
_BURST = 60
_TABS = 20
_NEXT_TAB = b"\x1b[6;5~"
_FLOOD_CELL = "import w; w.endless()"
_ENDLESS = "while True: print('x' * 50)"
_FLOOD_KEYS = 50
# Names that stand in no code, so that one on the screen is a completion.
_BEGUN, _MATCH, _NAMED = "zq_", "zq_two", "named-them"
_NAMES = (
    "globals().update({'zq' + each: 1 for each in ('_one', '_two', '_three')});"
    " print('named', 'them', sep='-')"
)
_COLD = 3
"""Completions before those that count: the kernel loads what it needs."""
_TABS_LIMIT = 120
_TAB_LIMIT = 60


def _keys(run: Run) -> Figures:
    with run.conversation() as conversation:
        if run.client.has_cells:
            conversation.start()
        else:
            conversation.first_echo()
        conversation.settle()
        before, written = conversation.processes.cpu(), conversation.terminal.written
        yield from middle("", conversation.echoes(run.scale.keys), 99)
        yield "cpu", (conversation.processes.cpu() - before) / run.scale.keys * 1000
        yield "bytes", (conversation.terminal.written - written) / run.scale.keys
        yield "burst", conversation.burst(_BURST) * 1000


def _keys_below(run: Run) -> Figures:
    limit = run.scale.flood_limit
    with run.conversation() as conversation:
        conversation.start()
        conversation.run(f"w.lines({_ABOVE})", END, limit)
        conversation.ready(limit)
        conversation.resized(COLUMNS - 20, ROWS - 4, limit)
        yield "resize", conversation.resized(COLUMNS, ROWS, limit) * 1000
        conversation.ready(limit)
        conversation.terminal.paste(PROMPT_LINES)
        conversation.settle()
        yield from middle("", conversation.echoes(run.scale.keys), 99)


def _completion(run: Run) -> Figures:
    count = run.scale.completions
    if not run.client.has_screen:
        with run.bare() as bare:
            bare.run(_NAMES)
            times = [bare.complete(_BEGUN).seconds for _ in range(_COLD + count)]
    else:
        with run.conversation() as conversation:
            conversation.start()
            conversation.run(_NAMES, shows=_NAMED)
            times = [conversation.completion(_BEGUN, _MATCH) for _ in range(_COLD + count)]
    yield "first", times[0] * 1000
    yield from middle("", times[_COLD:], 95)


def _tabs_flood(run: Run) -> Figures:
    if not run.client.has_cells:
        yield from _beside_processes(run)
        return
    with run.conversation(*["--kernel=python3"] * _TABS) as conversation:
        conversation.start()
        conversation.settle(_TABS_LIMIT)
        for _ in range(_TABS):
            conversation.offer(_FLOOD_CELL)
            conversation.terminal.watch(FLOOD_LINE)
            conversation.terminal.write(b"\r")
            conversation.terminal.wait_watched(_TAB_LIMIT)
            conversation.terminal.write(_NEXT_TAB)
            conversation.rest(0.5)
        # No row is cleared here: that waits for a rest, and there is none.
        yield from middle("", conversation.keys(_FLOOD_KEYS, _TAB_LIMIT), 99)
        yield "peak", conversation.processes.peak()
        before = conversation.processes.kernels_cpu()
        conversation.rest(2)
        after = conversation.processes.kernels_cpu()
        if (busy := sum(map(gt, after, before))) < _TABS:
            raise NotDoneError(f"only {busy} kernels were flooding")


def _beside_processes(run: Run) -> Figures:
    """Keys in a client without kernels, beside as many processes that print without end.

    Like kernels they are sessions of their own, between which the system shares the processors.
    """
    with ExitStack() as running, run.conversation() as conversation:
        conversation.first_echo()
        for _ in range(_TABS):
            process = Popen(
                [sys.executable, "-c", _ENDLESS], stdout=DEVNULL, start_new_session=True
            )
            running.callback(process.wait)
            running.callback(process.kill)
        conversation.rest(2)
        yield from middle("", conversation.keys(_FLOOD_KEYS, _TAB_LIMIT), 99)


KEYS = Measure(
    "keys",
    _keys,
    (JTUI, CONSOLE, EUPORIE, IPYTHON, FLOOR),
)
KEYS_BELOW = Measure("below", _keys_below, (JTUI, CONSOLE, EUPORIE, IPYTHON))
COMPLETION = Measure("completion", _completion, (JTUI, BARE, CONSOLE, EUPORIE))
TABS_FLOOD = Measure("tabs-flood", _tabs_flood, (JTUI, FLOOR), quick_rounds=0, full_rounds=1)
