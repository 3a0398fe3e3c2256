"""From a cell to its result, one after the other, and after many."""

from __future__ import annotations

from statistics import median
from time import perf_counter

from tests.benchmarks.clients import BARE, CONSOLE, EUPORIE, IPYTHON, JTUI
from tests.benchmarks.conversation import FORCE_RUN, Conversation
from tests.benchmarks.measure import Figures, Measure, Run, middle, percentile
from tests.benchmarks.measures.starting import FIRST
from tests.benchmarks.processes import MEGABYTE
from tests.benchmarks.workloads import mixed_text, word

PAGE_UP = b"\x1b[5~"
PROMPT_LINES = "\n".join(f"name_{number} = {number} + len('text')" for number in range(29)) + "\n"
_COMPARED = 30
"""Cells at the beginning and at the end that are compared."""
_PAGES = 40
_FILLED_AT_ONCE = 10


def _cells(run: Run) -> Figures:
    count = run.scale.cells
    if not run.client.has_screen:
        with run.bare() as bare:
            bare.run(FIRST)
            ran = [bare.run(f"w.mark({number})") for number in range(1, count + 1)]
        yield from middle("", [each.seconds for each in ran], 95)
        yield "cpu", sum(each.cpu for each in ran) / count * 1000
        return
    with run.conversation() as conversation:
        conversation.start()
        conversation.settle()
        before, written = conversation.processes.cpu(), conversation.terminal.written
        times = _marks(conversation, 1, count)
        conversation.ready()
        yield from middle("", times, 95)
        yield "cpu", (conversation.processes.cpu() - before) / count * 1000
        yield "bytes", (conversation.terminal.written - written) / count


def _many(run: Run) -> Figures:
    count = run.scale.many_cells
    with run.conversation() as conversation:
        conversation.start()
        conversation.settle()
        _marks(conversation, 1, 10)
        first = _marks(conversation, 11, _COMPARED)
        before = conversation.processes.memory()
        _fill(conversation, count)
        last = _marks(conversation, 11 + _COMPARED, _COMPARED)
        yield "slower", median(last) / median(first)
        yield "growth", conversation.processes.memory() - before
        yield "text", sum(len(mixed_text(number)) for number in range(count)) / MEGABYTE
        yield "page", percentile(_pages(conversation), 95) * 1000
        conversation.terminal.paste(PROMPT_LINES)
        conversation.settle()
        yield from middle("key ", conversation.echoes(run.scale.keys), 99)


def _marks(conversation: Conversation, first: int, count: int) -> list[float]:
    numbers = range(first, first + count)
    return [conversation.run(f"w.mark({number})", word(number)) for number in numbers]


def _fill(conversation: Conversation, count: int) -> None:
    """Run cells of mixed output, some of them ahead of the kernel."""
    terminal = conversation.terminal
    for number in range(count):
        terminal.paste(f"w.mixed({number})")
        terminal.type(FORCE_RUN)
        if number % _FILLED_AT_ONCE == _FILLED_AT_ONCE - 1:
            code, shows = f"w.mark({number})", word(number)
            terminal.watch(shows)
            terminal.paste(code)
            terminal.type(FORCE_RUN)
            terminal.wait_watched(30)


def _pages(conversation: Conversation) -> list[float]:
    """Seconds from PageUp until the page is there."""
    times = []
    for _ in range(_PAGES):
        conversation.terminal.wait_rest(0.02, 10)
        begun = perf_counter()
        conversation.terminal.write(PAGE_UP)
        conversation.terminal.wait_output(begun, 10)
        times.append(conversation.terminal.wait_rest(0.02, 10) - begun)
    return times


CELLS = Measure("cells", _cells, (JTUI, BARE, CONSOLE, EUPORIE, IPYTHON), full_rounds=3)
MANY = Measure("many", _many, (JTUI,), full_rounds=1)
