"""The prompt edited with the keys of vi."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.pilot import Pilot

from tests.pilot.prompt_app import PromptApp, settle, type_in
from tui.widgets.prompt.editor import Complete, Incomplete
from tui.wire.introspection import Completion, Matches


@asynccontextmanager
async def vi(app: PromptApp) -> AsyncIterator[Pilot[None]]:
    async with app.run_test() as pilot:
        app.editor.set_keys("vi")
        await settle(pilot)
        yield pilot


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys; what is no key's name is typed."""
    for key in keys:
        each = (key,) if len(key) == 1 or key in ("escape", "enter") or "+" in key else (*key,)
        await pilot.press(*("space" if one == " " else one for one in each))
    await settle(pilot)


async def test_it_begins_in_insert_mode_and_says_the_mode() -> None:
    app = PromptApp()
    async with vi(app) as pilot:
        await press(pilot, "hello")
        assert (app.editor.text, str(app.prompt.border_title)) == ("hello", "INSERT")
        assert app.editor.has_class("-bar-cursor")
        await press(pilot, "escape")
        assert str(app.prompt.border_title) == "NORMAL"
        assert not app.editor.has_class("-bar-cursor")
        await press(pilot, "2", "d")
        assert str(app.prompt.border_title) == "NORMAL 2d"
        await press(pilot, "escape", "V")
        assert str(app.prompt.border_title) == "VISUAL LINE"


async def test_keys_edit_the_text() -> None:
    app = PromptApp()
    async with vi(app) as pilot:
        await press(pilot, "hello", "escape", "bcwworld = 1", "escape", "yyp")
        assert app.editor.text == "world = 1\nworld = 1"
        await press(pilot, "x.", "0D")
        assert app.editor.text == "world = 1\n"
        # What is no command is no text either.
        await press(pilot, "zzq&")
        assert app.editor.text == "world = 1\n"


async def test_what_is_typed_in_one_go_is_one_step_of_undo() -> None:
    app = PromptApp()
    async with vi(app) as pilot:
        await press(pilot, "one", "escape", "o", "two(", "ctrl+j", "three", "escape")
        text = app.editor.text
        assert text.startswith("one\ntwo(\n")
        await press(pilot, "u")
        assert app.editor.text == "one"
        await press(pilot, "ctrl+r")
        assert app.editor.text == text
        await press(pilot, "uu")
        assert app.editor.text == ""
        await press(pilot, "2", "ctrl+r")
        assert app.editor.text == text
        # Lines that came and went are wrapped as they are.
        assert app.editor.wrapped_document.height == text.count("\n") + 1


async def test_a_moved_cursor_begins_another_step() -> None:
    app = PromptApp()
    async with vi(app) as pilot:
        await press(pilot, "abc")
        await pilot.press("left")
        await press(pilot, "x", "escape", "u")
        assert app.editor.text == "abc"
        await press(pilot, "u")
        assert app.editor.text == ""


async def test_a_change_is_done_again_with_what_was_typed() -> None:
    app = PromptApp()
    async with vi(app) as pilot:
        await press(pilot, "a b c", "escape", "0cwf(x)", "escape", "w.", "w.")
        assert app.editor.text == "f(x) f(x) f(x)"


async def test_selecting_shows_what_is_taken() -> None:
    app = PromptApp()
    async with vi(app) as pilot:
        await press(pilot, "one two", "escape", "0ve")
        assert app.editor.selected_text == "on"
        assert app.editor.cursor_location == (0, 2)
        await press(pilot, "y", "$p")
        assert app.editor.text == "one twoone"
        await press(pilot, "V", "d")
        assert app.editor.text == ""


async def test_ctrl_c_copies_all_that_is_selected() -> None:
    app = PromptApp()
    async with vi(app) as pilot:
        await press(pilot, "one two", "escape", "0ve", "ctrl+c")
        assert app.clipboard == "one"
        assert app.editor.keys_shown == "NORMAL"


@pytest.mark.parametrize("keys", ["x", "d", "c"])
async def test_what_the_mouse_selected_is_taken_for_a_selection(keys: str) -> None:
    app = PromptApp()
    async with vi(app) as pilot:
        await press(pilot, "one two", "escape")
        app.editor.selection = type(app.editor.selection)((0, 0), (0, 4))
        await press(pilot, keys)
        assert app.editor.text == "two"


async def test_enter_runs_what_is_there_and_the_next_input_is_typed() -> None:
    app = PromptApp(decision=Complete())
    async with vi(app) as pilot:
        await press(pilot, "1", "ctrl+j", "2", "escape", "gg", "enter")
        assert app.named()[-1] == ("Submitted", "1\n2")
        assert (app.editor.text, app.editor.keys_shown) == ("", "INSERT")


async def test_code_that_goes_on_is_gone_on_with() -> None:
    app = PromptApp("bash", decision=Incomplete("  "))
    async with vi(app) as pilot:
        await press(pilot, "if x; then", "escape", "0", "enter")
        await press(pilot, "y")
        assert app.editor.text == "if x; then\n  y"
        assert app.editor.keys_shown == "INSERT"


async def test_earlier_inputs_come_whatever_was_typed() -> None:
    app = PromptApp()
    app.on_disk = ["disk"]
    async with vi(app) as pilot:
        app.editor.entries = lambda: ("first", "second")
        await press(pilot, "draft", "escape", "k")
        assert app.editor.text == "second"
        await press(pilot, "k")
        assert app.editor.text == "first"
        await press(pilot, "j")
        assert app.editor.text == "second"
        await press(pilot, "j")
        assert app.editor.text == "draft"
        assert app.editor.keys_shown == "NORMAL"
        await press(pilot, "3k")
        assert app.editor.text == "disk"
        # An input that was changed is a draft.
        await press(pilot, "x", "j")
        assert app.editor.text == "dis"


async def test_an_escape_with_a_letter_at_once_is_no_alt() -> None:
    app = PromptApp()
    async with vi(app) as pilot:
        await press(pilot, "one two")
        for behind in "bx":
            app.post_message(events.Key(f"alt+{behind}", f"\x1b{behind}"))
            await settle(pilot)
            await press(pilot, "i" if behind == "b" else "")
        assert app.editor.text == "onetwo"
        assert app.editor.keys_shown == "NORMAL"


async def test_a_burst_is_taken_in_order() -> None:
    app = PromptApp(decision=Complete())
    async with vi(app) as pilot:
        type_in(app, "hello")
        app.post_message(events.Key("escape", "\x1b"))
        type_in(app, "bcwworld")
        app.post_message(events.Key("alt+o", "\x1bo"))
        type_in(app, "x")
        app.post_message(events.Key("escape", "\x1b"))
        type_in(app, "k\r")
        await settle(pilot)
        assert [code for name, code in app.named() if name == "Submitted"] == ["world\nx"]


async def test_esc_closes_the_menu_and_leaves_insert_mode() -> None:
    app = PromptApp()
    async with vi(app) as pilot:
        await press(pilot, "pri")
        app.editor.complete_with("pri", 3, Completion(0, 3, Matches(["print", "private"])))
        await settle(pilot)
        seen = [app.editor.menu]
        await press(pilot, "escape")
        seen.append(app.editor.menu)
        assert [menu is None for menu in seen] == [False, True]
        assert app.editor.keys_shown == "NORMAL"


async def test_nothing_is_asked_about_in_normal_mode() -> None:
    app = PromptApp()
    app.editor.complete_while_typing = True
    async with vi(app) as pilot:
        await press(pilot, "f(abc", "escape", "bbww")
        await pilot.pause(0.4)
        assert app.named() == []


async def test_a_paste_is_no_command() -> None:
    app = PromptApp()
    async with vi(app) as pilot:
        await press(pilot, "ab", "escape")
        app.post_message(events.Paste("dd\nx"))
        await settle(pilot)
        assert app.editor.text == "add\nxb"
        await press(pilot, "u")
        assert app.editor.text == "ab"


async def test_keys_of_the_user_are_left_to_the_user() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        app.editor.set_keys("vi", ["ctrl+r"])
        await press(pilot, "ab", "escape", "u", "ctrl+r")
        assert app.editor.text == ""


async def test_the_usual_keys_come_back() -> None:
    app = PromptApp()
    async with vi(app) as pilot:
        await press(pilot, "ab", "escape")
        app.editor.set_keys("default")
        await press(pilot, "x")
        assert app.editor.text == "axb"
        assert app.prompt.border_title is None
        assert not app.editor.has_class("-bar-cursor")
