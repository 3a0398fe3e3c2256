"""From what a formula consists of to boxes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from tui.render.latex import grids, scripts
from tui.render.latex.alphabets import accented, in_alphabet, raised
from tui.render.latex.boxes import (
    Box,
    above,
    beside,
    blank,
    divided,
    framed,
    line,
    rooted,
    ruled,
)
from tui.render.latex.brackets import enclosed
from tui.render.latex.nodes import (
    Accent,
    Bracket,
    Delimited,
    Fraction,
    Framed,
    Grid,
    Group,
    Kind,
    Node,
    Root,
    Row,
    Scripts,
    Sized,
    Space,
    Styled,
    Symbol,
    Unseen,
    Words,
)
from tui.render.latex.pieces import (
    Piece,
    Shape,
    fractions_parted,
    joined,
    over,
    parenthesised,
    signs_settled,
    spaced,
)

_WIDEST_FRACTION = 48
_DEEPEST_FRACTION = 2
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}


@dataclass(frozen=True, slots=True)
class Look:
    """How a part is drawn: with room above and below, as a script, in an alphabet.

    What is `flat` takes no such room whatever it says: a fraction is tried so first, and only once,
    for otherwise each within another would double the work.
    """

    display: bool
    is_script: bool = False
    alphabet: str = ""
    is_flat: bool = False


def row(nodes: Row, look: Look, edges: bool = False) -> Piece:
    """Things beside each other as one."""
    return joined(_pieces(nodes, look), look.is_script, edges)


def lines(nodes: Row, look: Look, width: int) -> list[Box]:
    """A formula in as many boxes as it takes in a width; 0 is any width.

    It is parted before signs of operations and relations only.
    """
    pieces = _pieces(nodes, look)
    whole = joined(pieces, look.is_script).box
    if not width or whole.width <= width:
        return [whole]
    parts: list[list[Piece]] = [[]]
    at = 0
    for start, piece in enumerate(pieces):
        if piece.kind in (Kind.RELATION, Kind.BINARY) and parts[-1]:
            ahead = next(
                (
                    place
                    for place in range(start + 1, len(pieces))
                    if pieces[place].kind in (Kind.RELATION, Kind.BINARY)
                ),
                len(pieces),
            )
            if at + sum(each.box.width + 1 for each in pieces[start:ahead]) > width:
                parts.append([])
                at = 4
        parts[-1].append(piece)
        at += piece.box.width + (2 if piece.kind in (Kind.RELATION, Kind.BINARY) else 0)
    boxes = [beside(spaced(part, look.is_script)) for part in parts]
    return [boxes[0], *(beside((blank(4), box)) for box in boxes[1:])]


def _pieces(nodes: Row, look: Look) -> list[Piece]:
    pieces: list[Piece] = []
    for node in nodes:
        # What only makes everything behind it look otherwise is no thing of its own.
        if isinstance(node, Styled):
            pieces += _pieces(node.nodes, replace(look, alphabet=node.alphabet))
        elif isinstance(node, Sized):
            pieces += _pieces(node.nodes, replace(look, display=node.display and not look.is_flat))
        else:
            pieces.append(piece(node, look))
    return fractions_parted(signs_settled(pieces))


def piece(node: Node, look: Look) -> Piece:
    """One thing."""
    match node:
        case Symbol():
            return Piece(line(in_alphabet(node.text, look.alphabet)), node.kind)
        case Space():
            return Piece(blank(node.cells), is_space=True)
        case Words():
            return _words(node)
        case Group():
            inner = row(node.nodes, look)
            return replace(inner, kind=node.kind, is_space=False)
        case Scripts():
            return _scripts(node, look)
        case Fraction():
            return _fraction(node, look)
        case Root():
            return _root(node, look)
        case Accent():
            return _accent(node, look)
        case Bracket():
            return _bracket(node, look)
        case Delimited():
            parts = [row(_trimmed(part), look) for part in node.parts]
            box = enclosed([part.box for part in parts], node.marks)
            is_whole = node.marks[0] and node.marks[-1] and box.is_line
            shape = Shape.ENCLOSED if is_whole else Shape.SCRIPTED if box.is_line else Shape.TALL
            return Piece(box, shape=shape, depth=max(part.depth for part in parts))
        case Grid():
            return _grid(node, look)
        case Framed():
            inner = row(node.nodes, look)
            if look.display:
                return Piece(framed(inner.box), shape=Shape.TALL)
            return inner
        case Unseen():
            box = row(node.nodes, look).box
            return Piece(blank(box.width, box.height, box.baseline), is_space=box.is_line)
        case Styled() | Sized():
            return row((node,), look)
        case _:
            assert_never(node)


def _trimmed(nodes: Row) -> Row:
    """Without space at its ends: brackets and bars have theirs."""
    start, stop = 0, len(nodes)
    while start < stop and isinstance(nodes[start], Space):
        start += 1
    while stop > start and isinstance(nodes[stop - 1], Space):
        stop -= 1
    return nodes[start:stop]


def _words(node: Words) -> Piece:
    text = node.text.replace("\n", " ")
    shape = Shape.PRODUCT if " " in text.strip() else Shape.ATOM
    return Piece(line(text), shape=shape, is_space=not text.strip())


def _grid(node: Grid, look: Look) -> Piece:
    inner = replace(look, display=node.display and not (look.is_script or look.is_flat))
    cells = [
        [row(cell, inner, node.aligned and len(nodes) > 1).box for cell in nodes]
        for nodes in node.rows
    ]
    box = grids.grid(cells, node)
    shape = Shape.TALL if not box.is_line else Shape.ENCLOSED if node.left else Shape.SUM
    return Piece(box, shape=shape)


def _script(nodes: Row | None, look: Look) -> Piece | None:
    """A script; `None` where there is none."""
    return None if nodes is None else row(nodes, replace(look, display=False, is_script=True))


def _scripts(node: Scripts, look: Look) -> Piece:
    base = piece(node.base, look)
    below, over_it = _script(node.below, look), _script(node.above, look)
    is_bracket = isinstance(node.base, Bracket)
    kind = base.kind
    if kind is Kind.FUNCTION and node.limits:
        kind = Kind.LARGE
    is_integral = kind is Kind.LARGE and not (isinstance(node.base, Symbol) and node.base.limits)
    if is_integral and look.display and not isinstance(node.base, Group):
        stacks = bool(below and over_it) and not scripts.has_signs(below, over_it)
    else:
        stacks = node.limits and look.display
    if stacks or is_bracket:
        return Piece(scripts.stacked(base.box, below, over_it), kind, Shape.TALL)
    if base.box.is_line and _needs_parentheses(node, base):
        base = parenthesised(base)
    box, loose = scripts.attached(base.box, below, over_it)
    is_closed = base.shape is Shape.ENCLOSED
    shape = (Shape.ENCLOSED if is_closed else Shape.SCRIPTED) if box.is_line else Shape.TALL
    return Piece(box, kind, shape, base.depth, loose)


def _needs_parentheses(node: Scripts, base: Piece) -> bool:
    if base.shape in (Shape.FRACTION, Shape.ROOT):
        return True
    inner = node.base
    while isinstance(inner, Group) and len(inner.nodes) == 1:
        inner = inner.nodes[0]
    is_raised = isinstance(inner, Scripts) and inner.above is not None
    return is_raised and inner is not node.base and node.above is not None


def _fraction(node: Fraction, look: Look) -> Piece:
    inner = replace(look, display=False, is_flat=True)
    upper, lower = row(node.upper, inner), row(node.lower, inner)
    is_line = upper.box.is_line and lower.box.is_line
    if not node.bar:
        return _coefficient(node, upper, lower, look)
    if is_line:
        whole = over(upper, lower)
        is_small = (
            not (node.tall and whole.depth > 1)
            and whole.depth <= _DEEPEST_FRACTION
            and whole.box.width <= _WIDEST_FRACTION
        )
        if is_small or not look.display:
            return whole
    if look.display and not look.is_script:
        shown = replace(look, display=True)
        upper, lower = row(node.upper, shown), row(node.lower, shown)
    return Piece(divided(upper.box, lower.box), shape=Shape.TALL, loose=True)


def _coefficient(node: Fraction, upper: Piece, lower: Piece, look: Look) -> Piece:
    left, right = node.brackets
    is_line = upper.box.is_line and lower.box.is_line
    if is_line and not look.display and left == "(":
        return Piece(line(f"C({upper.box.text}, {lower.box.text})"), shape=Shape.SCRIPTED)
    box = enclosed((above((upper.box, lower.box), 0),), (left, right))
    return Piece(box, shape=Shape.TALL)


def _root(node: Root, look: Look) -> Piece:
    body = row(node.body, look)
    index = row(node.index, replace(look, display=False, is_script=True)).box
    if not body.box.is_line or not index.is_line:
        box = rooted(body.box)
        if node.index:
            lowered = Box((*index.lines, *[" " * index.width] * box.baseline), index.width)
            box = beside((replace(lowered, baseline=lowered.height - 1), box))
        return Piece(box, shape=Shape.TALL)
    text = body.box.text
    is_simple = body.shape is Shape.ATOM and (len(text) == 1 or text.isdecimal())
    is_closed = body.shape is Shape.ENCLOSED and text.endswith((")", "|", "⌋", "⌉"))
    if not is_simple and not is_closed:
        text = f"({text})"
    sign = _ROOTS.get(index.text)
    if sign is None:
        lifted = raised(index.text)
        sign = f"{lifted}√" if lifted is not None else f"({index.text})√"
    return Piece(line(sign + text), shape=Shape.ROOT, depth=body.depth, loose=is_simple)


def _accent(node: Accent, look: Look) -> Piece:
    body = row(node.body, look)
    box = body.box
    kind = body.kind
    if len(node.body) == 1 and isinstance(node.body[0], Symbol):
        kind = node.body[0].kind
    if not box.is_line:
        return Piece(ruled(box), kind, Shape.TALL)
    if not box.text.strip():
        return body
    if box.width > 1 and node.name:
        return Piece(line(f"{node.name}({box.text})"), kind, Shape.SCRIPTED, body.depth)
    return Piece(line(accented(box.text, node.mark)), kind, Shape.SCRIPTED, body.depth)


def _bracket(node: Bracket, look: Look) -> Piece:
    box = row(node.body, look).box
    width = max(1, box.width)
    left, middle, right = "╭┴╮" if node.over else "╰┬╯"
    if width < 3:
        drawn = "⏞" if node.over else "⏟"
    else:
        half = (width - 3) // 2
        drawn = left + "─" * half + middle + "─" * (width - 3 - half) + right
    parts = (line(drawn), box) if node.over else (box, line(drawn))
    return Piece(above(parts, 1 if node.over else 0), shape=Shape.TALL, loose=True)
