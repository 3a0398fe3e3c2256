"""Terminal-like streams against a terminal: random text shows what pyte's screen shows."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.model.stream_text import Colour, StreamText, Style, plain_line, segments

COLUMNS, ROWS = 600, 120
MAX_STEPS = 50

Cell = tuple[str, str, str, bool, bool, bool, bool, bool]


class Terminal(pyte.Screen):
    """A screen on which LF also returns, and erased cells have no look, as in the model."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, ROWS)
        self.set_mode(pyte.modes.LNM)

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        look, self.cursor.attrs = self.cursor.attrs, self.default_char
        super().erase_in_line(how, private)
        self.cursor.attrs = look

    def erase_in_display(self, how: int = 0, *args: int, **kwargs: bool) -> None:
        look, self.cursor.attrs = self.cursor.attrs, self.default_char
        super().erase_in_display(how, *args, **kwargs)
        self.cursor.attrs = look


ATTRIBUTES = ("", "0", "1", "3", "4", "7", "9", "22", "23", "24", "27", "29")
COLOURS = (
    "31",
    "37",
    "39",
    "42",
    "49",
    "94",
    "101",
    "38;5;200",
    "48;5;100",
    "38;2;1;2;3",
    "48;2;250;128;0",
)
SGR = st.lists(st.sampled_from(ATTRIBUTES + COLOURS), max_size=3).map(
    lambda codes: f"\x1b[{';'.join(codes)}m"
)

COUNT = st.integers(0, 6)


@dataclass(frozen=True, slots=True)
class Down:
    """A wish to go down, which is only sent where there are lines below.

    A screen has rows below its last line, the model has not.
    """

    count: int
    final: str


LETTERS = st.text("abcdefgh XYZ.é█", min_size=1, max_size=8)
STEP = st.one_of(
    LETTERS,
    LETTERS,
    st.sampled_from(["\r", "\n", "\r\n", "\n\n", "\b", "\b\b\b", "\t"]),
    st.sampled_from(["\x1b[K", "\x1b[1K", "\x1b[2K", "\x1b[J", "\r\x1b[2K\x1b[1A\x1b[2K"]),
    SGR,
    st.builds("\x1b[{}{}".format, COUNT, st.sampled_from("ACDFG")),
    st.builds(Down, COUNT, st.sampled_from("BE")),
)
STEPS = st.lists(STEP, min_size=20, max_size=MAX_STEPS)


def terminal_text(steps: list[str | Down]) -> list[str]:
    """The steps as text, each way down shortened to the lines there are."""
    sent: list[str] = []
    row = last = 0
    for step in steps:
        if isinstance(step, Down):
            count = min(max(1, step.count), last - row)
            if not count:
                continue
            row += count
            sent.append(f"\x1b[{count}{step.final}")
            continue
        for up, _ in re.findall("\x1b\\[([0-9]*)([AF])", step):
            row = max(0, row - max(1, int(up or 1)))
        row += step.count("\n")
        last = row if step == "\x1b[J" else max(last, row)
        sent.append(step)
    return sent


def _colour(told: str) -> str:
    """A colour of pyte under the name that `_ours` gives it."""
    return told.replace("bright", "bright ").replace("brown", "yellow")


NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]
BRIGHT = [f"bright {name}" for name in NAMES]


def _ours(colour: Colour) -> str:
    match colour:
        case None:
            return "default"
        case int(number) if number < 16:
            return [*NAMES, *BRIGHT][number]
        case int(number):
            return str(pyte.graphics.FG_BG_256[number])
        case (red, green, blue):
            return f"{red:02x}{green:02x}{blue:02x}"


def terminal_cells(sent: list[str]) -> list[list[Cell]]:
    """What a terminal shows, without blank ends of lines and blank lines at the end."""
    screen = Terminal()
    terminal = pyte.Stream(screen)
    for text in sent:
        terminal.feed(text)
    # Rows of the buffer hold what was written only.
    buffer = [screen.buffer[y] for y in range(ROWS)]
    rows = [[row[x] for x in range(max(row, default=-1) + 1)] for row in buffer]
    cells: list[list[Cell]] = [
        [
            (
                char.data,
                _colour(char.fg),
                _colour(char.bg),
                char.bold,
                char.italics,
                char.underscore,
                char.strikethrough,
                char.reverse,
            )
            for char in row
        ]
        for row in rows
    ]
    return _trimmed(cells)


def model_cells(text: StreamText) -> list[list[Cell]]:
    """What the model shows, in the same form."""
    return _trimmed([_line_cells(line) for line in text.ansi().split("\n")])


def _line_cells(line: str) -> list[Cell]:
    cells: list[Cell] = []
    for text, style in segments(line):
        for char in text:
            if char == "\t":
                # A terminal's tab only moves.
                cells += [_cell(" ", Style())] * (8 - len(cells) % 8)
            else:
                cells.append(_cell(char, style))
    return cells


def _cell(char: str, style: Style) -> Cell:
    colours = _ours(style.fg), _ours(style.bg)
    return char, *colours, style.bold, style.italic, style.underline, style.strike, style.inverse


def _trimmed(rows: list[list[Cell]]) -> list[list[Cell]]:
    for row in rows:
        while row and row[-1][0] == " ":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def written(*pieces: str) -> StreamText:
    """A stream to which `pieces` were written."""
    text = StreamText()
    for piece in pieces:
        text.write(piece)
    return text


@settings(max_examples=1000, deadline=None)
@given(STEPS)
def test_the_model_shows_what_a_terminal_shows(steps: list[str | Down]) -> None:
    sent = terminal_text(steps)
    shown = terminal_cells(sent)
    assert model_cells(written("".join(sent))) == shown
    assert model_cells(written(*sent)) == shown


LINKS = ("\x1b]8;;https://a.b/\x1b\\", "\x1b]8;;\x07", "\x1b]8;;ssh://c\x07")
OTHERS = ("\x1b]52;c;x\x07", "\x1b[2J", "\x1b[5;5H", "\x1b[?25l", "\x1b(B", "\x0f", "\x9b31m")
BEGUN = ("\x1b", "\x1b[", "\x1b]0;", "\x1bP", "\x1b[38;5;", "1", ";", "m", "\x1b\\")
CHARS = ("\u202e", "\x00", "\ud800", "日", "\u0301", "\u200d")
ANYTHING = st.lists(
    st.one_of(
        STEP.filter(lambda step: isinstance(step, str)),
        st.sampled_from(LINKS + OTHERS + BEGUN + CHARS),
        st.text(st.characters(exclude_categories=()), max_size=4),
    ),
    min_size=5,
    max_size=MAX_STEPS,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(ANYTHING, st.data())
def test_text_cut_anywhere_gives_the_same(sent: str, data: st.DataObject) -> None:
    whole = written(sent)
    assert written(*sent).ansi() == whole.ansi()
    cuts = data.draw(st.lists(st.integers(0, len(sent)), max_size=5).map(sorted))
    pieces = [sent[start:end] for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True)]
    text = StreamText()
    for piece in pieces:
        text.write(piece)
        text.live_lines()
    assert text.ansi() == whole.ansi()


ALLOWED = re.compile(
    "\x1b\\[[0-9;]+m|\x1b\\]8;;(?:(?:https?|file)://[!-~\xa1-\U0010ffff]+)?\x1b\\\\"
)
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


@settings(max_examples=500, deadline=None)
@given(ANYTHING)
def test_no_text_leaves_more_than_looks_and_safe_links(sent: str) -> None:
    text = written(sent)
    text.finish()
    for line in text.ansi().split("\n"):
        assert FORBIDDEN.search(ALLOWED.sub("", line)) is None
        assert "".join(part for part, _ in segments(line)) == plain_line(line)
        # Self-contained: what the line leaves open would show on the next one.
        assert segments(line + "after")[-1][1] == Style()


@settings(max_examples=200, deadline=None)
@given(ANYTHING)
def test_canonical_text_is_its_own_canonical_text(sent: str) -> None:
    text = written(sent).ansi()
    assert written(text).ansi() == text
