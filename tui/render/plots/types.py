"""Which MIME types hold a figure for a library of the browser, and which HTML holds one."""

from __future__ import annotations

import re

from tui.wire.message import Json

PLOTLY = "application/vnd.plotly.v1+json"
# Altair 6 says `.json` in the place of `+json`.
_VEGA = re.compile(r"application/vnd\.(vega|vegalite)\.v(\d{1,2})(?:\.\d{1,3})*[+.]json")
VEGA_CALL, PLOTLY_CALL = "vegaEmbed(", "Plotly.newPlot("
"""The calls in HTML that a figure stands in: Altair's, and Plotly's where its HTML is displayed."""


def is_vega_lite(mime: str) -> bool:
    """Whether a type is Vega-Lite, of any version."""
    found = _VEGA.fullmatch(mime)
    return found is not None and found[1] == "vegalite"


def is_vega(mime: str) -> bool:
    """Whether a type is Vega or Vega-Lite, of any version."""
    return _VEGA.fullmatch(mime) is not None


def version_of(mime: str) -> int:
    """The major version that a type of Vega or Vega-Lite names; 0 for others."""
    found = _VEGA.fullmatch(mime)
    return int(found[2]) if found else 0


def is_plot(mime: str) -> bool:
    """Whether a type is a figure in JSON."""
    return mime == PLOTLY or is_vega(mime)


def embeds_plot(html: Json) -> bool:
    """Whether HTML seems to hold a figure in JSON: a text, or one in lines."""
    return holds(html, VEGA_CALL) or holds(html, PLOTLY_CALL)


def holds(html: Json, call: str) -> bool:
    """Whether HTML, a text or one in lines, has a call in one of its scripts."""
    texts = html if isinstance(html, list) else [html]
    return any(isinstance(text, str) and call in text for text in texts)
