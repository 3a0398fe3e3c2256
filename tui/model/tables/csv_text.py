"""Tables of comma-separated values, read and written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from tui.model.clean import clean
from tui.model.tables.progress import Progress
from tui.model.tables.sheet import MOST_CELLS, MOST_COLUMNS, Sheet
from tui.model.tables.values import is_missing, number_of

_STEP = 1_000
_SAMPLE = 65_536
_SAMPLE_ROWS = 200
_LONGEST_FIELD = 100_000_000


def read_csv(text: str, progress: Progress, delimiter: str = "") -> Sheet | None:
    """The table that a text is, `None` when there is nothing in it; raises `Cancelled`.

    `delimiter` "" is found out. At most `MOST_CELLS` cells and `MOST_COLUMNS` columns are kept.
    For a thread.
    """
    if text.startswith("\ufeff"):
        text = text[1:]
    # The limit of the library is the interpreter's, and far too low for a text in a cell.
    csv.field_size_limit(_LONGEST_FIELD)
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter or _delimiter_of(text[:_SAMPLE]))
    rows: list[tuple[str, ...]] = []
    width = cells = left_out = more_columns = 0
    try:
        for row in reader:
            if not row:
                continue
            if cells >= MOST_CELLS:
                left_out += 1
                continue
            more_columns = max(more_columns, len(row) - MOST_COLUMNS)
            kept = tuple(_cell(each) for each in row[:MOST_COLUMNS])
            rows.append(kept)
            cells += len(kept)
            width = max(width, len(kept))
            if len(rows) % _STEP == 0:
                progress.at(lines.place, len(text))
    except csv.Error:
        # What could be read is shown all the same.
        left_out += 1
    if not rows:
        return None
    return _sheet(rows, width, left_out, more_columns, progress)


def _sheet(
    rows: list[tuple[str, ...]], width: int, left_out: int, more_columns: int, progress: Progress
) -> Sheet:
    has_heads = _has_heads(rows)
    for number, row in enumerate(rows):
        if number % _STEP == 0:
            progress.at(number, len(rows))
        if len(row) < width:
            rows[number] = (*row, *[""] * (width - len(row)))
    # One short row makes all others longer: a hundred thousand of them are no million cells.
    if width * len(rows) > 2 * MOST_CELLS:
        kept = max(1, 2 * MOST_CELLS // width)
        left_out += len(rows) - kept
        del rows[kept:]
    names = rows.pop(0) if has_heads else tuple(f"column {n + 1}" for n in range(width))
    words = []
    if left_out:
        words.append(f"{left_out:,} more rows are not shown")
    if more_columns > 0:
        words.append(f"{more_columns:,} more columns are not shown")
    right = tuple(_is_numeric([row[n] for row in rows[:_SAMPLE_ROWS]]) for n in range(width))
    return Sheet(names, rows, (names,), 0, right, note=", ".join(words))


class _Lines:
    """The lines of a text, of which `place` tells how far has been read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._end = "\n" if "\n" in text or "\r" not in text else "\r"
        self.place = 0

    def __iter__(self) -> Iterator[str]:
        """Each with its end."""
        text, size = self._text, len(self._text)
        while self.place < size:
            end = text.find(self._end, self.place) + 1 or size
            line = text[self.place : end]
            self.place = end
            # A carriage return within a line is no end of it.
            body = line.rstrip("\r\n")
            yield f"{body.replace(chr(13), ' ')}\n" if "\r" in body else line


def _cell(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return clean(text.replace("\r\n", "\n"), newlines=True).expandtabs()


def _delimiter_of(sample: str) -> str:
    """What cuts the most lines of a sample into equally many parts, a comma by default."""
    lines = [line for line in sample.splitlines()[:20] if line.strip()]
    best, points = ",", 0
    for each in (",", ";", "\t", "|"):
        counts = [line.count(each) for line in lines]
        common = max(set(counts), key=counts.count) if counts else 0
        if common and (reached := counts.count(common) * 100 + min(common, 99)) > points:
            best, points = each, reached
    return best


def _has_heads(rows: Sequence[tuple[str, ...]]) -> bool:
    """Whether the first row names the columns: a row of nothing but words."""
    return len(rows) > 1 and not any(number_of(text) is not None for text in rows[0])


def _is_numeric(texts: Iterable[str]) -> bool:
    known = [text for text in texts if not is_missing(text)]
    return bool(known) and all(number_of(text) is not None for text in known)


def write_csv(sheet: Sheet, order: Sequence[int], progress: Progress) -> bytes:
    """Rows of a table in an order, below the names of the columns, in UTF-8; for a thread.

    Raises `Cancelled`.
    """
    pieces: list[bytes] = []
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(sheet.names)
    for place, number in enumerate(order):
        if place % _STEP == 0:
            progress.at(place, len(order))
            pieces.append(file.getvalue().encode("utf-8", "replace"))
            file.seek(0)
            file.truncate()
        writer.writerow(sheet.rows[number])
    return b"".join([*pieces, file.getvalue().encode("utf-8", "replace")])


def tab_separated(cells: Iterable[str]) -> str:
    """Cells for the clipboard, as spreadsheets take them: tabs between, line feeds as blanks."""
    return "\t".join(" ".join(cell.split("\n")).replace("\t", " ") for cell in cells)
