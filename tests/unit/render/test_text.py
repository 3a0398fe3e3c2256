"""Terminal text as rows: pages, live lines, and the same rows however they are asked for."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from tests.unit.render.texts import (
    TEXTS,
    WIDTHS,
    all_rows,
    check_lines,
    check_rows,
    drawn,
    found_rows,
    shown,
    widest,
)
from tui.model.stream_text import Page, StreamText
from tui.model.stream_text import Style as TextStyle
from tui.model.stream_text.pages import PAGE_LENGTH
from tui.render import measured_text
from tui.render.rows import Row
from tui.render.text import TextDrawing, rich_style

BASE = Style(color="white")
MARK = Segment("▎")
CAP = 100_000_000


def written(*pieces: str, cap: int = CAP) -> StreamText:
    stream = StreamText(cap)
    for piece in pieces:
        stream.write(piece)
    return stream


def drawing(*pieces: str, cap: int = CAP) -> TextDrawing:
    return TextDrawing(written(*pieces, cap=cap), BASE)


def joined(rows: list[Row]) -> str:
    """The rows as the lines they were wrapped from."""
    return "".join(row.text + ("" if row.wraps else "\n") for row in rows)


DRAWN: dict[str, tuple[str, int, list[str]]] = {
    "nothing has no rows": ("", 10, []),
    "a line": ("abc", 10, ["abc"]),
    "a final line feed begins no row": ("abc\n", 10, ["abc"]),
    "empty lines are rows": ("a\n\n\nb", 10, ["a", "", "", "b"]),
    "a line feed alone": ("\n", 10, [""]),
    "long lines wrap": ("abcdef\ngh", 4, ["abcd", "ef", "gh"]),
    "looks take no room": ("\x1b[31mabcd\x1b[0m", 4, ["abcd"]),
    "a progress bar shows its last state": ("10%\r20%\r30%", 10, ["30%"]),
    "tabs": ("a\tb", 20, ["a       b"]),
}


@pytest.mark.parametrize(("text", "width", "rows"), DRAWN.values(), ids=list(DRAWN.keys()))
def test_text_as_rows(text: str, width: int, rows: list[str]) -> None:
    drawn_text = drawing(text)
    assert drawn_text.height(width) == len(rows)
    assert shown(all_rows(drawn_text, width)) == rows


@given(TEXTS, WIDTHS, st.booleans())
def test_any_part_is_that_part_of_the_whole(text: str, width: int, marked: bool) -> None:
    check_rows(TextDrawing(written(text), BASE, MARK if marked else None), width)


@given(TEXTS, WIDTHS, WIDTHS)
def test_lines_are_the_same_in_any_width(text: str, width: int, other: int) -> None:
    check_lines(drawing(text), width, other)


def test_lines_are_counted_over_pages_and_what_was_dropped() -> None:
    stream = written(*(f"{'x' * (number % 90)}{number}\n" for number in range(5000)), cap=100_000)
    assert stream.dropped and stream.frozen
    long = TextDrawing(stream, BASE)
    for row in (1, 100, 500, long.height(40) - 1):
        line = long.line_at(40, row)
        begin = long.row_of(40, line)
        assert begin <= row
        (first,) = long.rows(40, begin, begin + 1)
        (same,) = long.rows(200, long.row_of(200, line), long.row_of(200, line) + 1)
        assert same.text.startswith(first.text)


@given(TEXTS, WIDTHS)
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    stream = written(text)
    lines = stream.plain().expandtabs(8) if stream.plain().isascii() else None
    if lines is not None:
        end = "" if not lines or lines.endswith("\n") else "\n"
        assert joined(all_rows(TextDrawing(stream, BASE), width)) == lines + end


@given(st.lists(TEXTS, max_size=6), WIDTHS, WIDTHS)
def test_a_drawing_follows_its_text(pieces: list[str], width: int, other: int) -> None:
    stream = StreamText()
    followed = TextDrawing(stream, BASE)
    for index, piece in enumerate(pieces):
        stream.write(piece)
        fresh = TextDrawing(stream, BASE)
        at = width if index % 3 else other
        assert all_rows(followed, at) == all_rows(fresh, at)


# Text of some pages: 600 lines, of which the first 256 are frozen.


@settings(max_examples=15, deadline=None)
@given(st.lists(TEXTS.map(lambda text: text.replace("\n", "")), min_size=1, max_size=5), WIDTHS)
def test_pages_have_the_rows_of_their_lines(lines: list[str], width: int) -> None:
    stream = written(*(lines[number % len(lines)] + "\n" for number in range(600)))
    assert stream.frozen
    pages = TextDrawing(stream, BASE)
    height = pages.height(width)
    rows = pages.rows(width, 0, height + 10)
    assert len(rows) == height
    one_by_one = [row for line in lines for row in all_rows(drawing(line + "\n"), width)]
    assert shown(rows[: len(one_by_one)]) == shown(one_by_one)
    for start in range(0, height, max(1, height // 20)):
        assert pages.rows(width, start, start + 7) == rows[start : start + 7]


@pytest.mark.parametrize("width", [9, 10, 17, 40])
def test_wide_characters_before_a_tab_in_a_page(width: int) -> None:
    # Seven characters, eight cells: the tab leads to the second stop.
    stream = written("日abcdef\tx\n" * 600)
    assert stream.frozen
    pages = TextDrawing(stream, BASE)
    assert pages.height(width) == len(pages.rows(width, 0, 100_000))
    assert widest(pages.rows(width, 0, 20)) <= width


def test_a_line_longer_than_a_page_is_one_line() -> None:
    text = "".join(chr(97 + number % 26) for number in range(4 * PAGE_LENGTH + 100))
    stream = written("before\n" + text + "\nafter\n")
    assert any(not page.text.endswith("\n") for page in stream.frozen)
    long = TextDrawing(stream, BASE)
    width = 1000
    rows = all_rows(long, width)
    assert len(rows) == long.height(width)
    assert joined(rows) == f"before\n{text}\nafter\n"
    assert widest(rows) <= width


def test_a_styled_line_longer_than_a_page_keeps_its_look() -> None:
    stream = written("\x1b[31m" + "x" * (4 * PAGE_LENGTH) + "\x1b[0m\n")
    rows = all_rows(TextDrawing(stream, BASE), 500)
    parts = [part for row in rows for part in row.content]
    assert {part.style for part in parts} == {BASE + Style(color=Color.from_ansi(1))}


def test_only_pages_in_sight_are_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = written(*(f"line {number}\n" for number in range(50_000)))
    taken: list[int] = []
    lines_of = measured_text.page_lines

    def counted(page: Page) -> list[str]:
        taken.append(1)
        return lines_of(page)

    monkeypatch.setattr(measured_text, "page_lines", counted)
    long = TextDrawing(stream, BASE)
    assert len(stream.frozen) > 100
    assert long.height(80) == 50_000
    assert shown(long.rows(80, 25_000, 25_010))[0] == "line 25000"
    assert len(taken) <= 2


def test_only_new_pages_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = written(*("x" * 100 + "\n" for _ in range(2000)))
    narrow = TextDrawing(stream, BASE)
    measured: list[int] = []
    height_of = measured_text.page_height

    def counted(page: Page, width: int) -> int:
        measured.append(1)
        return height_of(page, width)

    monkeypatch.setattr(measured_text, "page_height", counted)
    assert narrow.height(60) == 4000
    known = len(measured)
    stream.write("more\n" * 300)
    assert narrow.height(60) == 4300
    assert len(measured) - known <= 2


def test_what_was_dropped_is_said_with_its_size() -> None:
    stream = written(*("0123456789" * 10 + "\n" for _ in range(30_000)), cap=1_000_000)
    assert stream.dropped > 1_900_000
    long = TextDrawing(stream, BASE)
    rows = all_rows(long, 80)
    assert rows[0].text.startswith(f"… {stream.dropped / 1e6:.1f} MB of earlier output")
    assert len(rows) == long.height(80)
    assert long.rows(80, 1, 4) == rows[1:4]
    assert long.rows(80, 0, 1) == rows[:1]
    # And it follows as more is dropped.
    dropped = stream.dropped
    for _ in range(30_000):
        stream.write("9876543210" * 10 + "\n")
    assert stream.dropped > dropped
    assert len(all_rows(long, 80)) == long.height(80)
    assert all_rows(long, 80)[-2].text.startswith("98765")


def test_every_row_of_stderr_has_its_mark() -> None:
    marked = TextDrawing(written("abcdef\ng"), BASE, MARK)
    assert drawn(all_rows(marked, 4)) == ["▎abc", "▎def", "▎g"]
    assert shown(all_rows(marked, 4)) == ["abc", "def", "g"]
    assert marked.height(4) == 3


@pytest.mark.parametrize(
    ("text", "needle", "width", "rows"),
    [
        ("one\ntwo\none", "one", 10, [0, 2]),
        ("one one", "one", 10, [0, 0]),
        ("abcdefgh", "ef", 4, [1]),
        ("abcdefgh", "de", 4, [0]),
        ("One", "one", 10, [0]),
        ("one", "One", 10, []),
        ("\x1b[31mo\x1b[0mne", "one", 10, [0]),
        ("日本語", "語", 4, [1]),
        ("", "x", 10, []),
    ],
)
def test_finding(text: str, needle: str, width: int, rows: list[int]) -> None:
    assert found_rows(drawing(text), needle, width) == rows


def test_finding_over_pages_gives_rows_that_hold_the_match() -> None:
    stream = written(*(f"{'x' * (number % 90)} needle {number}\n" for number in range(2000)))
    long = TextDrawing(stream, BASE)
    found = found_rows(long, "needle", 40)
    assert len(found) == 2000
    assert all(earlier <= later for earlier, later in pairwise(found))
    rows = all_rows(long, 40)
    for row in found[::50]:
        assert "n" in rows[row].text
    assert found_rows(long, "needle 1999", 40) == [found[-1]]


def test_finding_counts_the_row_of_what_was_dropped() -> None:
    stream = written(*("0123456789" * 10 + "\n" for _ in range(3000)), "needle\n", cap=100_000)
    long = TextDrawing(stream, BASE)
    (row,) = found_rows(long, "needle", 200)
    assert long.rows(200, row, row + 1)[0].text == "needle"


@pytest.mark.parametrize(
    ("text", "look"),
    [
        (TextStyle(), Style.null()),
        (TextStyle(bold=True, fg=1), Style(bold=True, color=Color.from_ansi(1))),
        (TextStyle(bg=(1, 2, 3)), Style(bgcolor=Color.from_rgb(1, 2, 3))),
        (
            TextStyle(faint=True, italic=True, underline=True, strike=True, inverse=True),
            Style(dim=True, italic=True, underline=True, strike=True, reverse=True),
        ),
        (TextStyle(overline=True), Style(overline=True)),
    ],
)
def test_looks(text: TextStyle, look: Style) -> None:
    assert rich_style(text) == look


def test_a_link_is_a_link() -> None:
    (row,) = all_rows(drawing("\x1b]8;;https://a.b/\x1b\\here\x1b]8;;\x1b\\"), 20)
    (part,) = row.content
    assert part.text == "here"
    assert part.style is not None
    assert part.style.link == "https://a.b/"


def test_the_base_shines_through() -> None:
    (row,) = all_rows(drawing("a\x1b[1mb"), 20)
    assert [part.style for part in row.content] == [BASE, BASE + Style(bold=True)]
