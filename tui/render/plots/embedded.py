"""Figures in JSON that stand in the scripts of HTML: Altair's and Plotly's usual way of display."""

from __future__ import annotations

import json
import re

from tui.render.plots.types import PLOTLY
from tui.wire.message import Json

LONGEST = 20_000_000
"""Characters of HTML that are looked at."""

_SCHEMA = re.compile(r"/schema/(vega|vega-lite)/v(\d{1,2})")
# Altair calls a function with the chart and how to embed it.
_ALTAIR = re.compile(r"\}\)\(\s*(?=\{)")
_PLOTLY = re.compile(r"Plotly\.newPlot\(\s*(?:\"[^\"]{0,200}\"|'[^']{0,200}'|[\w.]{1,200})\s*,\s*")
_GAP = re.compile(r"\s*,\s*")
_MOST_TRIES = 20


def embedded_plot(html: str) -> tuple[str, Json] | None:
    """MIME type and value of the figure in HTML; `None` when there is none. For a thread."""
    if len(html) > LONGEST:
        return None
    try:
        return _plotly(html) or _altair(html)
    except RecursionError:
        return None


def _value_at(html: str, place: int) -> tuple[Json, int] | None:
    """The JSON that begins at a place, and where it ends."""
    try:
        value, end = json.JSONDecoder().raw_decode(html, place)
    except ValueError:
        return None
    return value, end


def _plotly(html: str) -> tuple[str, Json] | None:
    for number, found in enumerate(_PLOTLY.finditer(html)):
        if number >= _MOST_TRIES:
            break
        data = _value_at(html, found.end())
        if data is None or not isinstance(data[0], list):
            continue
        gap = _GAP.match(html, data[1])
        layout = _value_at(html, gap.end()) if gap is not None else None
        return PLOTLY, {"data": data[0], "layout": layout[0] if layout is not None else {}}
    return None


def _altair(html: str) -> tuple[str, Json] | None:
    for number, found in enumerate(_ALTAIR.finditer(html)):
        if number >= _MOST_TRIES:
            break
        spec = _value_at(html, found.end())
        if spec is None or not isinstance(spec[0], dict):
            continue
        schema = spec[0].get("$schema")
        kind = _SCHEMA.search(schema[:200]) if isinstance(schema, str) else None
        if kind is not None:
            return f"application/vnd.{kind[1].replace('-', '')}.v{kind[2]}+json", spec[0]
    return None
