"""Frames and marks in ASCII, and text in the terminal's charset."""

from __future__ import annotations

import ast
from pathlib import Path
from time import process_time
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.box import ASCII as ASCII_BOX
from rich.box import DOUBLE, HEAVY, ROUNDED, SQUARE
from rich.cells import cell_len
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.color import Color

import tui
from tui.terminal.charset import Charset
from tui.terminal.placeholders import cells_of_picture
from tui.terminal.stand_ins import TABLE, StandIns

BLACK = Color(0, 0, 0)
PLAIN = StandIns(Charset("ascii", has_ascii_frames=True))
LATIN = StandIns(Charset("iso8859-1", has_ascii_frames=True))
ONLY_FRAMES = StandIns(Charset("utf-8", has_ascii_frames=True))
CHINESE = StandIns(Charset("gb18030", has_ascii_frames=True))
ALL = [PLAIN, LATIN, ONLY_FRAMES, CHINESE]

_PACKAGE = Path(tui.__file__).parent
# Not drawn: what conditions, ranges and parsers compare with, and formulas.
_NOT_DRAWN = ("model", "latex", "rows.py", "conditions.py", "encoding.py", "excerpt.py")
# What is drawn and has no likeness in ASCII.
_WITHOUT = frozenset("\ufffd␡±€£¥∞⍝®™")


@pytest.mark.parametrize(
    ("text", "plain", "latin", "only_frames"),
    [
        ("┌─┬┐ ╔═╗ ╭╮ │┃║ ╱╲╳", "+-++ +=+ ++ ||| /\\X", None, None),
        ("█▓░▌▀▄▁", '##%|"_-', None, None),
        ("● ✗ ⌁ ▸ ▾ ❯ …", "* x ! > v > ~", None, None),
        ("⣿⠁⡀⠂⢸⠀", "#'.': ", None, None),
        ("“a” – ’b’", "\"a\" - 'b'", None, None),
        ("3 × 4 · café", "3 x 4 . caf?", "3 × 4 · café", "3 x 4 . café"),
        ("日本 👩‍👩‍👧", "???? ??", "???? ??", "日本 👩‍👩‍👧"),
        ("e\u0301 Привет", "? ??????", "é ??????", "e\u0301 Привет"),
        ("no\xa0break", "no break", "no\xa0break", "no break"),
    ],
)
def test_stand_ins(text: str, plain: str, latin: str | None, only_frames: str | None) -> None:
    assert PLAIN.text(text) == plain
    assert LATIN.text(text) == (latin or plain)
    assert ONLY_FRAMES.text(text) == (only_frames or plain)


def test_every_stand_in_is_ascii_and_as_wide() -> None:
    assert len(TABLE) > 450
    for character, stand_in in TABLE.items():
        assert stand_in.isascii()
        assert stand_in.isprintable()
        assert cell_len(stand_in) == cell_len(character), character


@given(st.text(max_size=40))
def test_no_text_changes_its_width(text: str) -> None:
    for each in ALL:
        assert cell_len(each.text(text)) == cell_len(text)


@given(st.text(st.characters(exclude_categories=["C"]), max_size=40))
def test_what_comes_out_can_be_written(text: str) -> None:
    assert PLAIN.text(text).isascii()
    LATIN.text(text).encode("iso8859-1")
    CHINESE.text(text).encode("gb18030")


def test_every_kind_of_frame_has_stand_ins() -> None:
    for box in (ROUNDED, SQUARE, HEAVY, DOUBLE, ASCII_BOX):
        assert "?" not in PLAIN.text(str(box).replace("\n", " "))


def _drawn() -> dict[str, Path]:
    """Every character beyond ASCII in a text of the program, and a module it is in."""
    found: dict[str, Path] = {}
    for path in _PACKAGE.rglob("*.py"):
        if any(part in _NOT_DRAWN for part in path.relative_to(_PACKAGE).parts):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {each: path for each in node.value if not each.isascii()}
    return found


def test_what_jtui_draws_has_a_stand_in() -> None:
    drawn = {
        character: path
        for character, path in _drawn().items()
        if category(character) in ("So", "Sm", "Sc", "Po", "Pi", "Pf", "Pd", "Pe", "Ps")
    }
    assert "✗" in drawn
    missing = {each: path.name for each, path in drawn.items() if each not in TABLE}
    assert {each: name for each, name in missing.items() if each not in _WITHOUT} == {}


def test_a_line_in_ascii_is_not_copied_and_styles_stay() -> None:
    line = [Segment("a"), Segment("b", Style(bold=True))]
    assert PLAIN.apply(line, BLACK) is line
    changed = PLAIN.apply([Segment("─", Style(bold=True)), Segment("x")], BLACK)
    assert changed == [Segment("-", Style(bold=True)), Segment("x")]


def test_control_segments_are_left_alone() -> None:
    control = Segment("\x1b[1;1H─", None, [(ControlType.CURSOR_MOVE_TO, 1, 1)])
    assert PLAIN.apply([control, Segment("─")], BLACK) == [control, Segment("-")]


def test_the_cells_of_a_picture_are_left_for_what_draws_it() -> None:
    cells = cells_of_picture(7, 1, 0, 5)
    assert PLAIN.text(f"│{cells}│") == f"|{cells}|"


def test_long_lines_of_anything_take_bounded_time() -> None:
    begun = process_time()
    for each in (" é" * 5_000, "日" * 10_000, "e" + "\u0301" * 10_000, "👩‍" * 3_000):
        PLAIN.text(each)
    assert process_time() - begun < 2
