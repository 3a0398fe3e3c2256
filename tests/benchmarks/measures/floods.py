"""Much output: until the last of it is shown and the prompt echoes a key."""

from __future__ import annotations

import re
from time import perf_counter

from tests.benchmarks.clients import BARE, CONSOLE, EUPORIE, IPYTHON, JTUI, Client
from tests.benchmarks.conversation import Conversation
from tests.benchmarks.measure import Figures, Measure, Run
from tests.benchmarks.measures.starting import FIRST
from tests.benchmarks.processes import MEGABYTE
from tests.benchmarks.terminal import NotDoneError
from tests.benchmarks.workloads import END

LINES = 1_000_000
MESSAGES = 20_000
LONG = 10_000_000
_COUNT = re.compile(r"of ([\d,]+)\s*$")
INTERRUPTED = "KeyboardInterrupt"
_FIND_LIMIT = 10
_SLOW = (EUPORIE, IPYTHON)
"""euporie-console does not get through most floods, and IPython has no kernel to hear from."""
_ALL: tuple[Client, ...] = (JTUI, BARE, CONSOLE, EUPORIE, IPYTHON)


def _lines(run: Run) -> Figures:
    yield from _flood(run, f"w.lines({LINES})")


def _updates(run: Run) -> Figures:
    yield from _flood(run, f"w.updates({MESSAGES})")


def _flushed(run: Run) -> Figures:
    if run.client is not JTUI:
        yield from _flood(run, f"w.flushed({MESSAGES})")
        return
    with run.conversation() as conversation:
        yield from _flood_in(conversation, f"w.flushed({MESSAGES})", run.scale.flood_limit)
        yield "lost", _lost(conversation)


def _flood(run: Run, code: str) -> Figures:
    limit = run.scale.flood_limit
    if run.client.has_screen:
        with run.conversation() as conversation:
            yield from _flood_in(conversation, code, limit)
        return
    with run.bare() as bare:
        bare.run(FIRST)
        ran = bare.run(code, limit)
        yield "seconds", ran.seconds
        yield "cpu", ran.cpu
        yield "messages", ran.messages


def _flood_in(conversation: Conversation, code: str, limit: float) -> Figures:
    processes, terminal = conversation.processes, conversation.terminal
    conversation.start()
    conversation.settle()
    cpu, memory, written = processes.cpu(), processes.memory(), terminal.written
    try:
        yield "seconds", conversation.run_flood(code, limit)
    finally:
        yield "cpu", processes.cpu() - cpu
        yield "growth", processes.peak() - memory
        yield "written", (terminal.written - written) / MEGABYTE


def _lost(conversation: Conversation) -> float:
    """Lines of the flood that jtui does not find in its transcript, looked for by the thousand."""
    conversation.ready()
    conversation.clear()
    conversation.terminal.control("f")
    conversation.terminal.wait_rest(0.1, 5)
    return MESSAGES - sum(
        _found(conversation, f"line-{each:02}") for each in range(MESSAGES // 1000)
    )


def _found(conversation: Conversation, needle: str) -> int:
    """How many matches jtui's find bar counts."""
    # Textual may take letters that come in one burst with a bound key before that key.
    conversation.terminal.control("u")
    conversation.terminal.wait_rest(0.1, 5)
    conversation.terminal.type(needle)
    end, last = perf_counter() + _FIND_LIMIT, None
    while True:
        conversation.terminal.wait_rest(0.3, _FIND_LIMIT)
        rows = conversation.terminal.display
        bar = next((row for row in rows if needle in row and "Find" in row), "")
        # While it still counts there is no number at the row's end, or that of fewer letters.
        count = _COUNT.search(bar)
        if count is not None and count[1] == last:
            return int(count[1].replace(",", ""))
        last = None if count is None else count[1]
        if perf_counter() > end:
            raise NotDoneError(f"no count of {needle}: {bar.strip()!r}")


def _long_line(run: Run) -> Figures:
    code, limit = f"w.long_line({LONG})", run.scale.flood_limit
    if not run.client.has_screen:
        yield from _flood(run, code)
        return
    with run.conversation() as conversation:
        conversation.start()
        conversation.settle()
        cpu, memory = conversation.processes.cpu(), conversation.processes.memory()
        begun = conversation.submit(code, END)
        keys = conversation.echoes_until(END, limit) if run.client is JTUI else []
        conversation.terminal.wait_watched(limit)
        conversation.echo(limit)
        yield "seconds", conversation.terminal.arrived - begun
        yield "cpu", conversation.processes.cpu() - cpu
        yield "growth", conversation.processes.peak() - memory
        if keys:
            yield "key max", max(keys) * 1000


def _interrupt(run: Run) -> Figures:
    seconds = run.scale.flood_seconds
    if not run.client.has_screen:
        with run.bare() as bare:
            bare.run(FIRST)
            yield "seconds", bare.run("w.endless()", 60, interrupt_after=seconds).seconds
        return
    with run.conversation() as conversation:
        conversation.start()
        conversation.settle()
        memory = conversation.processes.memory()
        conversation.submit("w.endless()")
        conversation.rest(seconds)
        conversation.terminal.watch(INTERRUPTED)
        begun = perf_counter()
        conversation.terminal.control("c")
        try:
            conversation.terminal.wait_watched(run.scale.flood_limit)
            conversation.echo(run.scale.flood_limit)
            yield "seconds", conversation.terminal.arrived - begun
        finally:
            yield "peak", conversation.processes.peak()
            yield "growth", conversation.processes.peak() - memory


FLOODS = (
    Measure("lines", _lines, _ALL, slow=_SLOW),
    Measure("flushed", _flushed, _ALL, slow=_SLOW),
    Measure("updates", _updates, _ALL, slow=_SLOW),
    Measure("long-line", _long_line, _ALL, slow=_SLOW),
    Measure("interrupt", _interrupt, _ALL, slow=_SLOW),
)
