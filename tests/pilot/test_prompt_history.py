"""Walking through earlier inputs with Up and Down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pilot.prompt_app import PromptApp, settle, type_in
from tui.widgets.prompt.editor import Complete
from tui.widgets.prompt.walk import HistoryWalk

ENTRIES = ["import os", "x = 1", "import sys", "def f():\n    return 1", "x = 1", "", "print(x)"]


def _app(entries: list[str] | None = None) -> PromptApp:
    app = PromptApp(decision=Complete())
    app.editor.entries = lambda: ENTRIES if entries is None else entries
    return app


async def test_up_and_down_walk_through_the_inputs_and_back_to_the_draft() -> None:
    app = _app(["one", "two", "three"])
    async with app.run_test() as pilot:
        seen = []
        for key in ["up", "up", "up", "up", "down", "down", "down", "down"]:
            await pilot.press(key)
            seen.append(app.editor.text)
        assert seen == ["three", "two", "one", "one", "two", "three", "", ""]


async def test_only_inputs_that_begin_as_the_draft_are_met_each_once() -> None:
    app = _app()
    async with app.run_test() as pilot:
        type_in(app, "im")
        seen = []
        for key in ["up", "up", "up", "down", "down"]:
            await pilot.press(key)
            seen.append(app.editor.text)
        assert seen == ["import sys", "import os", "import os", "import sys", "im"]
        assert app.editor.cursor_location == (0, 2)


async def test_the_prefix_is_what_is_left_of_the_cursor() -> None:
    app = _app()
    async with app.run_test() as pilot:
        await pilot.press(*"xyz", "left", "left", "up")
        assert app.editor.text == "x = 1"
        assert app.editor.cursor_location == (0, 5)
        await pilot.press("down")
        assert app.editor.text == "xyz"
        assert app.editor.cursor_location == (0, 1)


async def test_within_an_input_of_several_lines_up_moves_first() -> None:
    app = _app(["old", "def f():\n    return 1"])
    async with app.run_test() as pilot:
        await pilot.press("up")
        assert app.editor.cursor_location == (1, 12)
        await pilot.press("up")
        assert app.editor.text.startswith("def f()")
        await pilot.press("up")
        assert app.editor.text == "old"
        await pilot.press("down", "up", "up")
        assert app.editor.text == "old"


async def test_a_wrapped_line_is_walked_up_before_the_history() -> None:
    app = _app(["old"])
    async with app.run_test(size=(30, 10)) as pilot:
        long = "word " * 10
        app.editor.replace_text(long)
        await pilot.press("up")
        assert app.editor.text == long


async def test_typing_ends_the_walk() -> None:
    app = _app(["one", "two"])
    async with app.run_test() as pilot:
        await pilot.press("up", "!", "down")
        assert app.editor.text == "two!"
        await pilot.press("home", "up")
        assert app.editor.text == "two"
        await pilot.press("down")
        assert app.editor.text == "two!"


async def test_one_undo_brings_the_draft_back_from_anywhere() -> None:
    app = _app(["one", "two", "three"])
    async with app.run_test() as pilot:
        await pilot.press(*"t", "up", "up", "ctrl+z")
        assert app.editor.text == "t"
        await pilot.press("up")
        assert app.editor.text == "three"


async def test_without_inputs_up_and_down_move_the_cursor() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        await pilot.press(*"ab", "up")
        assert app.editor.cursor_location == (0, 0)
        await pilot.press("down")
        assert app.editor.cursor_location == (0, 2)


async def test_a_recalled_input_can_be_run_and_met_again() -> None:
    entries = ["one"]
    app = _app(entries)
    async with app.run_test() as pilot:
        await pilot.press("up", "enter")
        await settle(pilot)
        assert app.named()[-1] == ("Submitted", "one")
        entries.append("two")
        await pilot.press("up")
        assert app.editor.text == "two"


@pytest.mark.parametrize("draft", ["", "a", "ab"])
@given(entries=st.lists(st.sampled_from(["", "a", "ab", "b", "abc"])))
def test_a_walk_meets_each_matching_entry_once_and_ends_where_it_began(
    entries: list[str], draft: str
) -> None:
    walk = HistoryWalk(entries, draft, draft)
    back = list(iter(walk.older, None))
    assert len(back) == len(set(back))
    assert set(back) == {e for e in entries if e.startswith(draft)} - {"", draft}
    assert list(iter(walk.newer, None)) == back[-2::-1]
    assert walk.at_draft
