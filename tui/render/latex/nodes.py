"""What a formula consists of, as it is written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What a sign is to its neighbours, which decides on the space between them."""

    ORDINARY = auto()
    FUNCTION = auto()
    """A name like `sin`, beside whose brackets there is no space."""
    LARGE = auto()
    """Sums, integrals, limits: space in any case."""
    BINARY = auto()
    RELATION = auto()
    OPENING = auto()
    CLOSING = auto()
    MARK = auto()
    """Commas and the like."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A sign or a name; `limits` says that its scripts go below and above where there is room."""

    text: str
    kind: Kind = Kind.ORDINARY
    limits: bool = False


@dataclass(frozen=True, slots=True)
class Space:
    """Explicit space in cells; 0 keeps nothing."""

    cells: int


@dataclass(frozen=True, slots=True)
class Group:
    """Braces, or what is taken as a sign of some kind."""

    nodes: Row
    kind: Kind = Kind.ORDINARY


@dataclass(frozen=True, slots=True)
class Scripts:
    """Subscript and superscript, `None` for none; with `limits` below and above."""

    base: Node
    below: Row | None
    above: Row | None
    limits: bool = False


@dataclass(frozen=True, slots=True)
class Fraction:
    """One thing over another, with a bar or in brackets as a binomial coefficient.

    One that is `tall` is laid out in lines where others stand within it.
    """

    upper: Row
    lower: Row
    bar: bool = True
    brackets: tuple[str, str] = ("", "")
    tall: bool = False


@dataclass(frozen=True, slots=True)
class Root:
    """A root; `index` is empty for the square root."""

    index: Row
    body: Row


@dataclass(frozen=True, slots=True)
class Accent:
    """A combining character over or under; `name` is for what has several characters."""

    mark: str
    name: str
    body: Row


@dataclass(frozen=True, slots=True)
class Bracket:
    """A brace over or under something."""

    body: Row
    over: bool


@dataclass(frozen=True, slots=True)
class Styled:
    """In another alphabet, see `alphabets`."""

    alphabet: str
    nodes: Row


@dataclass(frozen=True, slots=True)
class Words:
    """Text as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Delimited:
    """Parts between brackets that grow with them; one mark more than parts, `""` for none."""

    parts: tuple[Row, ...]
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells; `columns` are `l`, `c`, `r` and `|`, the last of them for all further ones.

    With `aligned` the cells of a row belong together. `rules` are the rows that have a rule before
    them.
    """

    rows: tuple[tuple[Row, ...], ...]
    columns: str = "c"
    left: str = ""
    right: str = ""
    aligned: bool = False
    rules: tuple[int, ...] = ()
    display: bool = False


@dataclass(frozen=True, slots=True)
class Framed:
    """In a frame."""

    nodes: Row


@dataclass(frozen=True, slots=True)
class Unseen:
    """The space that something would take."""

    nodes: Row


@dataclass(frozen=True, slots=True)
class Sized:
    """In the style of a formula by itself, or of one in a line of text."""

    display: bool
    nodes: Row


Row = tuple["Node", ...]
Node = (
    Symbol
    | Space
    | Group
    | Scripts
    | Fraction
    | Root
    | Accent
    | Bracket
    | Styled
    | Words
    | Delimited
    | Grid
    | Framed
    | Unseen
    | Sized
)
