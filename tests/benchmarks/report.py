"""The report of a run as a Markdown table that is readable as plain text too."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.benchmarks.clients import BARE, CLIENTS, JTUI
from tests.benchmarks.figures import FASTER_PEER, FIGURES, Budget, Figure
from tests.benchmarks.results import Results

BEGIN = "<!-- benchmarks: begin -->"
END = "<!-- benchmarks: end -->"


def report(results: Results, versions: Mapping[str, str], mode: str) -> str:
    """The table, what it was measured on, and how many budgets are met."""
    rows = [_row(figure, results) for figure in FIGURES if figure.name in results.figures]
    heads = ["what", *(client.label for client in CLIENTS), "to best peer", "to bare", "budget"]
    verdicts = [_is_met(budget, figure, results) for figure in FIGURES for budget in figure.budgets]
    met, missed = verdicts.count(True), verdicts.count(False)
    return "\n".join(
        [
            f"Measured with the {mode} mode on {os.cpu_count()} cores, {_python()}: medians.",
            ", ".join(f"{name} {version}" for name, version in sorted(versions.items())) + ".",
            "",
            *_table([heads, *rows]),
            "",
            *_failures(results),
            f"Budgets met: {met} of {met + missed}; not measured: {verdicts.count(None)}.",
            "",
        ]
    )


def write_into(path: Path, text: str) -> None:
    """Put a report between its markers in a page, or where there are none make it the page."""
    page = path.read_text("utf-8") if path.exists() else ""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    path.write_text(f"{head}{begin}\n{text}{end}{tail}" if begin and end else text, "utf-8")


def _python() -> str:
    return f"{platform.python_implementation()} {platform.python_version()}"


def _row(figure: Figure, results: Results) -> list[str]:
    own = results.get(figure.name, JTUI.name)
    budgets = [_verdict(budget, figure, results) for budget in figure.budgets]
    peer = Budget(FASTER_PEER).limit(figure.name, results)
    bare = results.get(figure.name, BARE.name)
    return [
        figure.title,
        *(_cell(figure, client.name, results) for client in CLIENTS),
        _ratio(own, peer),
        _ratio(own, bare),
        "; ".join(budgets),
    ]


def _cell(figure: Figure, client: str, results: Results) -> str:
    value = results.get(figure.name, client)
    if value is None:
        others = results.figures.get(figure.name, {}).keys() - {JTUI.name}
        return results.failure(figure.name, client) if others else ""
    return f"{_number(value)} {figure.unit}".strip()


def _verdict(budget: Budget, figure: Figure, results: Results) -> str:
    limit, own = budget.limit(figure.name, results), results.get(figure.name, JTUI.name)
    words = budget.words(figure.unit)
    if own is None or limit is None:
        return f"{words}: not measured"
    if own <= limit:
        return f"{words}: met"
    return f"{words}: **missed**" + (f" ({own / limit:.2f} ×)" if limit else "")


def _is_met(budget: Budget, figure: Figure, results: Results) -> bool | None:
    limit, own = budget.limit(figure.name, results), results.get(figure.name, JTUI.name)
    return None if limit is None or own is None else own <= limit


def _ratio(value: float | None, other: float | None) -> str:
    return f"{value / other:.2f}" if value is not None and other else ""


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def _failures(results: Results) -> list[str]:
    labels = {client.name: client.label for client in CLIENTS}
    lines = [
        f"- {measure}, {labels[client]}: {reason}"
        for measure, reasons in results.failures.items()
        for client, reason in reasons.items()
    ]
    return ["Not done in every run:", "", *lines, ""] if lines else []


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    columns = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["| " + " | ".join(map(str.ljust, row, columns)) + " |" for row in rows]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in columns) + "|", *lines[1:]]
