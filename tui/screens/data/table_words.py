"""What is said of a table and of where one is in it."""

from __future__ import annotations

from tui.model.tables.sheet import Sheet
from tui.widgets.data_table.drawing import Marks


def where(sheet: Sheet, cursor: tuple[int, int], count: int, marks: Marks) -> str:
    """Row and column of the cursor, the order, and what a filter leaves: `count` rows are shown."""
    row, column = cursor
    total = len(sheet.rows)
    if count:
        words = [f"row {row + 1:,} of {count:,}", f"column “{sheet.shown_name(column)}”"]
    else:
        words = [f"none of {total:,} rows"]
    if marks.sorted_by is not None:
        by, descending = marks.sorted_by
        way = "downwards" if descending else "upwards"
        words.append(f"sorted by “{sheet.shown_name(by)}” {way}")
    if marks.needle:
        words.append(f"with “{marks.needle}” only, {total - count:,} hidden")
    return " · ".join(words)


def columns_words(sheet: Sheet, seen: range) -> str:
    """Which of the columns are in sight, beside those that name the rows."""
    if len(seen) >= sheet.width - sheet.index:
        return f"{sheet.width} columns" if sheet.width > 1 else ""
    return f"columns {seen.start + 1}–{seen.stop} of {sheet.width}"
