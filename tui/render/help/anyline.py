"""What stands in a help, line by line: text, or a row of a table."""

from __future__ import annotations

from rich.style import Style

from tui.render.help import lines
from tui.render.help.lines import HelpLine
from tui.render.help.tables import TableRow
from tui.render.rows import Row

AnyLine = HelpLine | TableRow


def text_of(line: AnyLine) -> str:
    """The text of a line, in which it is searched."""
    return line.text if isinstance(line, TableRow) else lines.text_of(line)


def copied(line: AnyLine) -> str:
    """The line as it is copied; a row of a table may have line feeds in it."""
    return line.copied if isinstance(line, TableRow) else lines.copied(line)


def cells_at_most(line: AnyLine) -> int:
    """Cells that a line is never wider than."""
    return line.widest if isinstance(line, TableRow) else lines.cells_at_most(line)


def height_of(line: AnyLine, width: int) -> int:
    """How many rows a line takes."""
    return line.height(width) if isinstance(line, TableRow) else lines.height_of(line, width)


def row_within(line: AnyLine, width: int, column: int) -> int:
    """Which row of a line shows a column of its text (code points)."""
    if isinstance(line, TableRow):
        return line.row_within(width, column)
    return lines.row_within(line, width, column)


def rows_of(line: AnyLine, width: int, start: int, stop: int, base: Style) -> list[Row]:
    """The rows of a line from `start` up to `stop`, over a base style."""
    if isinstance(line, TableRow):
        return line.rows(width, base)[start:stop]
    return lines.rows_of(line, width, start, stop, base)
