"""Charts of Vega and Vega-Lite as PNG, drawn by vl-convert in a child process.

vl-convert-python (BSD-3-Clause) is optional; it is loaded in the child only. Nothing is fetched: a
chart that names data, pictures or fonts outside of it is not drawn at all.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec

from tui.render.pictures.child import Drawer, drawn_by
from tui.render.pictures.decoding import PictureError
from tui.render.plots.types import is_vega_lite
from tui.wire.message import Json

LONGEST = 10_000_000
"""Characters of a chart in JSON."""

_CHILD = """
import vl_convert
spec = sys.stdin.read()
lite = sys.argv[1] == "lite"
draw = vl_convert.vegalite_to_png if lite else vl_convert.vega_to_png
try:
    png = draw(spec, scale=1.0, ppi=96, allowed_base_urls=[])
except ValueError:
    sys.exit("reason: it is no chart that can be drawn")
sys.stdout.buffer.write(png)
"""
# V8 reserves 64 GB of addresses and takes 80 MB.
_DRAWER = Drawer(_CHILD, "vl-convert-python", "vl_convert", reserves=True)
# Data themselves: names in them mean nothing.
_DATA = frozenset({"values", "datasets"})
_MOST_ACROSS = 4_000


@cache
def can_draw() -> bool:
    """Whether vl-convert-python is installed."""
    return find_spec("vl_convert") is not None


def png_of_vega(mime: str, value: Json) -> bytes:
    """A PNG of a chart; takes its time; raises `PictureError`."""
    if not isinstance(value, dict):
        raise PictureError("it is no chart")
    if not can_draw():
        raise PictureError("vl-convert-python, which draws it, is not installed")
    if (problem := outside_of(value)) is not None:
        raise PictureError(problem)
    try:
        text = json.dumps(value)
    except (RecursionError, ValueError):
        raise PictureError("it is too intricate to be drawn") from None
    if len(text) > LONGEST:
        raise PictureError("it is larger than 10 MB")
    return drawn_by(_DRAWER, text.encode(), "lite" if is_vega_lite(mime) else "vega")


def outside_of(spec: Json) -> str | None:
    """Why a chart is not drawn as it is: what it wants from elsewhere, or its size; else `None`."""
    todo: list[Json] = [spec]
    while todo:
        part = todo.pop()
        if isinstance(part, list):
            todo += part
        if not isinstance(part, dict):
            continue
        if "url" in part:
            return "it wants data from elsewhere, which are not fetched"
        if "image" in (part.get("mark"), part.get("type")):
            return "it wants pictures from elsewhere, which are not fetched"
        for name in ("width", "height"):
            size = part.get(name)
            if isinstance(size, int | float) and size > _MOST_ACROSS:
                return "it is too large to be drawn"
        todo += [each for name, each in part.items() if name not in _DATA]
    return None
