"""Segments before and behind the barrier."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.color import Color

from tui.terminal.barrier import MARK, ControlBarrier, visible

BLACK = Color(0, 0, 0)


def through(*segments: Segment) -> list[Segment]:
    return ControlBarrier().apply(list(segments), BLACK)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("\x1b]52;c;aGk=\x07", "]52;c;aGk="),
        ("a\x9b6nb", "a6nb"),
        ("user\u202egnp.exe", "usergnp.exe"),
        ("\u2066x\u2069", "x"),
        ("a\ud800b", f"a{MARK}b"),
        ("a\x00\x7f\x0e\r\nb", "ab"),
    ],
)
def test_control_characters_do_not_pass_and_the_width_stays(text: str, clean: str) -> None:
    (segment,) = through(Segment(text))
    assert segment.text == clean
    assert cell_len(segment.text) == cell_len(text)


@pytest.mark.parametrize(
    "text", ["", "plain", "Grüße 日本語 👩‍👩‍👧", "no\xa0break", "שלום\u200f עולם", "\ue0b0"]
)
def test_ordinary_text_passes(text: str) -> None:
    assert through(Segment(text)) == [Segment(text)]


def test_harmless_lines_are_not_copied() -> None:
    line = [Segment("a"), Segment("b", Style(bold=True))]
    assert ControlBarrier().apply(line, BLACK) is line


def test_control_segments_are_left_alone() -> None:
    control = Segment("\x1b[1;1H", None, [(ControlType.CURSOR_MOVE_TO, 1, 1)])
    assert through(control, Segment("\x1b")) == [control, Segment("")]


@pytest.mark.parametrize(
    ("link", "stays"),
    [
        ("https://example.org/a?b=c#d", True),
        ("HTTP://example.org", True),
        ("file:///tmp/a.png", True),
        ("mailto:a@example.org", True),
        ("javascript:alert(1)", False),
        ("vscode://extension", False),
        ("http://x\x1b\\\x1b]0;title\x07", False),
        ("http://example.org/\u202e", False),
        ("http://example.org/a b", False),
    ],
)
def test_links_stay_when_they_are_plain(link: str, stays: bool) -> None:
    (segment,) = through(Segment("text", Style(link=link, bold=True)))
    assert segment.style is not None
    assert segment.style.link == (link if stays else None)
    assert segment.style.bold


def test_visible_marks_every_control_character() -> None:
    assert visible("a\x1b[1mb\u202e") == f"a{MARK}[1mb{MARK}"
