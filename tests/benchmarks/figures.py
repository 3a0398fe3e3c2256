"""The figures that are reported, and the budgets some of them have."""

from __future__ import annotations

from dataclasses import dataclass

from tests.benchmarks.clients import JTUI, PEERS
from tests.benchmarks.results import Results

FASTER_PEER = "faster peer"


@dataclass(frozen=True, slots=True)
class Budget:
    """The most a figure of jtui may be: `factor` times the same figure `of` a client, `plus`.

    `of` names a client or the faster of the peers; empty stands for an absolute budget. With
    `figure` another figure is compared with, by default the same.
    """

    of: str = ""
    factor: float = 1.0
    plus: float = 0.0
    figure: str = ""

    def limit(self, name: str, results: Results) -> float | None:
        """The most the figure may be in these results; None when that was not measured."""
        if not self.of:
            return self.plus
        figure = self.figure or name
        names = [peer.name for peer in PEERS] if self.of == FASTER_PEER else [self.of]
        found = [value for each in names if (value := results.get(figure, each)) is not None]
        return min(found) * self.factor + self.plus if found else None

    def words(self, unit: str) -> str:
        """The budget as a reader wants it."""
        if not self.of:
            return f"{self.plus:g} {unit}".strip()
        whose = {"bare": "bare client", "console": "jupyter console", "floor": "least app"}
        what = whose.get(self.of, self.of)
        if self.figure:
            what += f"'s {self.figure}"
        if self.factor != 1:
            what = f"{self.factor:g} × {what}"
        return f"{what} + {self.plus:g} {unit}" if self.plus else what


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the report."""

    name: str
    title: str
    unit: str
    budgets: tuple[Budget, ...] = ()


_JTUI = JTUI.name
_BARE, _CONSOLE, _FLOOR, _EUPORIE = "bare", "console", "floor", "euporie"

FIGURES = (
    Figure(
        "launch.echo", "launch to a prompt that echoes a key", "ms", (Budget(FASTER_PEER, 0.85),)
    ),
    Figure(
        "launch.result",
        "launch to the first result",
        "ms",
        (Budget(_BARE, 1.2), Budget(_CONSOLE, 1.1)),
    ),
    Figure("launch.cpu", "CPU to the first result", "ms"),
    Figure("cells.p50", "submit to result, p50", "ms", (Budget(_BARE, plus=10),)),
    Figure("cells.p95", "submit to result, p95", "ms", (Budget(_BARE, plus=25),)),
    Figure("cells.cpu", "CPU per cell", "ms", (Budget(plus=25),)),
    Figure("cells.bytes", "bytes written per cell", "B"),
    Figure("keys.p50", "key echo, p50", "ms", (Budget(_FLOOR, 2), Budget(_EUPORIE))),
    Figure("keys.p99", "key echo, p99", "ms", (Budget(_FLOOR, 1.2), Budget(_EUPORIE))),
    Figure("keys.cpu", "CPU per key", "ms"),
    Figure("keys.bytes", "bytes written per key", "B"),
    Figure("keys.burst", "60 keys in one burst, all shown", "ms", (Budget(plus=100),)),
    Figure("below.p50", "key echo, 30-line prompt, 10,000 lines above, p50", "ms"),
    Figure("below.p99", "key echo, 30-line prompt, 10,000 lines above, p99", "ms"),
    Figure("below.resize", "resize with 10,000 lines above, settled", "ms", (Budget(plus=100),)),
    Figure("completion.first", "first completion", "ms"),
    Figure("completion.p50", "completion, warm, p50", "ms", (Budget(_BARE, plus=15),)),
    Figure("completion.p95", "completion, warm, p95", "ms"),
    Figure("history.open_p50", "history of 1,000,000, opened", "ms", (Budget(plus=100),)),
    Figure("history.key_p50", "a key in it, p50", "ms", (Budget(plus=50),)),
    Figure("history.key_p95", "a key in it, p95", "ms"),
    Figure("history.rare_p50", "a key that leaves one far back, p50", "ms", (Budget(plus=50),)),
    Figure("history.peak", "peak memory with it", "MB", (Budget(plus=150),)),
    Figure("history.small_open_p50", "history of 100,000, opened", "ms", (Budget(plus=100),)),
    Figure("history.small_key_p50", "a key in it, p50", "ms", (Budget(plus=16),)),
    Figure("history.small_rare_p50", "a key that leaves one, p50", "ms", (Budget(plus=16),)),
    Figure("many.slower", "last cell of many against the first", "×", (Budget(plus=1.05),)),
    Figure(
        "many.key p50",
        "key echo, 30-line prompt, many cells above, p50",
        "ms",
        (Budget(_JTUI, 1.5, figure="keys.p50"),),
    ),
    Figure(
        "many.key p99", "key echo, 30-line prompt, many cells above, p99", "ms", (Budget(plus=50),)
    ),
    Figure("many.page", "paging through many cells, p95", "ms", (Budget(plus=33),)),
    Figure("many.text", "text of many cells", "MB"),
    Figure(
        "many.growth",
        "memory growth by many cells",
        "MB",
        (Budget(_JTUI, 2, plus=80, figure="many.text"),),
    ),
    Figure("lines.seconds", "1,000,000 printed lines", "s", (Budget(_CONSOLE, 1.05),)),
    Figure("lines.cpu", "CPU of that", "s", (Budget(plus=1),)),
    Figure("lines.growth", "memory growth by that", "MB", (Budget(plus=40),)),
    Figure("lines.written", "written to the terminal", "MB"),
    Figure("flushed.seconds", "20,000 flushed coloured lines", "s", (Budget(_BARE, 1.1),)),
    Figure("flushed.cpu", "CPU of that", "s"),
    Figure("flushed.growth", "memory growth by that", "MB"),
    Figure("flushed.written", "written to the terminal", "MB"),
    Figure("flushed.lost", "lines lost of that", "", (Budget(plus=0),)),
    Figure("updates.seconds", "20,000 CR updates", "s", (Budget(_BARE, 1.1),)),
    Figure("updates.cpu", "CPU of that", "s"),
    Figure("long-line.seconds", "one line of 10 MB", "s", (Budget(_CONSOLE),)),
    Figure("long-line.cpu", "CPU of that", "s"),
    Figure("long-line.growth", "memory growth by that", "MB"),
    Figure("long-line.key max", "slowest key meanwhile", "ms", (Budget(plus=50),)),
    Figure("interrupt.seconds", "interrupt of an endless flood", "s", (Budget(plus=0.3),)),
    Figure("interrupt.peak", "peak memory of that", "MB", (Budget(plus=300),)),
    Figure("idle.cpu", "idle CPU", "%", (Budget(plus=0.2),)),
    Figure("idle.bytes", "bytes written while idle", "B", (Budget(plus=0),)),
    Figure("idle.memory", "memory, one idle tab", "MB", (Budget(plus=75),)),
    Figure("twenty.cpu", "idle CPU, twenty tabs", "%", (Budget(plus=1),)),
    Figure("twenty.bytes", "bytes written while idle, twenty tabs", "B", (Budget(plus=0),)),
    Figure("twenty.each", "memory of each further tab", "MB", (Budget(plus=4),)),
    Figure(
        "tabs-flood.p50",
        "key echo while 20 kernels flood, p50",
        "ms",
        (Budget(_FLOOR, 2, figure="keys.p50"), Budget(_FLOOR, 2)),
    ),
    Figure(
        "tabs-flood.p99",
        "key echo while 20 kernels flood, p99",
        "ms",
        (Budget(_FLOOR, 1.2, figure="keys.p99"), Budget(_FLOOR, 1.2)),
    ),
    Figure("tabs-flood.peak", "peak memory of that", "MB"),
)
