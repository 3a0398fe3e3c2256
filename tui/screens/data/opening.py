"""Which screen an output is looked at large on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.screen import Screen

from tui.model.clean import clean
from tui.model.outputs import DisplayOutput, ErrorOutput, StreamOutput
from tui.model.tables.csv_text import read_csv
from tui.model.tables.progress import Progress
from tui.model.tables.sheet import Sheet
from tui.render.fallback import CannotShowError
from tui.render.help.anyline import AnyLine
from tui.render.help.terminal import stream_lines, terminal_lines
from tui.render.highlight import SyntaxTheme
from tui.render.making import making_of
from tui.render.mime import display_text, representations, text_of_value
from tui.render.palette import Palette
from tui.render.pictures.drawing import MIMES
from tui.render.plots.types import is_plot
from tui.render.registry import error_text
from tui.wire.message import Json

if TYPE_CHECKING:
    from tui.screens.data.text import TextSource

CSV_TYPES = {"text/csv": "", "text/tab-separated-values": "\t"}
"""Tables of plain text, with what stands between their cells ("" is found out)."""

_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_LONGEST_TITLE = 200


def screen_for(
    output: DisplayOutput | StreamOutput | ErrorOutput,
    mime: str | None = None,
    syntax: SyntaxTheme | None = None,
) -> Screen[None] | None:
    """The screen that shows an output large; `None` for a picture, and where there is nothing.

    `mime` is the representation that is meant, `None` the one that tells most: tables and JSON
    before what the transcript shows first. `syntax` has the colours of code.
    """
    match output:
        case StreamOutput():
            return _stream(output)
        case ErrorOutput():
            return _error(output)
        case DisplayOutput():
            if mime is None or mime not in output.data:
                mime = _best(output)
            return _displayed(output, mime, syntax)


def _best(output: DisplayOutput) -> str:
    """The MIME type that tells most, "" when none is to be read."""
    data = output.data
    html = text_of_value(data.get("text/html"))
    if html is not None and _TABLE.search(html) is not None:
        return "text/html"
    for mime in data:
        if mime in CSV_TYPES or _is_json(mime):
            return mime
    shown = representations(data)
    return shown[0] if shown else ""


def _is_json(mime: str) -> bool:
    return mime.endswith("json") and not is_plot(mime)


def _displayed(output: DisplayOutput, mime: str, syntax: SyntaxTheme | None) -> Screen[None] | None:
    if mime in MIMES:
        return None
    value = output.data.get(mime)
    if _is_json(mime):
        return _tree(output, mime, value)
    text = text_of_value(value)
    if text is not None and (screen := _table(mime, text)) is not None:
        return screen
    return _words(output, mime, value, syntax)


def _table(mime: str, text: str) -> Screen[None] | None:
    from tui.screens.data.table import TableScreen

    if mime in CSV_TYPES:
        return TableScreen(mime, lambda progress: _csv_sheets(text, CSV_TYPES[mime], progress))
    if mime != "text/html" or _TABLE.search(text) is None:
        return None
    from tui.render.html.sheets import sheets_of

    return TableScreen("Table", lambda progress: sheets_of(text, progress))


def _csv_sheets(text: str, delimiter: str, progress: Progress) -> list[Sheet]:
    sheet = read_csv(text, progress, delimiter)
    return [sheet] if sheet is not None else []


def _tree(output: DisplayOutput, mime: str, value: Json) -> Screen[None]:
    from tui.screens.data.tree import TreeScreen

    details = output.metadata.get(mime)
    told = details if isinstance(details, dict) else {}
    root = told.get("root")
    name = clean(root) if isinstance(root, str) and root else "root"
    return TreeScreen(mime, value, name, expanded=told.get("expanded") is True)


def _words(
    output: DisplayOutput, mime: str, value: Json, syntax: SyntaxTheme | None
) -> Screen[None] | None:
    words = display_text({mime: value} if mime else output.data, output.metadata)
    by_width = making_of(mime, value, Palette()) is not None

    def lines(width: int, palette: Palette) -> Sequence[AnyLine]:
        make = making_of(mime, value, palette)
        try:
            made = make(width) if make is not None else ""
        except CannotShowError:
            made = ""
        return terminal_lines(made or words)

    return _reading(mime or "Output", lines, by_width, syntax)


def _stream(output: StreamOutput) -> Screen[None]:
    # What comes later is not shown: pages never change, and the lines are those of now.
    frozen, live = [*output.text.frozen], output.text.live_lines()
    return _reading(f"{output.name} as of now", lambda _w, _p: stream_lines(frozen, live))


def _error(output: ErrorOutput) -> Screen[None]:
    words = error_text(output)
    name = clean(f"{output.ename}: {output.evalue}"[:_LONGEST_TITLE])
    return _reading(name, lambda _w, _p: terminal_lines(words))


def _reading(
    title: str, source: TextSource, by_width: bool = False, syntax: SyntaxTheme | None = None
) -> Screen[None]:
    from tui.screens.data.text import TextScreen

    return TextScreen(clean(title), source, by_width=by_width, syntax=syntax)
