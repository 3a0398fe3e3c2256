"""Work in slices ends where work in one go does, and no slice is long."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes import until
from tests.pilot.transcript_app import Book, TranscriptApp, settled
from tui.model.stream_text.pages import PAGE_LINES, Page
from tui.render import measured_text
from tui.render.highlight import DEFAULT_SYNTAX_THEME
from tui.render.needle import Needle
from tui.render.palette import Palette
from tui.render.rows import Row
from tui.render.slices import Slice
from tui.render.text import TextDrawing
from tui.widgets.transcript.block_layout import BlockLayout, LayoutStyle
from tui.widgets.transcript.finding import MOST_MATCHES, Finding, Found, More
from tui.widgets.transcript.index import TranscriptIndex
from tui.widgets.transcript.view import TranscriptView
from tui.wire.events import CellSubmitted, KernelRestarted, Origin, OutputCleared

SIZE = (40, 10)
WIDE = 100_000
STYLE = LayoutStyle(Palette())
NEEDLES = ["a", "ab", "abc", "b", "B", "bA", "zz"]

WORDS = st.sampled_from(["a", "ab ", "abc", "B", "bA\n", "\n", "日", "\x1b[31mab\x1b[0m", "xyz "])
TEXTS = st.one_of(
    st.lists(WORDS, max_size=30).map("".join),
    st.lists(WORDS, min_size=1, max_size=4).map(lambda words: ("".join(words) + "\n") * 700),
)
STEPS = st.one_of(
    st.tuples(st.just("cell"), TEXTS),
    st.tuples(st.just("begin"), TEXTS),
    st.tuples(st.just("write"), TEXTS),
    st.tuples(st.just("error"), TEXTS),
    st.tuples(st.just("result"), st.sampled_from(["ab", "abc\nab", "B" * 70])),
    st.tuples(st.just("clear"), st.none()),
    st.tuples(st.just("end"), st.none()),
    st.tuples(st.just("restart"), st.none()),
    st.tuples(st.just("find"), st.sampled_from(NEEDLES)),
    st.tuples(st.just("wrap"), st.integers(1, 60)),
    st.tuples(st.just("expose"), st.integers(0, 500)),
    st.tuples(st.just("work"), st.integers(1, 30)),
    st.tuples(st.just("fold"), st.integers(0, 9)),
    st.tuples(st.just("hide"), st.none()),
    st.tuples(st.just("show"), st.none()),
)


def all_rows(index: TranscriptIndex) -> list[Row]:
    """Every row, after everything was measured."""
    while not index.is_exact:
        index.measure(index.height // 2, Slice())
    return index.rows(0, index.height)


def search_all(finding: Finding) -> None:
    """Search to the end."""
    while not finding.is_done:
        finding.work(Slice())


def rows_of_matches(finding: Finding, index: TranscriptIndex) -> list[int]:
    """The row of each match."""
    return [
        index.row_of_spot(block, section, part, (line, column))
        for block, section, part, line, column in finding._found
    ]


class Reader:
    """A transcript that is written, wrapped, searched and measured bit by bit."""

    def __init__(self) -> None:
        self.book = Book()
        self.cell = self.book.begin("ab")
        self.queued = 0
        self.index = TranscriptIndex(self.book.transcript.blocks, STYLE, 40)
        self.index.take(self.book.feed.take())
        self.finding = Finding("a", self.index)

    def do(self, step: str, value: str | int | None) -> None:
        """One thing that users or kernels do."""
        match step, value:
            case "cell", str():
                self.book.cell("ab = 1\nb", value)
            case "begin", str():
                self.cell = self.book.begin(value)
            case "write", str():
                self.book.write(self.cell, value)
            case "error", str():
                self.book.write(self.cell, value, "stderr")
            case "result", str():
                self.book.result(self.cell, value)
            case "clear", _:
                self.book.apply(OutputCleared(Origin(self.cell), False))
            case "end", _:
                self.book.end(self.cell)
            case "restart", _:
                self.queued += 1
                self.book.apply(CellSubmitted(f"queued {self.queued}", "ab"), KernelRestarted())
            case _:
                self.look(step, value)
        self.finding.touch(self.index.take(self.book.feed.take()))

    def look(self, step: str, value: str | int | None) -> None:
        """One thing that changes only what is seen."""
        match step, value:
            case "find", str():
                self.finding = Finding(value, self.index, self.finding)
            case "wrap", int():
                self.index.wrap_to(value, self.index.height // 2)
            case "expose", int():
                top = min(value, self.index.height)
                self.index.expose(top, top + 10)
                shown = self.index.rows(top, top + 10)
                assert len(shown) == min(10, max(0, self.index.height - top))
            case "work", int():
                for _ in range(value):
                    self.finding.work(Slice(0, 1))
                    self.index.measure(self.index.height // 3, Slice(0, 1))
            case "fold", int() if value < len(self.book.transcript.blocks):
                self.index.fold(value)
            case "hide", _:
                self.index.hide_ended()
            case "show", _:
                self.index.show_all()

    def fresh(self, width: int) -> TranscriptIndex:
        """An index that knows nothing of what happened."""
        index = TranscriptIndex(self.book.transcript.blocks, STYLE, width)
        for place, block in enumerate(self.book.transcript.blocks):
            if block in self.index._folded:
                index.fold(place)
        index._show_from(self.index.shown.start)
        return index


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, max_size=25))
def test_work_in_slices_ends_as_work_in_one_go(steps: list[tuple[str, str | int | None]]) -> None:
    reader = Reader()
    for step, value in steps:
        reader.do(step, value)
    index, finding = reader.index, reader.finding
    assert all_rows(index) == all_rows(reader.fresh(index.width))
    # In lines that do not wrap, a plain search finds what is to be found.
    index.wrap_to(WIDE, 0)
    rows = all_rows(index)
    search_all(finding)
    needle = finding.needle
    plain = [number for number, row in enumerate(rows) for _ in needle.places(row.text)]
    assert rows_of_matches(finding, index) == plain[-MOST_MATCHES:]


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5), st.integers(1, 60), st.integers(1, 60))
def test_a_row_stays_in_place_while_others_are_measured(
    texts: list[str], width: int, other: int
) -> None:
    book = Book()
    for text in texts:
        book.cell("ab", text)
    index = TranscriptIndex(book.transcript.blocks, STYLE, width)
    all_rows(index)
    block, row = index.wrap_to(other, index.height // 2)
    top = index.top(block) + row
    index.expose(top, top + 10)
    shown = index.rows(top, top + 10)
    while not index.is_exact:
        top = index.measure(top, Slice(0, 1))
        assert index.rows(top, top + len(shown)) == shown
    assert all_rows(index)[top : top + len(shown)] == shown


@pytest.mark.parametrize("height", [1, 10, 300])
def test_the_end_is_exact_while_nothing_else_is(height: int) -> None:
    book = Book()
    for number in range(300):
        book.cell(f"cell_{number}", "x" * 100 + "\n日本\n")
    index = TranscriptIndex(book.transcript.blocks, STYLE, 60)
    index.expose_end(height)
    assert not index.is_exact
    end = index.rows(index.height - height, index.height)
    assert end == all_rows(index)[-height:]


def test_a_very_long_value_is_written_bit_by_bit() -> None:
    book = Book()
    cell = book.begin("1")
    text = "".join(f"line {number}\n" for number in range(100_000))
    book.result(cell, text)
    index = TranscriptIndex(book.transcript.blocks, STYLE, 80)
    index.expose_end(10)
    assert 0 < index.height < 50_000
    assert not index.is_exact
    finding = Finding("line 99999", index)
    assert len(all_rows(index)) == 100_000 + 3
    search_all(finding)
    assert finding.found == Found(1, 1)


# Counts, not times.


def long_book(lines: int, word: str = "\x1b[32mword\x1b[0m and more") -> Book:
    book = Book()
    cell = book.begin("flood")
    book.write(cell, "".join(f"{word} {number}\n" for number in range(lines)))
    book.end(cell)
    return book


def test_a_step_of_a_slice_looks_at_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    index = TranscriptIndex(long_book(50_000).transcript.blocks, STYLE, 80)
    index.expose_end(40)
    pages: list[int] = []
    height_of = measured_text.page_height

    def counted(page: Page, width: int) -> int:
        pages.append(page.line_breaks)
        return height_of(page, width)

    monkeypatch.setattr(measured_text, "page_height", counted)
    index.wrap_to(10, index.height - 40)
    index.expose_end(40)
    assert len(pages) <= 2
    steps = 0
    while not index.is_exact:
        pages.clear()
        index.measure(index.height, Slice(0, 1))
        steps += 1
        assert sum(pages) <= PAGE_LINES
    assert steps > 100


def test_a_resize_where_nothing_wraps_measures_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    book = long_book(5_000)
    for number in range(1_000):
        book.cell(f"cell_{number}", "short\n")
    index = TranscriptIndex(book.transcript.blocks, STYLE, 80)
    all_rows(index)
    measured: list[BlockLayout] = []
    height_of = BlockLayout.height

    def counted(layout: BlockLayout, width: int) -> int:
        measured.append(layout)
        return height_of(layout, width)

    monkeypatch.setattr(BlockLayout, "height", counted)
    index.wrap_to(100, 0)
    assert index.is_exact
    assert len(measured) <= 2


def counted_searches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The parts of texts that are searched from now on."""
    searched: list[int] = []
    search = TextDrawing.search

    def counted(
        drawing: TextDrawing, needle: Needle, part: int, work: Slice
    ) -> list[tuple[int, int]]:
        searched.append(part)
        return search(drawing, needle, part, work)

    monkeypatch.setattr(TextDrawing, "search", counted)
    return searched


def test_a_longer_needle_is_searched_only_where_the_shorter_was_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index = TranscriptIndex(long_book(50_000).transcript.blocks, STYLE, 80)
    searched = counted_searches(monkeypatch)
    short = Finding("word and more 4999", index)
    search_all(short)
    assert short.found == Found(11, 11)
    assert len(searched) > 100
    searched.clear()
    longer = Finding("word and more 49999", index, short)
    longer.work(Slice())
    assert longer.found == Found(1, 1)
    assert len(searched) <= 2


def test_new_output_is_searched_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book()
    cell = book.begin("flood")
    book.write(cell, "needle\n" * 20_000)
    index = TranscriptIndex(book.transcript.blocks, STYLE, 80)
    index.take(book.feed.take())
    finding = Finding("new", index)
    search_all(finding)
    assert finding.found == Found(0, 0)
    searched = counted_searches(monkeypatch)
    for count in range(1, 6):
        book.write(cell, "a new line\n" + "needle\n" * 300)
        finding.touch(index.take(book.feed.take()))
        search_all(finding)
        assert finding.found.matches == count
    # Each time the lines that can change, and a page or two.
    assert len(searched) <= 5 * 4


async def test_the_newest_match_is_shown_at_once_and_the_count_grows() -> None:
    app = TranscriptApp(long_book(200_000, "\x1b[32mword\x1b[0m"))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        found = app.view.find("word 1")
        await pilot.pause()
        assert any("word 199999" in line for line in app.lines())
        assert found.shown == found.matches > 0
        await settled(app, pilot)
        assert app.view.step_match(0) == Found(MOST_MATCHES, MOST_MATCHES, More.UNCOUNTED)


async def test_the_only_match_is_shown_once_it_is_found() -> None:
    book = Book()
    book.cell("needle", "")
    cell = book.begin("flood")
    book.write(cell, "\x1b[32mword\x1b[0m\n" * 300_000)
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        assert app.view.find("needle") == Found(0, 0, More.SEARCHING)
        await settled(app, pilot)
        assert app.lines()[0] == "In [1]: needle"
        assert not app.view.following


async def test_the_next_needle_ends_the_search_for_the_one_before() -> None:
    app = TranscriptApp(long_book(300_000))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        assert app.view.find("nothing") == Found(0, 0, More.SEARCHING)
        assert app.view.find("") == Found(0, 0)
        assert not app.view.is_unfinished


async def test_others_have_their_turn_between_two_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    app = TranscriptApp(long_book(200_000))
    turns: list[str] = []
    go_on = TranscriptView._go_on

    def noted(view: TranscriptView) -> None:
        turns.append("slice")
        go_on(view)

    monkeypatch.setattr(TranscriptView, "_go_on", noted)
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        turns.clear()
        app.view.find("nothing")
        while app.view.is_unfinished:
            turns.append("other")
            await asyncio.sleep(0)
        assert turns.count("slice") > 3
        assert ("slice", "slice") not in pairwise(turns)


async def test_a_narrow_window_shows_the_same_rows_while_the_rest_is_measured() -> None:
    app = TranscriptApp(long_book(100_000))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        await app.scroll(pilot, 50_000)
        await pilot.resize_terminal(15, 10)
        await pilot.pause()
        shown = app.lines()
        assert shown[0].startswith("word and more")
        await settled(app, pilot)
        assert app.lines() == shown
        assert app.view.virtual_size.height > 150_000


async def test_the_end_stays_in_sight_while_the_rest_is_measured() -> None:
    app = TranscriptApp(long_book(100_000))
    async with app.run_test(size=SIZE) as pilot:
        await settled(app, pilot)
        await pilot.resize_terminal(15, 10)
        await pilot.pause()
        shown = app.lines()
        assert shown[-2:] == ["99999", ""]
        await settled(app, pilot)
        assert app.lines() == shown
        assert app.view.scroll_offset.y == app.view.max_scroll_y


async def test_long_code_is_plain_until_it_is_lexed() -> None:
    book = Book()
    book.cell("\n".join(f"def name_{number}(): pass" for number in range(300)))
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        app.view.set_language("python", DEFAULT_SYNTAX_THEME)
        await until(lambda: _is_coloured(app))
        await pilot.pause()
        assert app.lines()[-2].endswith("def name_299(): pass")


def _is_coloured(app: TranscriptApp) -> bool:
    segments = app.view.render_line(app.view.size.height - 2)
    return any(segment.text == "def" for segment in segments)
