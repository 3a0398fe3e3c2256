"""What a stream freezes, keeps and drops: pages, very long lines, the live window, the cap."""

from __future__ import annotations

import gc
import re
import sys

import pytest

from tui.model.clean import HIDDEN
from tui.model.stream_text import StreamText, plain_line
from tui.model.stream_text.canonical import widest
from tui.model.stream_text.cells import CellLine
from tui.model.stream_text.tokens import SHOWN_ASCII, is_plain

CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def stream(*pieces: str, cap: int = 100_000_000) -> StreamText:
    """A stream to which `pieces` were written."""
    text = StreamText(cap)
    for piece in pieces:
        text.write(piece)
    return text


def assert_pages_are_sound(text: StreamText) -> None:
    """The invariants of every page."""
    for page in text.frozen:
        plain = plain_line(page.text)
        lines = plain.expandtabs(8).split("\n")
        assert len(page.text) <= 33_000
        assert page.line_breaks == page.text.count("\n") <= 256
        assert page.widest >= max(map(len, lines))
        assert page.styled == ("\x1b" in page.text)
        assert CONTROL.search(plain) is None
        for line in page.text.split("\n"):
            for escape in re.findall("\x1b\\[[0-9;]*m", line)[-1:]:
                assert escape == "\x1b[0m"


@pytest.mark.parametrize("size", [10, 4096, 10**9], ids=["tiny", "usual", "one"])
def test_many_lines_are_frozen_in_pages(size: int) -> None:
    sent = "".join(f"line {n}\n" for n in range(20_000))
    text = stream(*(sent[at : at + size] for at in range(0, len(sent), size)))
    assert text.ansi() == sent
    assert_pages_are_sound(text)
    assert len(text.frozen) <= 20_000 / 256 + 1
    assert 200 <= len(text.live_lines()) <= 456
    assert all(page.text.endswith("\n") and page.widest <= 10 for page in text.frozen)


def test_coloured_lines_are_frozen_each_with_its_look() -> None:
    text = stream("\x1b[31m" + "red line\n" * 2000)
    assert text.ansi() == "\x1b[31mred line\x1b[0m\n" * 2000
    assert_pages_are_sound(text)
    assert {page.widest for page in text.frozen} == {8}


def test_pages_know_the_columns_of_wide_letters_and_tabs() -> None:
    text = stream("日本語\n" * 1000, "a\tb\n" * 1000)
    assert_pages_are_sound(text)
    assert [page.widest for page in text.frozen][:2] == [6, 6]
    assert text.frozen[-1].widest == 9


@pytest.mark.parametrize("size", [1000, 8192, 10**9], ids=["small", "usual", "one"])
@pytest.mark.parametrize("unit", ["x", "日本", "\x1b[31mab\x1b[1mc\x1b[0md"])
def test_a_very_long_line_is_frozen_in_parts(size: int, unit: str) -> None:
    sent = "first\n" + unit * (400_000 // len(unit)) + "\nlast"
    text = stream(*(sent[at : at + size] for at in range(0, len(sent), size)))
    assert plain_line(text.ansi()) == plain_line(sent)
    assert_pages_are_sound(text)
    assert len(text.frozen) > 6
    parts = text.frozen[1:]
    assert sum(page.line_breaks for page in parts) == 0
    assert len(text.live_lines()) == 2


def test_very_long_lines_one_after_another_are_kept_whole() -> None:
    lines = [char * 90_000 for char in "abc"]
    text = stream("\n".join(lines) + "\n")
    assert text.ansi() == "\n".join(lines) + "\n"
    assert_pages_are_sound(text)


def test_a_very_long_line_that_begins_edited_is_frozen_too() -> None:
    text = stream("ab\rc", *["x" * 50] * 10_000)
    assert text.plain() == "c" + "x" * 500_000
    assert len(text.frozen) >= 13


def test_the_cursor_stops_at_the_frozen_part_of_a_line() -> None:
    text = stream("a" * 100_000, "\rX")
    line = text.plain()
    place = line.index("X")
    assert len(line) == 100_000
    assert 0 < place == sum(len(page.text) for page in text.frozen)


def test_the_cursor_goes_back_over_the_live_window_only() -> None:
    sent = "".join(f"{n}\n" for n in range(1000))
    lines = stream(sent, "\x1b[9999AX").plain().split("\n")
    assert [n for n, line in enumerate(lines) if "X" in line] == [801]
    assert stream(*sent, *"\x1b[9999AX").plain().split("\n") == lines


def test_lines_edited_before_they_are_frozen_are_right() -> None:
    text = stream("".join(f"old\rnew {n}\n" for n in range(3000)))
    assert text.plain() == "".join(f"new {n}\n" for n in range(3000))
    assert_pages_are_sound(text)


def test_cells_are_kept_for_live_lines_only() -> None:
    gc.collect()
    before = sum(isinstance(it, CellLine) for it in gc.get_objects())
    text = stream("old\rnew\n" * 3000, "\x1b[AX")
    after = sum(isinstance(it, CellLine) for it in gc.get_objects())
    assert 0 < after - before <= len(text.live_lines())


def test_cells_of_a_long_line_are_given_up_when_it_is_left() -> None:
    gc.collect()
    before = sum(isinstance(it, CellLine) for it in gc.get_objects())
    text = stream("a" * 5000 + "\rX\n" + "b" * 5000 + "\rY\x1b[AZ")
    after = sum(isinstance(it, CellLine) for it in gc.get_objects())
    assert after - before == 1
    assert text.plain() == "XZ" + "a" * 4998 + "\nY" + "b" * 4999


def test_the_cap_drops_the_oldest_pages() -> None:
    line = "x" * 99 + "\n"
    text = stream(*[line * 1000] * 50, cap=1_000_000)
    kept = sum(len(page.text) for page in text.frozen)
    assert 900_000 < kept <= 1_000_000
    assert text.dropped + len(text.ansi()) == 5_000_000
    assert text.first_page == text.dropped // len(text.frozen[0].text)
    text.clear()
    assert text.dropped == 0


def test_the_cap_drops_parts_of_a_very_long_line() -> None:
    text = stream("x" * 5_000_000, cap=1_000_000)
    assert text.dropped + len(text.ansi()) == 5_000_000
    assert sum(len(page.text) for page in text.frozen) <= 1_000_000
    assert not text.is_empty


def test_pages_take_little_more_memory_than_their_text() -> None:
    text = stream("abcdef\n" * 100_000)
    size = sum(sys.getsizeof(page) + sys.getsizeof(page.text) for page in text.frozen)
    size += sum(sys.getsizeof(line) for line in text.live_lines())
    assert size < 1.2 * 700_000


def test_updates_of_one_line_leave_nothing_behind() -> None:
    text = stream(*[f"\r{n:80}" for n in range(5000)])
    assert text.frozen == []
    assert text.live_lines() == [f"{4999:80}"]


def test_the_characters_that_need_no_second_look_are_those_nobody_hides() -> None:
    hidden = re.compile(f"[{HIDDEN}]")
    shown = [chr(code) for code in range(128) if not hidden.match(chr(code))]
    assert "".join(shown).encode() == SHOWN_ASCII


@pytest.mark.parametrize("odd", ["", "\x1b[31m", "\r", "\b", "\x07", "\x7f", "é", "\u202e", "\x1b"])
def test_a_long_text_says_the_same_as_its_pieces(odd: str) -> None:
    lines = "".join(f"{number}\tof many\n" for number in range(1000))
    text = f"{lines}{odd}{lines}"
    assert is_plain(text) is (odd == "")
    whole, pieces = StreamText(), StreamText()
    whole.write(text)
    for start in range(0, len(text), 100):
        pieces.write(text[start : start + 100])
    assert whole.ansi() == pieces.ansi()
    assert [page.widest for page in whole.frozen] == [widest(page.text) for page in whole.frozen]
