"""Figures in JSON as terminal text: drawn in characters, over a line that says what they are."""

from __future__ import annotations

from typing import assert_never

from tui.render.palette import Palette
from tui.render.plots.blocks_text import bar_lines, box_lines, heat_lines
from tui.render.plots.chart_text import chart_lines
from tui.render.plots.figures import Bars, Boxes, Chart, Figure, Heat
from tui.render.plots.plotly import kind_of, plotly_figures, traces_of
from tui.render.plots.types import PLOTLY, is_vega_lite
from tui.render.plots.values import items_of, object_of, text_in
from tui.render.plots.vega import marks_of, vega_lite_figures
from tui.render.rows import cells_of
from tui.render.sgr import Run, cut, dim_of, line_of, styled
from tui.wire.message import Json

_NARROWEST = 20
_MOST_NAMES = 6
_HINT = "; o opens it in the browser"


def plot_text(mime: str, value: Json, width: int, palette: Palette) -> str:
    """The lines of a figure for a width (cells), with SGR sequences; for a thread.

    What is not of a kind that can be drawn, or has no room, is told in words only.
    """
    lines: list[str] = []
    if width >= _NARROWEST:
        for figure in figures_of(mime, value):
            lines += [line_of(runs) for runs in figure_lines(figure, width, palette)]
    words = plot_words(mime, value)
    if cells_of(words) > width:
        words = cut(words.replace(_HINT, ""), max(width, 1))
    return "\n".join([*lines, styled(words, dim_of(palette))])


def figures_of(mime: str, value: Json) -> list[Figure]:
    """What can be drawn of a figure in JSON."""
    if mime == PLOTLY:
        return plotly_figures(value)
    return vega_lite_figures(value) if is_vega_lite(mime) else []


def figure_lines(figure: Figure, width: int, palette: Palette) -> list[list[Run]]:
    """One figure in lines of at most `width` cells."""
    match figure:
        case Chart():
            return chart_lines(figure, width, palette)
        case Bars():
            return bar_lines(figure, width, palette)
        case Boxes():
            return box_lines(figure, width, palette)
        case Heat():
            return heat_lines(figure, width, palette)
        case _:
            assert_never(figure)


def plot_words(mime: str, value: Json) -> str:
    """What a figure is, in a line: its title and what is in it."""
    if mime == PLOTLY:
        title = text_in(object_of(object_of(value).get("layout")).get("title"))
        count = len(items_of(object_of(value).get("data")))
        kinds = [f"{count:,} trace{'s' * (count != 1)}"] if count else ["no traces"]
        names = dict.fromkeys(text_in(kind_of(trace)) for trace in traces_of(value))
        what, parts = "Plotly figure", [f"{kinds[0]}: {', '.join([*names][:_MOST_NAMES])}"]
        if not names:
            parts = kinds
    else:
        title = text_in(object_of(value).get("title"))
        what = "Vega-Lite chart" if is_vega_lite(mime) else "Vega chart"
        parts = [", ".join([*dict.fromkeys(marks_of(value))][:_MOST_NAMES])]
    about = ", ".join(filter(None, (title, *parts)))
    return f"[{what}{': ' if about else ''}{about}{_HINT}]"
