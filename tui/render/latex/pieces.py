"""What stands beside each other in a formula: the space between, and what needs parentheses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from tui.render.latex.boxes import Box, beside, blank, line
from tui.render.latex.brackets import enclosed
from tui.render.latex.nodes import Kind


class Shape(Enum):
    """How what is written in a line holds together."""

    ATOM = auto()
    """A sign, number or name."""
    SCRIPTED = auto()
    """With scripts, an accent, or the argument of a function in brackets."""
    ENCLOSED = auto()
    """In brackets."""
    ROOT = auto()
    FRACTION = auto()
    DIFFERENTIAL = auto()
    """Signs that are no product although they stand beside each other, as `dx`."""
    PRODUCT = auto()
    SIGNED = auto()
    SUM = auto()
    """With signs of operations or relations in it, or open at its end."""
    TALL = auto()
    """In several lines."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A box with what it is to its neighbours; `depth` counts fractions within fractions.

    `text` tells a script that has no sign of its own: space comes behind it.
    """

    box: Box
    kind: Kind = Kind.ORDINARY
    shape: Shape = Shape.ATOM
    depth: int = 0
    loose: bool = False
    is_space: bool = False


NOTHING = Piece(blank(0))
_WIDE = (Kind.BINARY, Kind.RELATION)
_NAMES = (Kind.FUNCTION, Kind.LARGE)
_BEFORE_SIGN = (Kind.BINARY, Kind.RELATION, Kind.OPENING, Kind.MARK, *_NAMES)
_AFTER_NO_SIGN = (Kind.RELATION, Kind.CLOSING, Kind.MARK)
_POSTFIX = frozenset(("!", "!!", "′", "″", "%", "°"))
# Letters that stand for functions and not for factors.
_FUNCTION_LETTERS = frozenset("fgFGPΓζψφϕδθ")
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿᵏᵐ⁺⁻"
_OPERATOR = re.compile(f"[d∂D][{_RAISED}]*")
_DIFFERENTIALS = re.compile(f"(?:[d∂][^\\W\\d_][₀-₉ₐ-ₜᵢⱼ]*[{_RAISED}]*)+")


def spaced(pieces: Sequence[Piece], tight: bool, edges: bool = False) -> list[Box]:
    """The boxes of pieces with the space between them.

    `tight` is that of scripts; with `edges` signs at both ends have neighbours, as in aligned
    cells.
    """
    boxes: list[Box] = []
    last: Piece | None = NOTHING if edges else None
    room = 0
    for piece in pieces:
        if piece.is_space:
            room = max(room, piece.box.width)
            continue
        gap = max(room, _gap(last, piece, tight)) if last is not None else room
        if gap:
            boxes.append(blank(gap))
        boxes.append(piece.box)
        last, room = piece, 0
    if edges and last is not None and last.kind in _WIDE:
        room = max(room, 1)
    if room:
        boxes.append(blank(room))
    return boxes


def _gap(left: Piece, right: Piece, tight: bool) -> int:
    """Cells between two pieces."""
    kinds = left.kind, right.kind
    if left.kind in _WIDE or right.kind in _WIDE:
        return 0 if tight or (left.kind == right.kind == Kind.RELATION) else 1
    if left.kind is Kind.OPENING or right.kind in (Kind.CLOSING, Kind.MARK):
        return 0
    if left.kind is Kind.MARK:
        return 0 if tight else 1
    if left.kind is Kind.LARGE:
        return 1
    if left.kind is Kind.FUNCTION:
        is_argument = right.kind is Kind.OPENING or right.shape is Shape.ENCLOSED
        return 0 if is_argument else 1
    if right.kind in _NAMES:
        return 0 if left is NOTHING else 1
    if Shape.TALL in (left.shape, right.shape):
        return 1 if left.loose or right.loose else 0
    if left.loose and kinds == (Kind.ORDINARY, Kind.ORDINARY):
        return 1
    return 0


def signs_settled(pieces: list[Piece]) -> list[Piece]:
    """With signs of operations that have nothing to operate on made signs of what follows."""
    settled: list[Piece] = []
    last: Kind | None = None
    for piece in pieces:
        if piece.is_space:
            settled.append(piece)
            continue
        kind = piece.kind
        if kind is Kind.BINARY and (last is None or last in _BEFORE_SIGN):
            kind = Kind.ORDINARY
        elif kind in _AFTER_NO_SIGN and last is Kind.BINARY:
            place = max(at for at, each in enumerate(settled) if not each.is_space)
            settled[place] = replace(settled[place], kind=Kind.ORDINARY)
        settled.append(piece if kind is piece.kind else replace(piece, kind=kind))
        last = kind
    return settled


def fractions_parted(pieces: list[Piece]) -> list[Piece]:
    """With parentheses around fractions that are factors."""
    if not any(piece.shape is Shape.FRACTION and piece.box.is_line for piece in pieces):
        return pieces
    parted = list(pieces)
    for place, piece in enumerate(pieces):
        is_factor = piece.shape is Shape.FRACTION and piece.kind is Kind.ORDINARY
        if not is_factor or not piece.box.is_line:
            continue
        left, right = _neighbour(pieces, place, -1), _neighbour(pieces, place, 1)
        is_right = left is not None and _is_factor(left, Kind.CLOSING, Kind.FUNCTION)
        if left is not None and left.kind is Kind.BINARY and piece.box.text.startswith("-"):
            is_right = True
        is_left = right is not None and _is_factor(right, Kind.OPENING, *_NAMES)
        if is_left or is_right:
            around = parenthesised(piece)
            if left is not None and _is_multiplied(left):
                around = replace(around, box=beside((blank(1), around.box)))
            parted[place] = around
    return parted


def _neighbour(pieces: Sequence[Piece], place: int, step: int) -> Piece | None:
    """The piece before or behind another, also past space where it is a fraction, too."""
    at = place + step
    while 0 <= at < len(pieces) and pieces[at].is_space:
        at += step
    if not 0 <= at < len(pieces):
        return None
    is_near = at == place + step or pieces[at].shape is Shape.FRACTION
    return pieces[at] if is_near else pieces[place + step]


def _is_multiplied(left: Piece) -> bool:
    """Whether a factor stands before parentheses that would seem to be its argument."""
    is_fraction = left.shape is Shape.FRACTION and left.box.is_line
    return left.kind is Kind.ORDINARY and not left.is_space and not is_fraction


def _is_factor(piece: Piece, *kinds: Kind) -> bool:
    if piece.is_space or (piece.box.is_line and piece.box.text in ("+", "-", "±", "∓")):
        return False
    return piece.kind is Kind.ORDINARY or piece.kind in kinds


def parenthesised(piece: Piece) -> Piece:
    """In parentheses."""
    box = enclosed((piece.box,), ("(", ")"))
    shape = Shape.ENCLOSED if box.is_line else Shape.TALL
    return Piece(box, Kind.ORDINARY, shape, piece.depth)


def joined(pieces: Sequence[Piece], tight: bool, edges: bool = False) -> Piece:
    """Pieces as one."""
    if len(pieces) == 1 and not edges and not pieces[0].is_space:
        return pieces[0]
    boxes = spaced(pieces, tight, edges)
    box = beside(boxes) if boxes else blank(0)
    depth = max((piece.depth for piece in pieces), default=0)
    loose = bool(pieces) and pieces[-1].loose
    return Piece(box, Kind.ORDINARY, _shape(pieces, box), depth, loose)


def _shape(pieces: Sequence[Piece], box: Box) -> Shape:
    if not box.is_line:
        return Shape.TALL
    pieces = [piece for piece in pieces if not piece.is_space]
    if all(piece.box.text.isdecimal() or piece.box.text in (".", ",") for piece in pieces):
        return Shape.ATOM
    factors: list[Shape] = []
    is_signed = False
    depth = 0
    # Whether the last factor is a function whose argument is to come.
    waits = False
    for place, piece in enumerate(pieces):
        text = piece.box.text
        if piece.kind is Kind.OPENING:
            depth += 1
            if depth > 1:
                continue
            if place and factors and (waits or _is_call(pieces, place)):
                factors[-1] = Shape.SCRIPTED
            else:
                factors.append(Shape.ENCLOSED)
            waits = False
        elif piece.kind is Kind.CLOSING and depth:
            depth -= 1
        elif depth:
            continue
        elif piece.kind in _WIDE or piece.kind in (Kind.MARK, Kind.CLOSING):
            return Shape.SUM
        elif text in ("+", "-", "±", "∓", "¬") and place == 0:
            is_signed = True
        elif text == "/":
            factors.append(Shape.FRACTION)
        elif text in _POSTFIX and factors:
            factors[-1] = Shape.SCRIPTED
        elif (
            piece.shape is Shape.ENCLOSED
            and place
            and factors
            and (waits or _is_call(pieces, place))
        ):
            factors[-1] = Shape.SCRIPTED
            waits = False
        else:
            if waits:
                return Shape.SUM
            factors.append(piece.shape)
            waits = piece.kind in _NAMES
    if depth or waits or Shape.SUM in factors:
        return Shape.SUM
    if is_signed:
        return Shape.SIGNED
    if len(factors) > 1 and _DIFFERENTIALS.fullmatch(box.text):
        return Shape.DIFFERENTIAL
    if Shape.FRACTION in factors:
        return Shape.FRACTION
    return factors[0] if len(factors) == 1 else Shape.PRODUCT


def _is_call(pieces: Sequence[Piece], place: int) -> bool:
    """Whether what is in brackets belongs to a function: nobody multiplies by `(x)`."""
    name = pieces[place - 1]
    if name.shape not in (Shape.ATOM, Shape.SCRIPTED) or not name.box.text[:1].isalpha():
        return False
    if name.box.text[:1] in _FUNCTION_LETTERS:
        return True
    if pieces[place].shape is Shape.ENCLOSED:
        text = pieces[place].box.text
        return text.startswith("(") and " + " not in text and " - " not in text
    for piece in pieces[place + 1 :]:
        if piece.kind in (Kind.BINARY, Kind.OPENING):
            return False
        if piece.kind is Kind.CLOSING:
            return True
    return False


def over(upper: Piece, lower: Piece) -> Piece:
    """A fraction in a line, with parentheses where they are needed."""
    above, below = upper.box.text, lower.box.text
    is_derivative = bool(_DIFFERENTIALS.fullmatch(below)) and above[:1] in ("d", "∂", "D")
    if upper.shape in (Shape.SUM, Shape.FRACTION) or not above:
        above = f"({above})"
    is_simple = lower.shape in (Shape.ATOM, Shape.SCRIPTED, Shape.ENCLOSED, Shape.ROOT)
    if not (is_simple or is_derivative) or not below:
        below = f"({below})"
    depth = 1 + max(upper.depth, lower.depth)
    if is_derivative and _OPERATOR.fullmatch(above):
        return Piece(line(f"{above}/{below}"), Kind.LARGE, Shape.FRACTION, depth)
    return Piece(line(f"{above}/{below}"), Kind.ORDINARY, Shape.FRACTION, depth)
