"""What is drawn by other programs before it is a picture: SVG, PDF, charts of Vega."""

from __future__ import annotations

from tui.render.pictures import pdf, svg
from tui.render.pictures.decoding import PictureError
from tui.render.pictures.graphics import Graphics
from tui.render.plots import vl_convert
from tui.render.plots.types import VEGA_CALL, holds, is_vega, is_vega_lite
from tui.wire.message import Json

MIMES = (svg.MIME, pdf.MIME)
"""The types that are drawn as pictures always."""


def is_chart_picture(mime: str, value: Json, graphics: Graphics) -> bool:
    """Whether a chart of Vega is shown as a picture: where it can be made, and read on the screen.

    In half blocks no letter could be read, so there it is drawn in characters.
    """
    if not graphics.uses_shelf or not vl_convert.can_draw():
        return False
    return is_vega(mime) or (mime == "text/html" and holds(value, VEGA_CALL))


def png_of(mime: str, value: Json) -> tuple[bytes, int] | None:
    """The PNG of what other programs draw, and the size of what was sent; raises `PictureError`.

    `None` for types that are pictures as they are.
    """
    if mime == svg.MIME:
        return svg.png_of_svg(value), len(str(value))
    if mime == pdf.MIME:
        return pdf.png_of_pdf(value), len(str(value)) * 3 // 4
    if mime == "text/html":
        return _embedded_png(value)
    if is_vega(mime):
        return vl_convert.png_of_vega(mime, value), 0
    return None


def _embedded_png(value: Json) -> tuple[bytes, int]:
    from tui.render.plots.embedded import embedded_plot

    html = "".join(map(str, value)) if isinstance(value, list) else str(value)
    if (plot := embedded_plot(html)) is None or not is_vega(plot[0]):
        raise PictureError("there is no chart in it")
    return vl_convert.png_of_vega(*plot), 0


def name_of(mime: str) -> str:
    """What a picture of a type is called."""
    if is_vega(mime):
        return "Vega-Lite chart" if is_vega_lite(mime) else "Vega chart"
    return "Vega chart" if mime == "text/html" else mime
