"""What the prompt looks like: label, height, colours."""

from __future__ import annotations

from collections.abc import Callable

from rich.style import Style
from textual.pilot import Pilot

from tests.pilot.prompt_app import PromptApp, settle, type_in
from tui.render.highlight import SyntaxTheme
from tui.widgets.prompt.editor import PromptEditor


def _style_of(editor: PromptEditor, text: str, row: int = 0) -> Style:
    """The style that `text` is drawn with in the editor's row."""
    strip = editor.render_line(row)
    found = [segment.style for segment in strip if segment.text.strip() == text]
    assert found, f"{text!r} is not a piece of {strip.text!r}"
    return found[0] or Style()


def _pieces(editor: PromptEditor, row: int) -> list[str]:
    return [segment.text for segment in editor.render_line(row)]


def _row(app: PromptApp, row: int = 0) -> str:
    """What is drawn in a row of the prompt."""
    label = app.prompt.label.render_line(row).text if row == 0 else ""
    return (label + app.editor.render_line(row).text).rstrip()


async def _until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    while not condition():
        await pilot.pause(0.01)


async def test_an_empty_prompt_is_one_row_under_a_rule() -> None:
    app = PromptApp()
    async with app.run_test(size=(80, 24)):
        assert app.prompt.region.height == 2
        assert app.prompt.region.bottom == 24
        assert app.editor.region.height == 1


async def test_the_label_shows_the_number_as_plain_text() -> None:
    app = PromptApp()
    async with app.run_test(size=(40, 10)) as pilot:
        assert _row(app) == "In [1]:"
        app.prompt.number = 1042
        type_in(app, "x")
        await settle(pilot)
        assert _row(app) == "In [1042]: x"


async def test_it_grows_with_its_text_to_half_of_the_pane_and_shrinks() -> None:
    app = PromptApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.editor.replace_text("a\nb\nc")
        await settle(pilot)
        assert app.editor.region.height == 3
        app.editor.replace_text("a\n" * 100 + "the end")
        await settle(pilot)
        assert app.prompt.region.height == 12
        assert app.editor.region.bottom == 24
        assert _row(app, app.editor.region.height - 1) == "the end"
        app.editor.clear_text()
        await settle(pilot)
        assert app.prompt.region.height == 2


async def test_the_line_of_the_cursor_is_shown_after_each_new_line() -> None:
    app = PromptApp()
    async with app.run_test(size=(40, 12)) as pilot:
        for number in range(12):
            type_in(app, f"line{number}\n")
            await settle(pilot)
            top, height = app.editor.scroll_offset.y, app.editor.region.height
            assert top <= app.editor.cursor_location[0] < top + height


async def test_long_lines_wrap() -> None:
    app = PromptApp()
    async with app.run_test(size=(30, 20)) as pilot:
        app.editor.replace_text("word " * 10)
        await settle(pilot)
        assert app.editor.region.height == 3


async def test_it_survives_a_screen_of_one_cell() -> None:
    app = PromptApp()
    async with app.run_test(size=(80, 24)) as pilot:
        type_in(app, "f(x)\n  y")
        await settle(pilot)
        for size in ((1, 1), (5, 2), (80, 24)):
            await pilot.resize_terminal(*size)
            type_in(app, "z")
            await settle(pilot)
        assert app.editor.text == "f(x)\n  yzzz"


async def test_code_is_drawn_in_the_colours_of_its_language() -> None:
    app = PromptApp("python")
    async with app.run_test() as pilot:
        app.editor.replace_text("return name")
        await settle(pilot)
        assert _style_of(app.editor, "return").color != _style_of(app.editor, "name").color
        app.prompt.language = ""
        await settle(pilot)
        assert _style_of(app.editor, "return name")


async def test_a_theme_gives_the_colours() -> None:
    app = PromptApp("python")
    async with app.run_test() as pilot:
        app.prompt.syntax_theme = SyntaxTheme.parse({"keyword": "underline #123456"})
        app.editor.replace_text("return name")
        await settle(pilot)
        style = _style_of(app.editor, "return")
        assert style.underline
        assert style.color is not None
        assert style.color.name == "#123456"


async def test_a_string_over_lines_is_coloured_in_each() -> None:
    app = PromptApp("python")
    async with app.run_test() as pilot:
        type_in(app, "'''one\ntwo")
        await settle(pilot)
        assert _style_of(app.editor, "'''one") == _style_of(app.editor, "two", 1)


async def test_long_code_is_coloured_once_the_typing_pauses() -> None:
    app = PromptApp("python")
    async with app.run_test() as pilot:
        app.editor.replace_text("x = 1\n" * 600 + "return name")
        app.editor.scroll_end(animate=False)
        await settle(pilot)
        row = app.editor.region.height - 1
        await _until(pilot, lambda: "return" in _pieces(app.editor, row))
        keyword, name = (_style_of(app.editor, word, row) for word in ("return", "name"))
        assert keyword.color != name.color


async def test_the_partner_of_a_bracket_is_found_over_lines_but_not_beyond_reach() -> None:
    app = PromptApp()
    async with app.run_test():
        app.editor.replace_text("f([\n1, (2)])")
        app.editor.move_cursor((0, 1))
        assert app.editor.matching_bracket_location == (1, 7)
        app.editor.move_cursor((1, 7))
        assert app.editor.matching_bracket_location == (0, 1)
        app.editor.replace_text("(\n" + "x\n" * 100_000 + ")")
        app.editor.move_cursor((0, 0))
        assert app.editor.matching_bracket_location is None


async def test_a_busy_kernel_is_seen_at_the_label() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        idle = app.prompt.label.styles.color
        app.prompt.busy = True
        await settle(pilot)
        assert app.prompt.label.styles.color != idle


async def test_undoing_and_redoing_what_needs_a_scrollbar_is_survived() -> None:
    app = PromptApp()
    async with app.run_test(size=(60, 30)) as pilot:
        app.editor.insert_pasted("x = 1\n" * 40)
        await settle(pilot)
        for key, lines in (("ctrl+z", 1), ("ctrl+y", 41), ("ctrl+z", 1)):
            await pilot.press(key)
            await settle(pilot)
            assert app.editor.document.line_count == lines
            assert app.editor.region.height == min(lines, 14)
