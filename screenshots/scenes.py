"""What the pictures show: each scene brings jtui to a screen worth looking at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from program import Home, Program

STATIONS = """station,year,month,temp,rain
Oslo,2023,1,-3.2,54
Oslo,2023,7,17.6,81
Bergen,2023,1,1.9,208
Bergen,2023,7,14.8,160
Tromsø,2023,1,-3.8,98
Tromsø,2023,7,12.1,77
"""
PAST = (
    ("import pandas as pd", "python", 9),
    ("df = pd.read_csv('stations.csv')", "python", 9),
    ("df.groupby('station').temp.mean()", "python", 9),
    ("df[df.rain > 100].sort_values('rain')", "python", 5),
    ("ls -la data", "bash", 4),
    ("%timeit df.groupby(['station', 'month']).rain.sum()", "python", 3),
    ("df.plot.scatter('temp', 'rain')", "python", 2),
    ("wc -l stations.csv", "bash", 1),
    ("pd.read_csv('stations.csv', index_col=['station', 'year'])", "python", 1),
)
LOAD = """import pandas as pd
df = pd.read_csv('stations.csv')
df.pivot(index='station', columns='month', values='temp')"""
PLOT = """%matplotlib inline
import numpy as np, matplotlib.pyplot as plt
x = np.linspace(0, 10, 200)
plt.figure(figsize=(6, 3)); plt.plot(x, np.sin(x), x, np.cos(x));"""
FORMULA = """from sympy import *
var('x')
Integral(exp(-x**2) / sqrt(x), (x, 0, oo))"""
FUNCTION = '''def anomaly(df, base=2000):
    """Deviation from the mean of the years before `base`."""
    before = df[df.year < base]
    return df.temp - before.temp.mean()'''


class Scene(NamedTuple):
    """What is shown: a size, options, and what is done until it is seen."""

    title: str
    size: tuple[int, int]
    argv: tuple[str, ...]
    play: Callable[[Program], None]


def furnish(home: Home) -> None:
    """Put files and past inputs into a home."""
    (home.work / "stations.csv").write_text(STATIONS, "utf-8")
    # Imported in a thread of its own below: only here is the program's own code used.
    from tui.model.history.entry import HistoryEntry, Outcome
    from tui.stores.history.store import HistoryStore

    store = HistoryStore(home.path / "share" / "jupyter" / "jtui" / "history.sqlite")
    try:
        for number, (code, language, days) in enumerate(PAST):
            started = datetime.now(UTC) - timedelta(days=days, minutes=90 - number)
            entry = HistoryEntry(
                code,
                language=language,
                kernelspec="climate" if language == "python" else "bash",
                cwd=str(home.work),
                started=started.timestamp(),
                duration=0.02 * number,
                outcome=Outcome.OK,
            )
            store.record([(f"session-{days}-{language}", entry)])
    finally:
        store.close()


def _console(program: Program) -> None:
    program.wait_for("│ idle │")
    program.enter(LOAD)
    program.enter("print(f'{df.rain.sum():,} mm in {df.station.nunique()} stations')")
    program.enter("df.rain.max() / 0 if df.temp.min() > 0 else 1 / 0")
    program.paste(FUNCTION)
    program.settle()


def _rich(program: Program) -> None:
    program.wait_for("│ idle │")
    program.enter(LOAD)
    program.enter(FORMULA)
    program.enter(PLOT)
    program.settle()


def _help(program: Program) -> None:
    program.wait_for("│ idle │")
    program.enter(LOAD)
    program.enter("df.groupby?")
    program.type("df.g")
    program.press("tab")
    program.wait_for(" gt ")
    program.settle()


def _history(program: Program) -> None:
    program.wait_for("│ idle │")
    program.enter(LOAD)
    program.press("ctrl+r", "ctrl+r", "ctrl+r")
    program.settle()
    program.type("df")
    program.settle()


def _kernelspecs(program: Program) -> None:
    program.wait_for("│ idle │")
    program.press("f4")
    program.wait_for("kernelspecs")
    program.settle()
    program.press("C")
    program.wait_for(lambda: "works" in program.text and "checking" not in program.text)
    program.settle()


def _side_by_side(program: Program) -> None:
    program.wait_for("│ idle │")
    program.enter(LOAD)
    program.press("alt+2")
    program.settle()
    program.enter("head -4 stations.csv")
    program.press("alt+1")
    program.settle()
    program.press("ctrl+\\")
    program.settle()


def _connect(program: Program) -> None:
    program.wait_for("│ idle │")
    program.press("ctrl+t")
    program.settle()


def _notebook(program: Program) -> None:
    program.wait_for("│ idle │")
    program.press("alt+r")
    program.wait_for("Out[2]")
    program.settle()
    program.press("alt+up")
    program.settle()


def _settings(program: Program) -> None:
    program.wait_for("│ idle │")
    program.press("f11")
    program.settle()
    program.press(*["down"] * 9)
    program.settle()


def _keys(program: Program) -> None:
    program.wait_for("│ idle │")
    program.press("f1")
    program.settle()


def _install(program: Program) -> None:
    program.wait_for("│ idle │")
    program.press("f4")
    program.wait_for("kernelspecs")
    program.settle()
    program.press("i")
    program.settle()


def _table(program: Program) -> None:
    program.wait_for("│ idle │")
    program.enter(LOAD.rpartition("\n")[0])
    program.enter("df.assign(warm=df.temp > 0)")
    program.press("alt+up", "down")
    program.settle()
    program.press("enter")
    program.settle()
    program.press("right", "right", "right")
    program.settle()


def _gallery(program: Program) -> None:
    program.wait_for("│ idle │")
    program.enter(PLOT)
    program.enter("df = __import__('pandas').read_csv('stations.csv')")
    program.enter("df.rain.plot.bar(figsize=(6, 3));")
    program.command("Browse figures")
    program.settle()


def _doctor(program: Program) -> None:
    program.wait_for("log")
    program.settle()


NOTEBOOK = (
    ("markdown", "# Stations\n\nMean temperatures $\\bar{T}$ of *three* stations."),
    ("code", "import pandas as pd\ndf = pd.read_csv('stations.csv')\nlen(df)"),
    ("code", "df.groupby('station').agg({'temp': 'mean', 'rain': 'sum'})"),
    ("markdown", "- Bergen is the wettest\n- Tromsø is the coldest"),
    ("code", "df.rain.max()"),
)


def write_notebook(path: Path) -> None:
    """Write the notebook that one of the scenes opens."""
    import nbformat

    new = nbformat.v4
    cells = [
        new.new_markdown_cell(text) if kind == "markdown" else new.new_code_cell(text)
        for kind, text in NOTEBOOK
    ]
    spec = {"name": "climate", "display_name": "Python 3 (climate)", "language": "python"}
    nbformat.write(new.new_notebook(cells=cells, metadata={"kernelspec": spec}), path)


_WIDE = (110, 32)
SCENES = {
    "console": Scene("A session with an IPython kernel", _WIDE, (), _console),
    "rich-output": Scene("A table, a formula and a plot", (110, 46), (), _rich),
    "help": Scene("Help beside the transcript", _WIDE, (), _help),
    "history": Scene("The history panel", _WIDE, (), _history),
    "kernelspecs": Scene("The kernelspec manager", _WIDE, (), _kernelspecs),
    "side-by-side": Scene(
        "Two kernels side by side",
        _WIDE,
        ("--kernel", "climate", "--kernel", "bash"),
        _side_by_side,
    ),
    "connect": Scene("What a tab can be opened on", _WIDE, (), _connect),
    "notebook": Scene("A notebook", _WIDE, ("stations.ipynb",), _notebook),
    "settings": Scene("The settings", _WIDE, (), _settings),
    "keys": Scene("The keys that work", _WIDE, (), _keys),
    "install": Scene("What a kernel can be installed for", _WIDE, (), _install),
    "table": Scene("A table that fills the screen", _WIDE, (), _table),
    "gallery": Scene("The pictures of a tab", _WIDE, (), _gallery),
    "doctor": Scene("What jtui doctor says", (100, 62), ("doctor",), _doctor),
}
