"""Scripts beside, below and above what they belong to."""

from __future__ import annotations

from tui.render.latex.alphabets import lowered, raised
from tui.render.latex.boxes import Box, above, beside, line
from tui.render.latex.pieces import Piece, Shape


def has_signs(below: Piece | None, over: Piece | None) -> bool:
    """Whether Unicode has all of the characters as subscripts and superscripts."""
    return (below is None or _sign(below, True) is not None) and (
        over is None or _sign(over, False) is not None
    )


def _sign(script: Piece, below: bool) -> str | None:
    """A script in characters that are scripts; `None` where there are none."""
    if not script.box.is_line:
        return None
    text = script.box.text.replace(" ", "")
    return lowered(text) if below else raised(text)


def _written(script: Piece, below: bool) -> tuple[str, bool]:
    """A script of one line as it is written in a line, and whether space should come behind it."""
    sign = _sign(script, below)
    if sign is not None:
        return sign, False
    text = script.box.text
    is_simple = script.shape is Shape.ATOM and script.box.width == 1
    is_closed = script.shape is Shape.ENCLOSED and text[:1] == "(" and text[-1:] == ")"
    mark = "_" if below else "^"
    if is_simple or is_closed:
        return f"{mark}{text}", is_simple
    return f"{mark}({text})", False


def stacked(base: Box, below: Piece | None, over: Piece | None) -> Box:
    """With scripts above and below."""
    boxes = [base]
    if over is not None:
        boxes.insert(0, over.box)
    if below is not None:
        boxes.append(below.box)
    return above(boxes, 0 if over is None else 1)


def attached(base: Box, below: Piece | None, over: Piece | None) -> tuple[Box, bool]:
    """With scripts to its right, and whether space should come behind them."""
    parts = [(part, part is below) for part in (below, over) if part is not None]
    if base.is_line and all(part.box.is_line for part, _ in parts):
        written = [_written(part, is_below) for part, is_below in parts]
        text = base.text + "".join(each for each, _ in written)
        return line(text), any(loose for _, loose in written)
    return beside((base, _column(base, below, over))), False


def _column(base: Box, below: Piece | None, over: Piece | None) -> Box:
    """What stands to the right of something high: its scripts, as raised and lowered as can be."""
    upper = _raised_rows(over, base)
    lower = _lowered_rows(below, base)
    width = max((box.width for box in (*upper, *lower)), default=0)
    tops = [text.ljust(width) if text.isascii() else _filled(text, width) for text in _texts(upper)]
    ends = [text.ljust(width) if text.isascii() else _filled(text, width) for text in _texts(lower)]
    inside_top = _is_inside(over, base, False)
    inside_end = _is_inside(below, base, True)
    middle = base.height - inside_top - inside_end
    lines = (*tops, *[" " * width] * middle, *ends)
    rise = len(tops) - inside_top
    return Box(lines, width, rise + base.baseline)


def _is_inside(script: Piece | None, base: Box, below: bool) -> int:
    """1 where a script stands in the first or last line of its base, else 0."""
    return int(script is not None and not base.is_line and _sign(script, below) is not None)


def _raised_rows(script: Piece | None, base: Box) -> tuple[Box, ...]:
    if script is None:
        return ()
    return (line(_sign(script, False) or ""),) if _is_inside(script, base, False) else (script.box,)


def _lowered_rows(script: Piece | None, base: Box) -> tuple[Box, ...]:
    if script is None:
        return ()
    return (line(_sign(script, True) or ""),) if _is_inside(script, base, True) else (script.box,)


def _texts(boxes: tuple[Box, ...]) -> list[str]:
    return [text for box in boxes for text in box.lines]


def _filled(text: str, width: int) -> str:
    box = line(text)
    return text + " " * (width - box.width)
