"""A row of a JSON tree as it is drawn: sign, name, value or how much is in it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style

from tui.model.clean import clean
from tui.model.json_text import scalar_text
from tui.model.json_tree import Row
from tui.render.rows import cells_of
from tui.render.sgr import cut
from tui.wire.message import Json

_NULL = Style.null()
OPEN, CLOSED = "▾", "▸"
INDENT = 2
LEAST = 30
"""Cells that a value has at least; what is beyond the view is cut."""
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Looks:
    """The styles of a tree's parts."""

    base: Style = _NULL
    name: Style = _NULL
    string: Style = _NULL
    number: Style = _NULL
    constant: Style = _NULL
    count: Style = _NULL
    match: Style = _NULL
    cursor: Style = _NULL


def count_words(value: Json) -> str:
    """How much is in a list or object: `{12 keys}`, `[3,400 items]`."""
    if isinstance(value, dict):
        return f"{{{len(value):,} key{'' if len(value) == 1 else 's'}}}" if value else "{}"
    if isinstance(value, list):
        return f"[{len(value):,} item{'' if len(value) == 1 else 's'}]" if value else "[]"
    return ""


def row_segments(row: Row, root: str, width: int, looks: Looks) -> list[Segment]:
    """The parts of a row up to about `width` cells; `root` is the name of the topmost one."""
    value = row.value
    sign = (OPEN if row.is_open else CLOSED) if row.can_open else " "
    segments = [Segment(f"{_margin(row.depth, width)}{sign} ", looks.count)]
    if (name := _name(row, root)) is not None:
        segments.append(Segment(clean(name[:_LONGEST_NAME]), looks.name))
        segments.append(Segment(": ", looks.count))
    if isinstance(value, (dict, list)):
        segments.append(Segment(count_words(value), looks.count))
        if not row.is_open and value and (beside := _beside(value, width)):
            segments.append(Segment(f" {beside}", looks.count))
        return segments
    used = sum(segment.cell_length for segment in segments)
    return [*segments, _scalar(value, max(width - used, LEAST), looks)]


def _margin(depth: int, width: int) -> str:
    """The blanks before a row; very deep ones are not indented further, but say how deep."""
    if depth * INDENT <= width // 2:
        return " " * (depth * INDENT)
    words = f"⟨{depth:,}⟩ "
    return words.rjust(width // 2 // INDENT * INDENT)


def _name(row: Row, root: str) -> str | None:
    if row.depth == 0:
        return root
    return str(row.number) if row.name is None else row.name


def _beside(value: Json, width: int) -> str:
    """A look into a closed list or object: its first few plain values."""
    if isinstance(value, list):
        parts = [_short(each) for each, _ in zip(value, range(6), strict=False)]
    elif isinstance(value, dict):
        pairs = zip(value.items(), range(6), strict=False)
        parts = [f"{clean(name[:20])}: {_short(each)}" for (name, each), _ in pairs]
    else:
        return ""
    more = "…" if isinstance(value, (dict, list)) and len(value) > len(parts) else ""
    return ", ".join([*parts, more] if more else parts)


def _short(value: Json) -> str:
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    if isinstance(value, str):
        cut = value if len(value) <= 20 else f"{value[:19]}…"
        return clean(json.dumps(cut, ensure_ascii=False))
    text = scalar_text(value)
    return text if len(text) <= 20 else f"{text[:19]}…"


def _scalar(value: Json, width: int, looks: Looks) -> Segment:
    if isinstance(value, str):
        shown = clean(json.dumps(value[:width], ensure_ascii=False))
        if len(value) > width or cells_of(shown) > width:
            much = f" {len(value):,} characters"
            shown = f"{cut(shown, width - len(much))}{much}"
        return Segment(shown, looks.string)
    if value is None or isinstance(value, bool):
        return Segment(json.dumps(value), looks.constant)
    text = scalar_text(value)
    return Segment(text if len(text) <= 4 * width else f"{text[: 4 * width]}…", looks.number)
