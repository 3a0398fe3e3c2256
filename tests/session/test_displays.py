"""What real libraries display in a real ipykernel, as it stands in a terminal."""

from __future__ import annotations

import asyncio
import importlib.util
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.session.real_kernels import R_ARGV, Conversation, conversation, spec_of
from tui.kernels.launch import LaunchSettings
from tui.model.cells import Cell
from tui.model.kernelspec import KernelSpec
from tui.model.transcript import Transcript
from tui.render.palette import Palette
from tui.render.preparing import Preparing
from tui.render.registry import drawing_of
from tui.wire.decode import decode_iopub
from tui.wire.events import CellSent, CellSubmitted
from tui.wire.message import Channel

WIDTH = 70
SLOW = 90.0
"""Seconds for libraries that take long to be imported the first time."""


@pytest.fixture(autouse=True)
def _away_from_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR"):
        monkeypatch.setenv(name, str(tmp_path))


class Shown:
    """A kernel whose outputs are drawn as they stand at the end of each cell."""

    def __init__(self, kernel: Conversation) -> None:
        self._kernel = kernel
        self._cells = 0

    async def run(self, code: str) -> list[str]:
        """The rows of all outputs of a cell."""
        self._cells += 1
        cell = f"cell-{self._cells}"
        self._kernel.send_code(code, cell)
        messages = await self._kernel.finish(cell, SLOW)
        transcript = Transcript(self._kernel.client.session)
        transcript.apply(CellSubmitted(cell, code), 0.0)
        transcript.apply(CellSent(cell), 0.0)
        for message in messages:
            if message.channel is Channel.IOPUB:
                transcript.apply(decode_iopub(message), 0.0)
        rows: list[str] = []
        (block,) = transcript.blocks
        assert isinstance(block, Cell)
        for output in block.outputs:
            drawing = drawing_of(output, Palette())
            if isinstance(drawing, Preparing) and (work := drawing.work_for(WIDTH)) is not None:
                drawing.take_work(await asyncio.to_thread(work))
            rows += [
                "".join(part.text for part in (*row.gutter, *row.content)).rstrip()
                for row in drawing.rows(WIDTH, 0, drawing.height(WIDTH))
            ]
        return rows


@asynccontextmanager
async def ipython(*libraries: str) -> AsyncIterator[Shown]:
    """An ipykernel; the test is skipped where a library is not installed."""
    for library in libraries:
        if importlib.util.find_spec(library) is None:
            pytest.skip(f"{library} is not installed")
    async with conversation(spec_of("ipykernel"), LaunchSettings()) as kernel:
        await kernel.ready()
        yield Shown(kernel)
        await kernel.shut_down()


async def test_ipythons_own_displays() -> None:
    async with ipython() as shown:
        assert await shown.run("from IPython.display import *") == []
        assert await shown.run("display(Pretty('a pretty text'))") == ["a pretty text"]
        assert await shown.run("Code('def f(x): pass', language='python')") == [
            "Out[3]: def f(x): pass"
        ]
        assert await shown.run("display(JSON({'a': [1, 2]}))") == [
            "{",
            '  "a": [1, 2]',
            "}",
        ]
        assert await shown.run("display(GeoJSON({'type': 'Point'}))") == ['{"type": "Point"}']
        assert await shown.run("display(Markdown('# Hi\\n- *x*'))") == ["Hi", "", "• x"]
        assert await shown.run("display(HTML('<b>bold</b> words'))") == ["bold words"]
        assert (await shown.run("display(FileLink('odd.txt'))"))[0].endswith("odd.txt")
        assert await shown.run("display(Audio([0.0, 0.5] * 4000, rate=8000))") in (
            ["[audio/wav, 1.0 s, 16.0 kB]"],
            # Without NumPy it makes none.
            [],
        )
        assert await shown.run("display(Video('https://example.com/a.mp4'))") == [
            "[video: https://example.com/a.mp4]"
        ]
        assert await shown.run("display(YouTubeVideo('abc'))") == [
            "[page: https://www.youtube.com/embed/abc]"
        ]
        assert await shown.run("display(Image(url='https://example.com/x.png'))") == [
            "[image: https://example.com/x.png]"
        ]
        assert await shown.run("display(Javascript('1'))") == [
            "[JavaScript, which a terminal does not run]"
        ]
        svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"/>'
        assert (await shown.run(f"display(SVG({svg!r}))"))[-1].startswith("[image/svg+xml, 20 × 20")
        assert "x" in "".join(await shown.run("display(Math('x'))"))


async def test_updates_and_cleared_outputs() -> None:
    async with ipython() as shown:
        code = "h = display('one', display_id=True); display('last'); h.update('two')"
        assert await shown.run(code) == ["'two'", "'last'"]
        loop = "from IPython.display import clear_output\nfor n in range(20):\n"
        loop += "    clear_output(wait=True); print(n); display(n)"
        assert await shown.run(loop) == ["19", "19"]
        bar = "from IPython.display import ProgressBar\nfor _ in ProgressBar(3): pass"
        (row,) = await shown.run(bar)
        assert row.endswith("3/3")


async def test_rich() -> None:
    # Without ipywidgets its bars are a warning in Jupyter.
    async with ipython("rich", "ipywidgets") as shown:
        assert await shown.run("from rich import print as p; p('[bold red]hi[/] there')") == [
            "hi there"
        ]
        table = "from rich.table import Table\nt = Table('a', 'b'); t.add_row('1', '[red]2[/]'); t"
        rows = await shown.run(table)
        assert rows[0] == "Out[2]:"
        assert rows[1:] == ["┏━━━┳━━━┓", "┃ a ┃ b ┃", "┡━━━╇━━━┩", "│ 1 │ 2 │", "└───┴───┘"]
        bar = "from rich.progress import track\nfor _ in track(range(3), description='w'): pass"
        rows = await shown.run(bar)
        assert any("100%" in row for row in rows), rows


async def test_bars_of_tqdm() -> None:
    async with ipython("tqdm") as shown:
        await shown.run("from tqdm import tqdm; from tqdm.auto import tqdm as auto")
        (row,) = await shown.run("for _ in tqdm(range(3), desc='one'): pass")
        assert row.startswith("▎one: 100%|")
        nested = (
            "for _ in tqdm(range(2), desc='outer', mininterval=0):\n"
            "    for _ in tqdm(range(3), desc='inner', mininterval=0): pass"
        )
        rows = await shown.run(nested)
        # As in any terminal, bars that stay push the outer one down.
        assert [row[:7] for row in rows] == ["▎inner:", "▎inner:", "▎outer:"]
        assert all("100%|" in row for row in rows)
        rows = await shown.run("for _ in auto(range(3)): pass")
        assert "100%" in rows[0] or "[a widget, which" in "".join(rows)


async def test_data_frames() -> None:
    async with ipython("pandas") as shown:
        await shown.run("import pandas as pd; d = pd.DataFrame({'a': [1, 2], 'b': ['x', 'y']})")
        rows = await shown.run("d")
        assert [row.split() for row in rows] == [
            ["Out[2]:"],
            ["a", "b"],
            ["0", "1", "x"],
            ["1", "2", "y"],
        ]
        rows = await shown.run("pd.Series([1, 2], name='s')")
        assert rows[-1] == "Name: s, dtype: int64"
    async with ipython("pandas", "jinja2") as shown:
        rows = await shown.run("import pandas as pd; pd.DataFrame({'a': [1]}).style.hide()")
        assert [row.split() for row in rows[1:]] == [["a"], ["1"]]


async def test_polars_and_great_tables() -> None:
    async with ipython("polars", "great_tables") as shown:
        rows = await shown.run("import polars as pl; d = pl.DataFrame({'a': [1], 'b': ['x']}); d")
        assert rows[1] == "shape: (1, 1)" or rows[1] == "shape: (1, 2)"
        assert "i64" in " ".join(rows)
        rows = await shown.run("from great_tables import GT; GT(d).tab_header('A title')")
        assert rows[1].startswith("A")
        assert not any("_tbl_data" in row for row in rows)


async def test_plotly() -> None:
    async with ipython("plotly", "nbformat") as shown:
        await shown.run("import plotly.graph_objects as go")
        code = "go.Figure([go.Scatter(y=[3, 1, 2], name='s'), go.Scatter(y=[1, 2, 3])]).show()"
        rows = await shown.run(code)
        assert rows[-1].startswith("[Plotly figure: 2 traces: scatter")
        assert any("┤" in row for row in rows)
        assert any(row.startswith("⠒●⠒ s") for row in rows)
        rows = await shown.run(
            "go.Figure(go.Bar(x=['p', 'q'], y=[1, 2]), {'title': 'Bars'}).show()"
        )
        assert rows[0] == "Bars"
        assert rows[1].startswith("p ██")
        rows = await shown.run("go.Figure(go.Pie(labels=['p', 'q'], values=[1, 3])).show()")
        assert rows[0].endswith("3 (75.0%)")
        rows = await shown.run("go.Figure(go.Heatmap(z=[[1, 2], [3, 4]])).show()")
        assert any("░" in row for row in rows)


async def test_altair() -> None:
    async with ipython("altair", "pandas") as shown:
        await shown.run("import altair as alt, pandas as pd")
        await shown.run("c = alt.Chart(pd.DataFrame({'a': ['p', 'q', 'p'], 'b': [1, 2, 3]}))")
        rows = await shown.run("c.mark_bar().encode(x='a:N', y='sum(b)')")
        assert rows[1] == "sum of b"
        assert rows[2].startswith("p ██")
        assert rows[-1].startswith("[Vega-Lite chart: bar")
        await shown.run("alt.renderers.enable('mimetype')")
        rows = await shown.run("c.mark_point().encode(x='b', y='b')")
        assert sum(row.count("●") for row in rows) == 3


async def test_matplotlib_seaborn_and_pdf() -> None:
    async with ipython("matplotlib") as shown:
        await shown.run("%matplotlib inline\nimport matplotlib.pyplot as plt")
        rows = await shown.run("_ = plt.plot([1, 2])")
        assert rows[-1].startswith("[image/png, ")
        assert "▀" in rows[0]
        await shown.run("%config InlineBackend.figure_formats = ['pdf']")
        rows = await shown.run("_ = plt.plot([1, 2])")
        assert rows[-1].startswith("[application/pdf")
        if importlib.util.find_spec("pypdfium2") is not None:
            assert "▀" in rows[0]
        if importlib.util.find_spec("seaborn") is not None:
            await shown.run("%config InlineBackend.figure_formats = ['png']")
            rows = await shown.run("import seaborn as sns; sns.lineplot(x=[1, 2], y=[2, 1])")
            assert rows[0].startswith("Out[6]: <Axes")
            assert rows[-1].startswith("[image/png, ")


async def test_sympy_stays_text() -> None:
    async with ipython("sympy") as shown:
        await shown.run("from sympy import *; init_printing(); x = Symbol('x')")
        rows = await shown.run("Integral(sqrt(1 / x), x)")
        assert any("⌠" in row for row in rows)
        assert not any("▀" in row for row in rows)


async def test_widgets_and_maps_are_told_of() -> None:
    async with ipython("ipywidgets") as shown:
        await shown.run("import ipywidgets as w")
        assert await shown.run("w.IntSlider()") == [
            "Out[2]: IntSlider(value=0) [a widget, which a terminal cannot operate]"
        ]
        # Its kernel still answers.
        assert await shown.run("1 + 1") == ["Out[3]: 2"]
    async with ipython("folium") as shown:
        rows = await shown.run("import folium; folium.Map()")
        assert "[a page in a frame, " in rows[-1]


def _has_irkernel() -> bool:
    check = ["Rscript", "-e", "quit(status = !requireNamespace('IRkernel', quietly = TRUE))"]
    return shutil.which("Rscript") is not None and not subprocess.run(check, check=False).returncode


async def test_plots_and_tables_of_r() -> None:
    if not await asyncio.to_thread(_has_irkernel):
        pytest.skip("IRkernel is not installed")
    async with conversation(KernelSpec("ir", R_ARGV, "R", "R"), LaunchSettings()) as kernel:
        await kernel.ready()
        shown = Shown(kernel)
        rows = await shown.run("plot(1:3)")
        assert "▀" in rows[0] and rows[-1].startswith("[image/png, ")
        rows = await shown.run("head(mtcars[1:2], 2)")
        assert rows[0] == "A data.frame: 2 × 2"
        assert rows[-1].split() == ["Mazda", "RX4", "Wag", "21", "6"]
        assert await shown.run("cat('x\\n'); 1:3") == ["x", "[1] 1 2 3"]
        assert (await shown.run("stop('no')"))[0].endswith(": no")
        await kernel.shut_down()
