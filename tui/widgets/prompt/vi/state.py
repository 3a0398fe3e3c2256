"""What the keys of vi know between two keys, what they see, and what they want done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

Location = tuple[int, int]
"""A row and a column, in code points, both from 0."""

LAST_COLUMN = 1 << 30
"""The column that `$` keeps: the end of every line."""
LARGEST_COUNT = 10_000
"""A count over that is taken as that."""
LARGEST_INSERT = 1_000_000
"""Characters that one command inserts at most, whatever its count."""


class Mode(Enum):
    """What keys mean; the value is the word that is shown."""

    INSERT = "INSERT"
    NORMAL = "NORMAL"
    VISUAL = "VISUAL"
    VISUAL_LINES = "VISUAL LINE"
    REPLACE = "REPLACE"

    @property
    def is_visual(self) -> bool:
        """Whether something is being selected."""
        return self in (Mode.VISUAL, Mode.VISUAL_LINES)

    @property
    def is_typing(self) -> bool:
        """Whether characters are typed into the text."""
        return self in (Mode.INSERT, Mode.REPLACE)


@dataclass(frozen=True, slots=True)
class Register:
    """A text that was deleted or copied, `linewise` when it is whole lines; these end in none."""

    text: str = ""
    linewise: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """How far a selection reached: rows below its first, columns in the last, or whole lines."""

    rows: int
    columns: int
    linewise: bool


@dataclass(frozen=True, slots=True)
class Command:
    """A whole command: `"+2d3w` is operator `d` with motion `w`, count 6 and register `+`.

    The `name` is the motion, the text object, "line" for a doubled operator, "selection" in
    visual mode, or a simple command. `character` is what `f` or `r` were given.
    """

    name: str
    count: int | None = None
    operator: str = ""
    character: str = ""
    register: str = ""
    span: Span | None = None

    @property
    def times(self) -> int:
        """The count, 1 when none was given."""
        return 1 if self.count is None else self.count


@dataclass(frozen=True, slots=True)
class Change:
    """What `.` does again: a command, and what was typed after it.

    The cursor was behind `caret` characters of the typed text when insert mode was left.
    """

    command: Command
    typed: str = ""
    caret: int = 0


@dataclass(frozen=True, slots=True)
class Seek:
    """What `;` does again: `f`, `F`, `t` or `T` and its character."""

    kind: str
    character: str


@dataclass(frozen=True, slots=True)
class ViState:
    """All that is known between two keys.

    `keys` are those of a command that is not whole yet. `anchor` and `head` are the ends, both
    included, of what visual mode has selected. `column` is where `j` and `k` want to be, `None`
    where the cursor is. `opened` is the command that began insert mode.
    """

    mode: Mode = Mode.INSERT
    keys: tuple[str, ...] = ()
    anchor: Location = (0, 0)
    head: Location = (0, 0)
    column: int | None = None
    seek: Seek | None = None
    register: Register = Register()
    change: Change | None = None
    opened: Command | None = None
    replaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """What the keys see: lines (at least one), the cursor, and the clipboard.

    `typed` is what was typed since insert mode began, as far as it is in one piece, with the
    cursor behind `caret` characters of it; it is only given with the key that leaves the mode.
    """

    lines: Sequence[str]
    cursor: Location
    clipboard: str = ""
    typed: str = ""
    caret: int = 0

    @property
    def last_row(self) -> int:
        """The last line's row."""
        return len(self.lines) - 1

    @property
    def on(self) -> Location:
        """The cursor, on a character: never behind the last one of its line."""
        return self.kept((self.cursor[0], self.cursor[1]))

    def kept(self, location: Location) -> Location:
        """The nearest location that is on a character, or at the beginning of an empty line."""
        row = min(max(location[0], 0), self.last_row)
        return row, min(max(location[1], 0), max(len(self.lines[row]) - 1, 0))


@dataclass(frozen=True, slots=True)
class Replace:
    """Put `text` in the place of what is from `start` up to `end`, then go to `cursor`."""

    start: Location
    end: Location
    text: str
    cursor: Location


@dataclass(frozen=True, slots=True)
class Move:
    """Go to `cursor`."""

    cursor: Location


@dataclass(frozen=True, slots=True)
class OpenLine:
    """Begin a line below the cursor's, or above it, indented, and go there."""

    above: bool


@dataclass(frozen=True, slots=True)
class Insert:
    """Insert `text` at the cursor, and leave the cursor behind `caret` characters of it."""

    text: str
    caret: int


@dataclass(frozen=True, slots=True)
class Undo:
    """Undo so many changes; a negative number does them again."""

    steps: int


@dataclass(frozen=True, slots=True)
class Recall:
    """Show an input so many steps before, or, negative, after the one in the prompt."""

    steps: int


@dataclass(frozen=True, slots=True)
class Copy:
    """Put `text` on the clipboard."""

    text: str


class Ask(Enum):
    """What the rest of the program is asked for."""

    RUN = "run"
    SEARCH = "search the history"
    PALETTE = "the palette"
    INSPECT = "documentation of the name under the cursor"


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that others do."""

    ask: Ask


Effect = Replace | Move | OpenLine | Insert | Undo | Recall | Copy | Wish


@dataclass(frozen=True, slots=True)
class Step:
    """What a key leads to; each effect is meant for the text as the one before leaves it.

    Without `taken` the key is not one of vi's here.
    """

    state: ViState
    effects: tuple[Effect, ...] = ()
    taken: bool = True
