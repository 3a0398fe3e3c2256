"""What a key costs in the prompt, counted: as much in a long text as in a short one."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock

import pytest
from rich.segment import Segment
from textual.pilot import Pilot
from textual.widgets import TextArea
from textual.widgets.text_area import Selection, TextAreaTheme

from tests.pilot.prompt_app import PromptApp, settle, type_in
from tui.render.highlight import SyntaxTheme
from tui.widgets.prompt.editor import PromptEditor

BLOCK = '''def fit(values, weights=None):
    """Return the mean."""
    total = sum(values)  # 合計 of what is there, a comment that is long enough to be wrapped
    return {"mean": total / len(values), "count": f"{len(values):>10}"}

'''


@contextmanager
def _counted(owner: type, name: str) -> Iterator[list[object]]:
    """Keeps what a method is called with, which works as ever."""
    calls: list[object] = []
    real = getattr(owner, name)

    def counting(*arguments: object, **named: object) -> object:
        calls.append(arguments)
        return real(*arguments, **named)

    with mock.patch.object(owner, name, counting):
        yield calls


async def _coloured(app: PromptApp, pilot: Pilot[None], code: str) -> None:
    """Show `code`, with the cursor at its end, until nothing of it waits to be coloured."""
    app.editor.replace_text(code)
    await settle(pilot)
    await app.workers.wait_for_complete()
    await settle(pilot)


def _screen(editor: PromptEditor) -> list[list[Segment]]:
    """What the screen has of the editor: rows drawn before are not drawn again."""
    return [list(strip.simplify()) for strip in editor.render_lines(editor.size.region)]


async def _assert_drawn_as_from_scratch(editor: PromptEditor, pilot: Pilot[None]) -> None:
    await settle(pilot)
    await editor.app.workers.wait_for_complete()
    await settle(pilot)
    on_screen = _screen(editor)
    editor.notify_style_update()
    editor.refresh()
    await settle(pilot)
    assert on_screen == _screen(editor)


@pytest.mark.parametrize("repeats", [1, 6, 60])
async def test_a_key_draws_one_row_however_many_there_are(repeats: int) -> None:
    app = PromptApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await _coloured(app, pilot, BLOCK * repeats + "x")
        with _counted(TextArea, "_render_line") as drawn:
            for character in "value":
                type_in(app, character)
                await settle(pilot)
        assert 1 <= len(drawn) <= 5
        assert app.editor.text.endswith("xvalue")


async def test_a_step_of_the_cursor_draws_the_row_it_leaves_and_the_one_it_comes_to() -> None:
    app = PromptApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await _coloured(app, pilot, BLOCK * 3 + "xy")
        with _counted(TextArea, "_render_line") as drawn:
            await pilot.press("up")
            await settle(pilot)
        assert 1 <= len(drawn) <= 2


async def test_scrolling_back_draws_no_row_that_was_drawn_before() -> None:
    app = PromptApp()
    async with app.run_test(size=(120, 20)) as pilot:
        await _coloured(app, pilot, BLOCK * 10)
        for _ in range(3):
            app.editor.move_cursor((0, 0))
            await settle(pilot)
            app.editor.move_cursor(app.editor.document.end)
            await settle(pilot)
        with _counted(TextArea, "_render_line") as drawn:
            app.editor.move_cursor((0, 0))
            await settle(pilot)
        assert drawn == []


async def test_a_key_looks_no_styles_up_and_tells_nobody_of_the_cursor() -> None:
    app = PromptApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await _coloured(app, pilot, BLOCK)
        told: list[object] = []
        app.editor.message_signal.subscribe(app, told.append, immediate=True)
        with _counted(TextAreaTheme, "apply_css") as looked_up:
            type_in(app, "x")
            await settle(pilot)
        assert looked_up == []
        assert any(isinstance(message, TextArea.Changed) for message in told)
        assert not any(isinstance(message, TextArea.SelectionChanged) for message in told)


async def test_nothing_is_drawn_when_nothing_changes() -> None:
    app = PromptApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await _coloured(app, pilot, BLOCK)
        with _counted(PromptEditor, "render_line") as asked:
            app.editor.selection = app.editor.selection
            await settle(pilot)
        assert asked == []


def _changes(app: PromptApp, dice: random.Random) -> list[Callable[[], object]]:
    """What users do to a prompt, ready to be done."""
    editor = app.editor

    def somewhere() -> tuple[int, int]:
        row = dice.randrange(editor.document.line_count)
        return row, dice.randint(0, len(editor.document.get_line(row)))

    def select() -> None:
        editor.selection = Selection(somewhere(), somewhere())

    return [
        lambda: type_in(app, dice.choice(["x", "(", ")", '"', "'''", "\n", "中", "\t", "\x7f"])),
        lambda: type_in(app, "wide 全角 words that make the line wrap " * dice.randint(1, 3)),
        lambda: editor.move_cursor(somewhere()),
        lambda: editor.move_cursor_relative(rows=dice.choice([-1, 1])),
        select,
        lambda: editor.insert_pasted(BLOCK),
        lambda: editor.insert(dice.choice(["'''", '"""\n', "a\tb", "f'{x}'"]), somewhere()),
        lambda: editor.delete(somewhere(), somewhere()),
        editor.undo,
        editor.redo,
        editor.indent_lines,
    ]


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_is_done_each_row_is_as_if_drawn_from_scratch(seed: int) -> None:
    dice = random.Random(seed)
    app = PromptApp()
    async with app.run_test(size=(60, 30)) as pilot:
        await _coloured(app, pilot, BLOCK * 2)
        for _ in range(15):
            dice.choice(_changes(app, dice))()
            if dice.random() < 0.7:
                await _assert_drawn_as_from_scratch(app.editor, pilot)
        await _assert_drawn_as_from_scratch(app.editor, pilot)


async def test_resizing_themes_languages_and_focus_draw_all_rows_anew() -> None:
    app = PromptApp()
    async with app.run_test(size=(60, 30)) as pilot:
        editor = app.editor
        await _coloured(app, pilot, BLOCK * 2)

        async def changed_by(change: Callable[[], object]) -> bool:
            before = _screen(editor)
            change()
            await _assert_drawn_as_from_scratch(editor, pilot)
            return before != _screen(editor)

        assert await changed_by(lambda: setattr(app, "theme", "textual-light"))
        assert await changed_by(lambda: setattr(app.prompt, "language", "r"))
        theme = SyntaxTheme.parse({"comment": "underline", "keyword": "#123456"})
        assert await changed_by(lambda: setattr(app.prompt, "syntax_theme", theme))
        assert await changed_by(lambda: setattr(editor.styles, "color", "#654321"))
        assert await changed_by(editor.blur)
        assert await changed_by(editor.focus)
        await pilot.resize_terminal(44, 20)
        assert not await changed_by(lambda: None)


async def test_the_partner_of_a_bracket_is_marked_in_another_row_and_no_longer() -> None:
    app = PromptApp()
    async with app.run_test(size=(60, 30)) as pilot:
        editor = app.editor
        await _coloured(app, pilot, "(1,\n2,\n3)\n4")
        plain = _screen(editor)[0]
        editor.move_cursor((2, 1))
        await _assert_drawn_as_from_scratch(editor, pilot)
        assert _screen(editor)[0] != plain
        editor.move_cursor((3, 1))
        await _assert_drawn_as_from_scratch(editor, pilot)
        assert _screen(editor)[0] == plain


async def test_600_pasted_lines_are_coloured_to_the_end() -> None:
    app = PromptApp()
    async with app.run_test(size=(100, 30)) as pilot:
        app.editor.insert_pasted(BLOCK * 120)
        await _assert_drawn_as_from_scratch(app.editor, pilot)
        assert any(len(row) > 5 for row in _screen(app.editor))


async def test_many_keys_in_one_burst_are_lexed_and_drawn_together() -> None:
    app = PromptApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await _coloured(app, pilot, BLOCK * 6)
        with _counted(TextArea, "_render_line") as drawn:
            type_in(app, "abcdefghij" * 6)
            await settle(pilot)
        assert app.editor.text.endswith("abcdefghij" * 6)
        assert len(drawn) <= 60
