"""How displayed data of each type is made text; the makers are imported with the first of each."""

from __future__ import annotations

import sys

from tui.render.fallback import CannotShowError
from tui.render.mime import text_of_value
from tui.render.palette import Palette
from tui.render.plots.types import embeds_plot, is_plot
from tui.render.prepared_text import Making, MovedMaking
from tui.wire.message import Json


def making_of(mime: str, value: Json, palette: Palette, details: Json = None) -> Making | None:
    """What makes text of a value, in a thread; `None` for what is text already.

    `details` is what the metadata of its output have on this type.
    """
    if is_plot(mime):
        return lambda width: _plot(mime, value, width, palette)
    if mime.endswith("json"):
        return lambda width: _json(value, width, palette, details)
    text = text_of_value(value)
    if text is None:
        return None
    match mime:
        case "text/html":
            return lambda width: _html(text, width, palette)
        case "text/markdown":
            return lambda width: _markdown(text, width, palette)
        case "text/latex":
            return lambda width: _formula(text, width)
        case _:
            return None


def moved_making_of(mime: str, value: Json, palette: Palette) -> MovedMaking | None:
    """What makes text of tables that can be moved sideways; `None` where there are none."""
    text = text_of_value(value)
    if mime != "text/html" or text is None or "<table" not in text or embeds_plot(text):
        return None
    return lambda width, moved: _moved_html(text, width, palette, moved)


def _moved_html(text: str, width: int, palette: Palette, moved: int) -> tuple[str, int]:
    from tui.render.html.text import moved_html
    from tui.render.media import media_lines

    if (lines := media_lines(text)) is not None:
        return "\n".join(lines), 0
    return moved_html(text, width, palette, moved)


_SHORT = 500
"""Characters of a formula that is laid out at once: some 5 ms."""
_NARROW = 60
"""Cells that a text of several lines has room in."""


def short_formula(value: Json) -> str | None:
    """The text of a short formula, at once; `None` where it takes time or depends on the width.

    Raises `CannotShowError` for what is none.
    """
    source = text_of_value(value)
    # Importing what lays it out takes 40 ms: the first formula is left to a thread.
    if source is None or len(source) > _SHORT or "tui.render.latex.text" not in sys.modules:
        return None
    text = _formula(source, 0)
    return text if max(map(len, text.split("\n"))) <= _NARROW else None


def _formula(source: str, width: int) -> str:
    from tui.render.latex.text import latex_text

    if (text := latex_text(source, width)) is None:
        raise CannotShowError("it is no formula, or too long a one")
    return text


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
    from tui.render.latex.text import latex_text
    from tui.render.markdown import markdown_lines

    # A formula that is none stays as it is written.
    return markdown_lines(text, width, palette, lambda source: latex_text(source) or source)


def _json(value: Json, width: int, palette: Palette, details: Json) -> str:
    from tui.render.json_text import json_outline

    return json_outline(value, width, palette, details)
