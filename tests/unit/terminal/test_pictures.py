"""Pictures in frames: what stands for them is taken out, and what draws them put in."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest

from tui.terminal.output import is_frame
from tui.terminal.pictures import Area, BlankPicture, PictureShelf
from tui.terminal.placeholders import Span, cells_of_picture

END = "\x1b[24;80H"


class Painted(BlankPicture):
    """Says what it was asked to draw."""

    def __init__(self, name: str = "p", size: int = 10) -> None:
        self._name, self._size = name, size

    @property
    def size(self) -> int:
        return self._size

    def painted(self, area: Area) -> str:
        return f"<{self._name} {area.row} {area.column} {area.rows} {area.columns}>"


class Sent(Painted):
    """Is sent once, and written in the place of its cells."""

    @property
    def sent_first(self) -> str:
        return f"<send {self._name}>"

    @property
    def sent_last(self) -> str:
        return f"<forget {self._name}>"

    def cells(self, span: Span) -> str:
        return self._name * (span.end - span.first)

    def painted(self, area: Area) -> str:
        return ""


def shelf_of(*pictures: BlankPicture, limit: int = 1000) -> PictureShelf:
    """A shelf with pictures of the numbers 1, 2..."""
    shelf = PictureShelf(limit)
    for picture in pictures:
        shelf.put(shelf.new_number(), picture)
    return shelf


def line(y: int, x: int, *parts: str) -> str:
    return f"\x1b[{y};{x}H" + "".join(parts)


def cells(row: int, first: int = 0, end: int = 4, number: int = 1) -> str:
    return cells_of_picture(number, row, first, end)


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        # Rows one below the other are one part, drawn where they begin.
        ([line(n + 1, 1, cells(n)) for n in range(3)], "\x1b[1;1H<p 0 0 3 4>"),
        # Text before and behind, with colours and links, stays where it is.
        (
            [line(5, 3, "\x1b[1mab\x1b[0m", "漢\x1b]8;;http://x\x1b\\c", cells(2), "rest")],
            "\x1b[5;8H<p 2 0 1 4>",
        ),
        # Cut off at the left and the right, and by something in the middle.
        ([line(1, 1, cells(0, 2, 3))], "\x1b[1;1H<p 0 2 1 1>"),
        (
            [line(1, 1, cells(0, 0, 1)), line(1, 4, cells(0, 3, 4))],
            "\x1b[1;1H<p 0 0 1 1>\x1b[1;4H<p 0 3 1 1>",
        ),
        # Pieces side by side belong together.
        ([line(1, 1, cells(0, 0, 2)), line(1, 3, cells(0, 2, 4))], "\x1b[1;1H<p 0 0 1 4>"),
        # Not the next row of the picture, and not the next line of the screen.
        ([line(1, 1, cells(0)), line(2, 1, cells(5))], "\x1b[1;1H<p 0 0 1 4>\x1b[2;1H<p 5 0 1 4>"),
        ([line(1, 1, cells(0)), line(3, 1, cells(1))], "\x1b[1;1H<p 0 0 1 4>\x1b[3;1H<p 1 0 1 4>"),
        # The screen's last line stays free.
        ([line(n + 23, 1, cells(n)) for n in range(2)], "\x1b[23;1H<p 0 0 1 4>"),
        ([line(24, 1, cells(0))], ""),
        # Two pictures, and the same one twice.
        (
            [line(1, 1, cells(0), cells(0, number=2))],
            "\x1b[1;1H<p 0 0 1 4>\x1b[1;5H<q 0 0 1 4>",
        ),
        ([line(1, 1, cells(0), cells(0))], "\x1b[1;1H<p 0 0 1 4>\x1b[1;5H<p 0 0 1 4>"),
    ],
)
def test_pictures_are_drawn_over_blanks(lines: list[str], wanted: str) -> None:
    shelf = shelf_of(Painted("p"), Painted("q"))
    frame = "\n".join(lines) + END
    made = shelf.frame(frame, 24)
    blanks = frame
    for number in (1, 2):
        for row in range(6):
            for first in range(4):
                for end in range(4, first, -1):
                    blanks = blanks.replace(cells(row, first, end, number), " " * (end - first))
    assert made == blanks.removesuffix(END) + wanted + END
    assert is_frame(made)


def test_a_frame_that_does_not_end_as_usual_keeps_its_cursor() -> None:
    made = shelf_of(Painted()).frame(line(2, 1, cells(0), "x"), 24)
    assert made == "\x1b[2;1H    x\x1b7\x1b[2;1H<p 0 0 1 4>\x1b8"


def test_what_stands_for_no_picture_stays_or_is_blank() -> None:
    shelf = shelf_of(Painted())
    missed: list[None] = []
    shelf.on_missing = lambda: missed.append(None)
    odd = "a\U0010eeeeb\U0010eeee\u0305\u0305c"
    assert shelf.frame(f"{odd}{END}", 24) == f"{odd}{END}"
    assert shelf.frame(f"{cells(0, number=77)}{END}", 24) == f"    {END}"
    assert not missed
    assert not shelf.concerns("text")
    assert shelf.concerns(cells(0))


def test_a_picture_is_sent_before_its_first_frame_and_forgotten_once() -> None:
    shelf = shelf_of(Sent("s"))
    frame = f"{line(1, 1, cells(0))}{END}"
    assert shelf.frame(frame, 24) == f"<send s>\x1b[1;1Hssss{END}"
    assert shelf.frame(frame, 24) == f"\x1b[1;1Hssss{END}"
    shelf.lost()
    assert shelf.frame(frame, 24) == f"<send s>\x1b[1;1Hssss{END}"
    shelf.drop(1)
    assert shelf.concerns("text")
    assert shelf.frame(f"text{END}", 24) == f"<forget s>text{END}"
    assert not shelf.concerns("text")
    assert not shelf.has(1)
    assert shelf.farewell() == ""


def test_at_the_end_all_that_was_sent_is_forgotten() -> None:
    shelf = shelf_of(Sent("a"), Sent("b"), Sent("c"))
    shelf.frame(f"{cells(0)}{cells(0, number=3)}{END}", 24)
    assert shelf.farewell() in ("<forget a><forget c>", "<forget c><forget a>")
    assert shelf.farewell() == ""


def test_what_was_drawn_longest_ago_goes_first_and_is_missed_once() -> None:
    shelf = shelf_of(*(Sent(name, 10) for name in "abc"), limit=30)
    missed: list[None] = []
    shelf.on_missing = lambda: missed.append(None)
    for number in (1, 2, 3, 1):
        shelf.frame(f"{cells(0, number=number)}{END}", 24)
    shelf.put(shelf.new_number(), Sent("d", 10))
    assert [shelf.has(number) for number in (1, 2, 3, 4)] == [True, False, True, True]
    assert shelf.size == 30
    for _ in range(2):
        assert "    " in shelf.frame(f"{cells(0, number=2)}{END}", 24)
    assert len(missed) == 1


def test_what_is_in_one_frame_is_never_dropped_by_it() -> None:
    shelf = shelf_of(*(Painted(name, 10) for name in "abc"), limit=1000)
    shelf._limit = 5
    frame = f"{cells(0)}{cells(0, number=2)}{END}"
    for _ in range(2):
        shelf.frame(frame, 24)
        assert [shelf.has(number) for number in (1, 2, 3)] == [True, True, False]


def test_garbage_drops_pictures_also_while_the_shelf_is_in_use() -> None:
    class Owner:
        pass

    shelf = shelf_of()
    frame = f"{line(1, 1, cells(0))}{END}"
    done = threading.Event()

    def draw() -> None:
        while not done.is_set():
            shelf.frame(frame, 24)

    thread = threading.Thread(target=draw)
    thread.start()
    for _ in range(300):
        owner = Owner()
        number = shelf.new_number()
        shelf.put(number, Painted())
        weakref.finalize(owner, shelf.drop, number)
        del owner
    done.set()
    thread.join(10)
    gc.collect()
    shelf.frame(END, 24)
    assert len(shelf) == 0
