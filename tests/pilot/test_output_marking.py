"""The mark on outputs: where keys and mouse put it, what it looks like, what keys do there."""

from __future__ import annotations

import base64
from io import BytesIO

import pytest
from PIL import Image
from rich.segment import Segment
from textual.pilot import Pilot

from tests.pilot.dialog_app import until
from tests.pilot.transcript_app import Book, TranscriptApp, counted
from tui.commands import commands_of, whole_keymap
from tui.model.cells import Cell
from tui.model.outputs import DisplayOutput, InputOutput, Output, StreamOutput
from tui.model.stream_text import StreamText
from tui.render.pictures.graphics import Graphics
from tui.render.pictures.protocols import Images
from tui.terminal.cell_size import CellSize
from tui.widgets.key_bar import hints_of
from tui.widgets.transcript.marking import Mark
from tui.widgets.transcript.output_keys import OutputMessage
from tui.widgets.transcript.shown import last_place
from tui.widgets.transcript.view import TranscriptView
from tui.wire.events import DataDisplayed, Origin, OutputCleared

SIZE = (60, 20)
HTML = "<table><tr><td>cell</td></tr></table>"


def png(width: int = 40, height: int = 40) -> str:
    """A red picture."""
    stream = BytesIO()
    Image.new("RGB", (width, height), (200, 0, 0)).save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()


class MarkApp(TranscriptApp):
    """Keeps what is wanted of outputs, too."""

    def __init__(self, book: Book) -> None:
        super().__init__(book)
        self.wanted: list[tuple[str, str]] = []
        self.told: list[str] = []

    def _want(self, event: OutputMessage) -> None:
        assert any(output is event.output for output in event.cell.outputs)
        self.wanted.append((type(event).__name__, event.mime))

    def on_transcript_view_output_view_wanted(self, event: TranscriptView.OutputViewWanted) -> None:
        self._want(event)

    def on_transcript_view_output_open_wanted(self, event: TranscriptView.OutputOpenWanted) -> None:
        self._want(event)

    def on_transcript_view_output_save_wanted(self, event: TranscriptView.OutputSaveWanted) -> None:
        self._want(event)

    def on_transcript_view_told(self, event: TranscriptView.Told) -> None:
        self.told.append(event.words)

    def barred(self) -> list[int]:
        """The lines that begin with what is reversed."""
        lines = (self.view.render_line(line) for line in range(self.view.size.height))
        return [number for number, line in enumerate(lines) if _is_barred(next(iter(line), None))]

    def hints(self) -> list[str]:
        return [hint.words for hint in hints_of(self.screen)]


def _is_barred(segment: Segment | None) -> bool:
    return segment is not None and segment.style is not None and bool(segment.style.reverse)


def display(book: Book, cell: str, **data: str) -> None:
    """Display a bundle; `__` stands for the slash of a type."""
    bundle = {name.replace("__", "/"): value for name, value in data.items()}
    book.apply(DataDisplayed(Origin(cell), bundle, {}, None, False, None))


def two_cells() -> Book:
    """Printed words and a table in one cell, a value in the next."""
    book = Book()
    first = book.begin("first")
    book.write(first, "one\ntwo\n")
    display(book, first, text__html=HTML, text__plain="plain")
    book.end(first)
    second = book.begin("second")
    book.result(second, "42")
    book.end(second)
    return book


async def begin(pilot: Pilot[None], app: MarkApp, *keys: str) -> None:
    """Mark the first cell's input, and press keys."""
    app.view.put_mark(Mark(0))
    await pilot.press(*keys)
    await pilot.pause()


async def test_keys_move_the_mark_from_input_to_outputs_and_to_the_next_cell() -> None:
    app = MarkApp(two_cells())
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, app)
        reached = [app.view.mark]
        for key in ("down", "j", "down", "j"):
            await pilot.press(key)
            reached.append(app.view.mark)
        assert reached == [Mark(0), Mark(0, 0), Mark(0, 1), Mark(1), Mark(1, 0)]
        await pilot.press("up", "k", "up")
        assert app.view.mark == Mark(0, 0)
        app.view.jump(-1)
        assert app.view.mark == Mark(0)
        await pilot.press("up")
        assert app.view.mark == Mark(0)
        assert app.asked == []
        app.view.put_mark(Mark(1, 0))
        await pilot.press("down")
        await pilot.pause()
        assert app.view.cursor is None
        assert [type(event).__name__ for event in app.asked] == ["LeaveWanted"]


async def test_without_a_mark_its_keys_scroll_or_are_typing() -> None:
    book = Book()
    book.cell("1", "line\n" * 60)
    app = MarkApp(book)
    async with app.run_test(size=SIZE) as pilot:
        app.view.focus()
        end = app.view.scroll_offset.y
        await pilot.press("up")
        await until(pilot, lambda: app.view.scroll_offset.y == end - 1)
        await pilot.press("j", "k", "s")
        await pilot.pause()
        assert [getattr(event, "text", "") for event in app.asked] == ["j", "k", "s"]
        assert app.wanted == []


async def test_the_rows_of_a_marked_output_have_a_bar() -> None:
    app = MarkApp(two_cells())
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, app, "down")
        assert app.lines()[:3] == ["In [1]: first", "one", "two"]
        assert app.barred() == [1, 2]
        app.book.write("cell 1", "", "stdout")
        await pilot.press("down", "down", "down")
        await pilot.pause()
        (line,) = app.barred()
        assert app.lines()[line] == "Out[1]: 42"


@pytest.mark.parametrize("images", [Images.HALF_BLOCKS, Images.KITTY, Images.SIXEL, Images.OFF])
async def test_pictures_have_the_bar_too(images: Images) -> None:
    book = Book()
    cell = book.begin("plot")
    display(book, cell, image__png=png())
    book.end(cell)
    app = MarkApp(book)
    app.view.show_pictures(Graphics(images, CellSize(10, 20)))
    async with app.run_test(size=SIZE) as pilot:
        rows = 1 if images is Images.OFF else 3
        words = "[image/png]" if images is Images.OFF else "[image/png, 40 × 40"
        await until(pilot, lambda: any(line.startswith(words) for line in app.lines()))
        await begin(pilot, app, "down")
        assert app.barred() == [*range(1, 1 + rows)]
        before = [app.view.render_line(line).cell_length for line in range(4)]
        assert set(before) == {app.view.size.width - 1} or set(before) == {app.view.size.width}


async def test_keys_on_an_output_ask_for_what_is_done_with_it() -> None:
    app = MarkApp(two_cells())
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, app, "down", "enter", "o", "s", "y", "down", "enter", "v", "o", "s", "y")
        assert app.wanted == [
            ("OutputViewWanted", ""),
            ("OutputOpenWanted", ""),
            ("OutputSaveWanted", ""),
            ("OutputViewWanted", "text/html"),
            ("OutputOpenWanted", "text/plain"),
            ("OutputSaveWanted", "text/plain"),
        ]
        assert app.told == ["text/plain, 2 of 2"]
        assert [getattr(event, "text", "") for event in app.asked] == ["one\ntwo", "plain"]
        assert "plain" in app.lines()
        await pilot.press("v")
        await pilot.pause()
        assert app.told[1:] == ["text/html, 1 of 2"]


async def test_keys_on_an_input_mean_what_they_meant() -> None:
    app = MarkApp(two_cells())
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, app, "enter", "v")
        assert [type(event).__name__ for event in app.asked] == ["CodeWanted"]
        assert app.told == ["text/plain, 2 of 2"]
        await pilot.press("o")
        await pilot.pause()
        assert "folded" in app.lines()[1]
        assert app.wanted == []


async def test_on_an_input_its_last_displayed_output_is_saved() -> None:
    book = Book()
    cell = book.begin("first")
    display(book, cell, text__html=HTML, text__plain="plain")
    book.write(cell, "printed after it\n")
    book.end(cell)
    app = MarkApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, app, "s", "v", "s")
        assert app.wanted == [("OutputSaveWanted", "text/html"), ("OutputSaveWanted", "text/plain")]
        assert "Save" in app.hints()


async def test_without_an_output_there_is_nothing_to_be_saved() -> None:
    book = Book()
    book.end(book.begin("quiet"))
    app = MarkApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, app, "s")
        assert app.wanted == []
        assert "Save" not in app.hints()


@pytest.mark.parametrize(
    ("kinds", "place"),
    [("", None), ("i", None), ("p", 0), ("dp", 0), ("ddp", 1), ("ppi", 1), ("d" + "p" * 999, 999)],
)
def test_which_output_of_a_cell_is_the_last(kinds: str, place: int | None) -> None:
    made: dict[str, Output] = {
        "d": DisplayOutput({}, {}),
        "p": StreamOutput("stdout", StreamText()),
        "i": InputOutput("name: ", False, {}),
    }
    assert last_place([made[kind] for kind in kinds]) == place


async def test_only_the_marked_output_is_shown_otherwise() -> None:
    book = Book()
    cell = book.begin("1")
    for number in range(3):
        display(book, cell, text__html=HTML, text__plain=f"plain {number}")
    app = MarkApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, app, "down", "down", "v")
        assert [line for line in app.lines() if "plain" in line] == ["plain 1"]
        await pilot.press("up", "up", "v")
        await pilot.pause()
        assert [line for line in app.lines() if "plain" in line] == ["plain 1", "plain 2"]


async def test_the_key_bar_names_the_keys_of_what_is_marked() -> None:
    app = MarkApp(two_cells())
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, app)
        on_input = app.hints()
        assert {"To prompt", "Fold output", "Save", "Run again"} <= {*on_input}
        assert not {"View large", "Open in viewer"} & {*on_input}
        await pilot.press("down", "down")
        await pilot.pause()
        on_output = app.hints()
        assert {"View large", "Save", "Open in viewer", "Copy", "Show otherwise"} <= {*on_output}
        assert not {"To prompt", "Fold output", "Run again"} & {*on_output}


async def test_a_click_marks_an_output() -> None:
    app = MarkApp(two_cells())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(TranscriptView, offset=(2, 2))
        await pilot.pause()
        assert app.view.mark == Mark(0, 0)
        assert app.view.has_focus
        await pilot.click(TranscriptView, offset=(2, app.lines().index("Out[1]: 42")))
        assert app.view.mark == Mark(1, 0)
        await pilot.click(TranscriptView, offset=(2, SIZE[1] - 1))
        assert app.view.mark == Mark(1, 0)


async def test_selecting_text_marks_nothing() -> None:
    app = MarkApp(two_cells())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.mouse_down(TranscriptView, offset=(0, 1))
        await pilot.hover(TranscriptView, offset=(2, 2))
        await pilot.mouse_up(TranscriptView, offset=(2, 2))
        await pilot.click(TranscriptView, offset=(50, 19))
        await pilot.pause()
        assert app.view.mark is None


async def test_the_mark_survives_output_resizing_and_goes_with_what_it_was_on() -> None:
    book = two_cells()
    app = MarkApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await begin(pilot, app, "down", "down")
        display(book, "cell 1", text__plain="more")
        display(book, "cell 2", text__plain="more")
        await app.draw(pilot)
        await pilot.resize_terminal(40, 12)
        await pilot.pause()
        assert app.view.mark == Mark(0, 1)
        assert app.barred()
        app.view.fold(0)
        assert app.view.mark == Mark(0)
        app.view.fold(0)
        app.view.put_mark(Mark(0, 2))
        book.apply(OutputCleared(Origin("cell 1"), False))
        await app.draw(pilot)
        assert app.view.mark == Mark(0)
        app.view.put_mark(Mark(1, 1))
        app.view.clear()
        await pilot.pause()
        assert app.view.mark is None


async def test_a_long_output_is_shown_from_its_beginning() -> None:
    book = Book()
    book.cell("1", "".join(f"line {number}\n" for number in range(100)))
    book.cell("2", "x\n")
    app = MarkApp(book)
    async with app.run_test(size=SIZE) as pilot:
        app.view.jump(-1)
        await pilot.press("up")
        await pilot.pause()
        assert app.lines()[0] == "line 0"
        assert app.barred() == [*range(SIZE[1])]


async def test_an_output_is_revealed_that_is_folded_or_cleared() -> None:
    book = two_cells()
    app = MarkApp(book)
    async with app.run_test(size=SIZE) as pilot:
        app.view.fold(0)
        app.view.clear()
        await pilot.pause()
        cell = book.transcript.blocks[0]
        assert isinstance(cell, Cell)
        app.view.reveal(cell, cell.outputs[1])
        await pilot.pause()
        assert app.view.mark == Mark(0, 1)
        assert app.barred()


async def test_a_step_costs_the_same_in_a_long_transcript(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book()
    for number in range(3_000):
        book.cell(str(number), "x\n")
    app = MarkApp(book)
    async with app.run_test(size=SIZE) as pilot:
        app.view.jump(-1)
        await pilot.pause()
        with counted(monkeypatch) as work:
            await pilot.press("down", "up")
            await pilot.pause()
        assert work.wraps < 200


def test_a_key_that_is_given_away_is_left_to_those_it_was_shared_with() -> None:
    commands = commands_of(TranscriptView, "transcript")
    keymap = whole_keymap(commands, {"transcript.fold": "f"})
    assert keymap == {"transcript.fold": "f", "output.open": "o"}


async def test_keys_of_outputs_stay_when_those_of_inputs_are_others() -> None:
    app = MarkApp(two_cells())
    async with app.run_test(size=SIZE) as pilot:
        commands = commands_of(TranscriptView, "transcript")
        app.set_keymap(whole_keymap(commands, {"transcript.fold": "f", "output.view": "l"}))
        await begin(pilot, app, "down", "o", "l", "up", "enter", "f")
        assert [name for name, _ in app.wanted] == ["OutputOpenWanted", "OutputViewWanted"]
        assert [type(event).__name__ for event in app.asked] == ["CodeWanted"]
        assert "folded" in app.lines()[1]
