"""A page for the browser that shows a figure in JSON."""

from __future__ import annotations

import json

from tui.render.plots.types import PLOTLY, is_plot, is_vega_lite, version_of
from tui.wire.message import Json

# The major version of Plotly's JavaScript that Plotly for Python has; it draws older figures, too.
_PLOTLY_SCRIPT = "https://cdn.plot.ly/plotly-3.0.1.min.js"
_VEGA_SCRIPT = "https://cdn.jsdelivr.net/npm/{}@{}"
# Vega and vega-embed that belong to the major versions of Vega-Lite.
_COMPANIONS = {6: (6, 7), 5: (5, 6), 4: (5, 6), 3: (5, 6), 2: (5, 6)}
_NEWEST = 6
_PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{title}</title>
{scripts}
<style>html, body {{ height: 100%; margin: 0 }} #figure {{ min-height: 95%; padding: 1em }}</style>
</head><body><div id="figure"></div>
<script type="application/json" id="value">{value}</script>
<script>
const value = JSON.parse(document.getElementById("value").textContent);
{call}
</script></body></html>
"""
_PLOTLY_CALL = """Plotly.newPlot("figure", value.data || [], value.layout || {},
  Object.assign({responsive: true}, value.config || {}))
  .then(() => value.frames && Plotly.addFrames("figure", value.frames));"""
_VEGA_CALL = """vegaEmbed("#figure", value, {{mode: "{mode}"}})
  .catch(error => {{ document.getElementById("figure").textContent = String(error); }});"""


def browser_page(mime: str, value: Json) -> str | None:
    """HTML that shows a figure of Plotly, Vega or Vega-Lite; `None` for other types.

    `None` as well for values so deep within each other that they cannot be written.

    Nothing in the value can end the element it stands in. The scripts come from the net.
    """
    if not is_plot(mime):
        return None
    try:
        text = _embedded(value)
    except RecursionError:
        return None
    if mime == PLOTLY:
        return _page("Plotly figure", [_PLOTLY_SCRIPT], text, _PLOTLY_CALL)
    lite, version = is_vega_lite(mime), version_of(mime)
    if lite:
        version = version if version in _COMPANIONS else _NEWEST
        vega, embed = _COMPANIONS[version]
        libraries = [("vega", vega), ("vega-lite", version), ("vega-embed", embed)]
    else:
        version = version if 3 <= version <= _NEWEST else _NEWEST
        libraries = [("vega", version), ("vega-embed", 7 if version == _NEWEST else 6)]
    scripts = [_VEGA_SCRIPT.format(name, number) for name, number in libraries]
    call = _VEGA_CALL.format(mode="vega-lite" if lite else "vega")
    return _page("Vega-Lite chart" if lite else "Vega chart", scripts, text, call)


def _page(title: str, scripts: list[str], text: str, call: str) -> str:
    tags = "\n".join(f'<script src="{address}"></script>' for address in scripts)
    return _PAGE.format(title=title, scripts=tags, value=text, call=call)


def _embedded(value: Json) -> str:
    """JSON that is the same wherever it stands in HTML: none of its signs begins anything there."""
    text = json.dumps(_finite(value))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _finite(value: Json) -> Json:
    """A value without the numbers that JSON has no words for."""
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    if isinstance(value, dict):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return value
