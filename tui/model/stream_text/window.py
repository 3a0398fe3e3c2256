"""The live end of a stream: the last lines, where the cursor can still go.

Two states. *Appending*: the cursor is at the end of the last line, and text is only collected; this
is the fast path, with no work for each character. *Editing*: a carriage return, backspace or cursor
move has taken the cursor elsewhere, and the lines it writes on are `CellLine`s.
"""

from __future__ import annotations

from tui.model.stream_text.cells import CellLine
from tui.model.stream_text.pages import PAGE_LENGTH, PAGE_LINES, Pages
from tui.model.stream_text.style import closer

LIVE_LINES = 200
"""How many lines the cursor can go back over; older ones are frozen sooner or later."""

LINE_LENGTH = 2 * PAGE_LENGTH
"""Code points, escapes included, from which the beginning of a line is frozen."""

_TAB = 8
# Cells the cursor can be moved beyond the end of a line, as if the terminal were so wide.
_WIDTH = 4096
# A line with more cells is kept as text while the cursor is on another one.
_CELLS_KEPT = 1024
# From here it pays to leave the cells of a line when text is appended to it.
_LONG_TEXT = 256


class Window:
    """The live lines and the cursor; complete lines that leave the window go to `pages`."""

    __slots__ = (
        "_appending",
        "_cells",
        "_column",
        "_first",
        "_lines",
        "_pages",
        "_parts",
        "_pen",
        "_pending",
        "_row",
    )

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self.clear()

    def clear(self) -> None:
        """Back to one empty line with the cursor on it; what is frozen stays."""
        # Canonical lines. While appending, the last line is not among them but in `_parts`, with
        # lines not yet split off; `_pen` is the opener still open there, `_pending` the code points
        # collected since `settle`. While editing, lines whose cells are changed are out of date.
        self._lines: list[str] = []
        self._parts = [""]
        self._pen = ""
        self._pending = 0
        self._appending = True
        self._row = self._column = 0
        # By number of line, where `_first` is the number of the first in `_lines`.
        self._cells: dict[int, CellLine] = {}
        self._first = 0

    def lines(self) -> list[str]:
        """The canonical text of each live line; the last one is "" after a line feed."""
        if self._appending:
            self.settle()
        self._write_back()
        if not self._appending:
            return self._lines.copy()
        return [*self._lines, self._parts[0] + closer(self._pen)]

    def put(self, text: str, pen: str) -> None:
        """Write `text`, whose only controls are tabs and line feeds, with opener `pen`."""
        if not self._appending:
            text = self._put_editing(text, pen)
        # In slices, so that what is held besides the text itself stays small.
        for start in range(0, len(text), PAGE_LENGTH):
            self._append(text[start : start + PAGE_LENGTH], pen)

    def _put_editing(self, text: str, pen: str) -> str:
        """Write on the lines that there are; the answer is what is left for lines to come."""
        start = 0
        while (end := text.find("\n", start)) >= 0:
            self._overwrite(text[start:end], pen)
            self.line_feed()
            start = end + 1
            if self._appending:
                return text[start:]
        self._overwrite(text[start:], pen)
        return ""

    def _append(self, text: str, pen: str) -> None:
        if not pen:
            if self._pen:
                self._parts.append(closer(self._pen))
                self._pen = ""
            self._parts.append(text)
        else:
            self._append_styled(text, pen)
        self._pending += len(text)
        if self._pending >= PAGE_LENGTH:
            self.settle()

    def _append_styled(self, text: str, pen: str) -> None:
        """Append so that each line opens and closes the look itself."""
        first, *others = text.split("\n")
        if first and pen != self._pen:
            self._parts += (closer(self._pen), pen)
            self._pen = pen
        self._parts.append(first)
        if not others:
            return
        end = closer(pen)
        last = others.pop()
        self._parts += (closer(self._pen), "\n")
        self._parts += [f"{pen}{line}{end}\n" if line else "\n" for line in others]
        self._parts.append(pen + last if last else "")
        self._pen = pen if last else ""

    def settle(self) -> None:
        """Split the collected text into lines, and freeze what is beyond the window."""
        if not self._pending:
            return
        text = "".join(self._parts)
        self._pending = 0
        lines = text.split("\n")
        if len(text) > LINE_LENGTH and max(map(len, lines)) > LINE_LENGTH:
            lines = self._freeze_long(lines)
        self._parts = [lines.pop()]
        self._lines += lines
        excess = len(self._lines) + 1 - LIVE_LINES
        if excess >= PAGE_LINES:
            self._freeze(excess - excess % PAGE_LINES)

    def _freeze_long(self, lines: list[str]) -> list[str]:
        """Freeze all up to the last very long line and its beginning; the answer is what stays."""
        last = max(index for index, line in enumerate(lines) if len(line) > LINE_LENGTH)
        self._lines += lines[:last]
        self._freeze(len(self._lines))
        rest = lines[last]
        while len(rest) > LINE_LENGTH:
            rest = self._pages.add_part(rest)
        self._pages.trim()
        return [rest, *lines[last + 1 :]]

    def _freeze(self, count: int) -> None:
        """Move the first `count` lines, none of which the cursor is on, to the pages."""
        self._write_back()
        for start in range(0, count, PAGE_LINES):
            self._pages.add_lines(self._lines[start : min(start + PAGE_LINES, count)])
        self._pages.trim()
        del self._lines[:count]
        self._first += count
        self._cells = {n: cells for n, cells in self._cells.items() if n >= self._first}

    def _write_back(self) -> None:
        """Bring the lines up to date with their cells."""
        for number, cells in self._cells.items():
            if cells.changed:
                self._lines[number - self._first] = cells.text()
                cells.changed = False

    def _is_at_empty_end(self) -> bool:
        """Whether the cursor is on an empty last line, where there is nothing to go back over."""
        if self._appending:
            self.settle()
        return self._appending and not self._parts[0]

    def _edit(self) -> None:
        """Go over to editing, the cursor staying at the end of the last line."""
        if self._appending:
            self.settle()
            self._lines.append(self._parts[0] + closer(self._pen))
            self._parts, self._pen, self._appending = [], "", False
            self._row = len(self._lines) - 1
            self._column = len(self._line())

    def _append_on(self, text: str, pen: str) -> None:
        """Go over to appending where the last line has been edited."""
        self._parts = [text]
        self._pen = pen
        self._pending = len(text)
        self._cells.pop(self._first + len(self._lines), None)
        self._appending = True

    def _line(self) -> CellLine:
        """The cells of the line the cursor is on."""
        number = self._first + self._row
        cells = self._cells.get(number)
        if cells is None:
            cells = self._cells[number] = CellLine(self._lines[self._row])
        return cells

    def _leave(self) -> None:
        """Give up the cells of the cursor's line if they are many."""
        number = self._first + self._row
        cells = self._cells.get(number)
        if cells is not None and len(cells) > _CELLS_KEPT:
            if cells.changed:
                self._lines[self._row] = cells.text()
            del self._cells[number]

    def _overwrite(self, text: str, pen: str) -> None:
        if not text:
            return
        line = self._line()
        if self._row == len(self._lines) - 1 and self._column == len(line):
            room = LINE_LENGTH - len(line) - len(text)
            if len(text) >= max(_LONG_TEXT, len(line)) or room < 0:
                self._lines.pop()
                self._append_on(*line.open_text())
                self.put(text, pen)
                return
        first, *others = text.split("\t")
        self._column = line.write(self._column, first, pen)
        for other in others:
            self._column += _TAB - self._column % _TAB
            self._column = line.write(self._column, other, pen)

    def line_feed(self) -> None:
        """To the start of the next line, which is made if there is none."""
        if self._appending:
            self._append("\n", "")
        elif self._row < len(self._lines) - 1:
            self._leave()
            self._row += 1
            self._column = 0
        else:
            self._leave()
            self._append_on("", "")

    def carriage_return(self) -> None:
        """To the start of the line."""
        if not self._is_at_empty_end():
            self._edit()
            self._column = 0

    def to_column(self, column: int) -> None:
        """To `column`, counted from 0."""
        self._edit()
        self._column = min(column, max(_WIDTH, len(self._line())))

    def move_columns(self, count: int) -> None:
        """To the right, or to the left for a negative `count`, no further than the first column."""
        self._edit()
        self.to_column(max(0, self._column + count))

    def move_rows(self, count: int) -> None:
        """Down, or up for a negative `count`, within the window; the column stays."""
        self._edit()
        self._leave()
        lowest = len(self._lines) - 1
        highest = max(0, len(self._lines) - LIVE_LINES)
        self._row = max(highest, min(self._row + count, lowest))

    def erase_in_line(self, how: int) -> None:
        """Erase from the cursor to the end (0), from the start to the cursor (1), or all (2)."""
        if (self._appending and how == 0) or self._is_at_empty_end():
            return
        self._edit()
        if how == 0:
            self._line().erase_from(self._column)
        elif how == 1:
            self._line().erase_to(self._column)
        elif how == 2:
            self._line().erase_from(0)

    def erase_below(self) -> None:
        """Erase from the cursor to the end of the line, and take the lines below away."""
        if self._appending:
            return
        self._line().erase_from(self._column)
        del self._lines[self._row + 1 :]
        bound = self._first + len(self._lines)
        self._cells = {n: cells for n, cells in self._cells.items() if n < bound}
