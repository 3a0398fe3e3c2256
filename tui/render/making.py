"""How displayed data of each type is made text; the makers are imported with the first of each."""

from __future__ import annotations

from tui.render.mime import text_of_value
from tui.render.palette import Palette
from tui.render.plots.types import embeds_plot, is_plot
from tui.render.prepared_text import Making
from tui.wire.message import Json


def making_of(mime: str, value: Json, palette: Palette) -> Making | None:
    """What makes text of a value, in a thread; `None` for what is text already."""
    if is_plot(mime):
        return lambda width: _plot(mime, value, width, palette)
    if mime.endswith("json"):
        return lambda width: _json(value, width, palette)
    text = text_of_value(value)
    if text is None:
        return None
    match mime:
        case "text/html":
            return lambda width: _html(text, width, palette)
        case "text/markdown":
            return lambda width: _markdown(text, width, palette)
        case _:
            return None


def _plot(mime: str, value: Json, width: int, palette: Palette) -> str:
    from tui.render.plots.text import plot_text

    return plot_text(mime, value, width, palette)


def _html(text: str, width: int, palette: Palette) -> str:
    from tui.render.html.text import html_lines
    from tui.render.media import media_lines

    if embeds_plot(text):
        from tui.render.plots.embedded import embedded_plot

        if (plot := embedded_plot(text)) is not None:
            return _plot(*plot, width, palette)
    if (lines := media_lines(text)) is not None:
        return "\n".join(lines)
    return html_lines(text, width, palette)


def _markdown(text: str, width: int, palette: Palette) -> str:
    from tui.render.markdown import markdown_lines

    return markdown_lines(text, width, palette)


def _json(value: Json, width: int, palette: Palette) -> str:
    from tui.render.json_text import json_lines

    return json_lines(value, width, palette)
