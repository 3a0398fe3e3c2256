"""The prompt's editor: what it asks for, and what keys do to its text."""

from __future__ import annotations

import pytest
from textual import events

from tests.pilot.prompt_app import PromptApp, settle, type_in
from tui.widgets.prompt.editor import Complete, Incomplete, PromptEditor


async def test_enter_asks_and_submits_what_is_complete() -> None:
    app = PromptApp(decision=Complete())
    async with app.run_test() as pilot:
        await pilot.press(*"if x: y", "enter")
        await settle(pilot)
        assert app.named() == [("CompletenessWanted", "if x: y"), ("Submitted", "if x: y")]
        assert app.editor.text == ""


async def test_enter_submits_without_a_question_what_is_surely_complete() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        await pilot.press(*"1+1", "enter")
        await settle(pilot)
        assert app.named() == [("Submitted", "1+1")]
        assert app.editor.text == ""


async def test_a_burst_of_two_lines_is_two_submissions() -> None:
    app = PromptApp(decision=Complete())
    async with app.run_test() as pilot:
        type_in(app, "1+1\r2+2\r3")
        await settle(pilot)
        submitted = [code for name, code in app.named() if name == "Submitted"]
        assert submitted == ["1+1", "2+2"]
        assert app.editor.text == "3"


async def test_keys_and_pastes_wait_in_order_while_it_is_decided() -> None:
    app = PromptApp("bash")
    async with app.run_test() as pilot:
        type_in(app, "first\rab\x7f")
        app.post_message(events.Paste("pasted\nmore"))
        type_in(app, "z\rlast")
        await settle(pilot)
        assert app.editor.deciding
        assert app.named() == [("CompletenessWanted", "first")]
        assert app.editor.text == "first"
        app.editor.decide(Complete())
        await settle(pilot)
        assert app.named()[1:] == [
            ("Submitted", "first"),
            ("CompletenessWanted", "apasted\nmorez"),
        ]
        app.editor.decide(Complete())
        await settle(pilot)
        assert app.named()[-1] == ("Submitted", "apasted\nmorez")
        assert app.editor.text == "last"
        assert not app.editor.deciding


async def test_keys_that_come_between_the_decision_and_the_held_ones_stay_behind_them() -> None:
    app = PromptApp("bash")
    async with app.run_test() as pilot:
        type_in(app, "a\rbc")
        await settle(pilot)
        type_in(app, "de")
        app.editor.decide(Complete())
        type_in(app, "fg")
        await settle(pilot)
        assert app.editor.text == "bcdefg"


async def test_incomplete_code_goes_on_with_the_given_indent() -> None:
    app = PromptApp(decision=Incomplete("      "))
    async with app.run_test() as pilot:
        type_in(app, "def f():\rpass")
        await settle(pilot)
        assert app.named() == [("CompletenessWanted", "def f():")]
        assert app.editor.text == "def f():\n      pass"


async def test_a_decision_that_nobody_waits_for_does_nothing() -> None:
    app = PromptApp("bash")
    async with app.run_test() as pilot:
        type_in(app, "a\r")
        await settle(pilot)
        app.editor.decide(Complete())
        app.editor.decide(Complete())
        await settle(pilot)
        type_in(app, "b")
        app.editor.decide(Incomplete())
        await settle(pilot)
        assert [name for name, _ in app.named()] == ["CompletenessWanted", "Submitted"]
        assert app.editor.text == "b"


async def test_blank_text_is_not_run() -> None:
    app = PromptApp(decision=Complete())
    async with app.run_test() as pilot:
        await pilot.press("enter", "f5", "space", "enter", "f5")
        assert app.named() == []


async def test_enter_above_the_last_line_begins_a_line() -> None:
    app = PromptApp(decision=Complete())
    async with app.run_test() as pilot:
        app.editor.replace_text("if a:\n    b\nc")
        app.editor.move_cursor((1, 5))
        await pilot.press("enter", "x")
        assert app.named() == []
        assert app.editor.text == "if a:\n    b\n    x\nc"


async def test_enter_inside_a_pair_begins_a_line() -> None:
    app = PromptApp(decision=Complete())
    async with app.run_test() as pilot:
        type_in(app, "f(\r1,\r2)\r")
        await settle(pilot)
        assert app.named()[-1] == ("Submitted", "f(\n    1,\n    2)")


async def test_enter_inside_triple_quotes_begins_a_line() -> None:
    app = PromptApp(decision=Complete())
    async with app.run_test() as pilot:
        type_in(app, '"""a\rb"""\r')
        await settle(pilot)
        assert app.named()[-1] == ("Submitted", '"""a\nb"""')


@pytest.mark.parametrize("key", ["ctrl+j", "alt+enter", "shift+enter"])
async def test_a_new_line_can_always_be_had(key: str) -> None:
    app = PromptApp(decision=Complete())
    async with app.run_test() as pilot:
        await pilot.press("1", key, "2")
        assert app.named() == []
        assert app.editor.text == "1\n2"


@pytest.mark.parametrize("key", ["f5", "ctrl+enter"])
async def test_running_can_always_be_forced(key: str) -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        await pilot.press(*"def", key)
        assert app.named() == [("Submitted", "def")]


async def test_trailing_blank_lines_are_not_submitted() -> None:
    app = PromptApp(decision=Complete())
    async with app.run_test() as pilot:
        app.editor.replace_text("def f():\n    return 1 \n\n    ")
        await pilot.press("enter")
        await settle(pilot)
        assert app.named()[-1] == ("Submitted", "def f():\n    return 1 ")


async def test_undo_brings_a_submitted_text_back() -> None:
    app = PromptApp(decision=Complete())
    async with app.run_test() as pilot:
        type_in(app, "1+1\r")
        await settle(pilot)
        await pilot.press("ctrl+z")
        assert app.editor.text == "1+1"
        await pilot.press("ctrl+y")
        assert app.editor.text == ""


async def test_a_cleared_text_comes_back_with_undo() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        await pilot.press(*"abc")
        app.editor.clear_text()
        assert app.editor.text == ""
        await pilot.press("ctrl+z")
        assert app.editor.text == "abc"


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        (["a", "tab"], ("CompletionWanted", "a")),
        (["a", "shift+tab"], ("InspectionWanted", "a")),
        (["a", "f2"], ("ExternalEditorWanted", "a")),
        (["ctrl+d"], ("CloseWanted", "")),
        (["a", "ctrl+c"], ("ClearOrInterruptWanted", "a")),
        (["ctrl+c"], ("ClearOrInterruptWanted", "")),
    ],
)
async def test_keys_ask_for_what_others_do(keys: list[str], asked: tuple[str, str]) -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        await pilot.press(*keys)
        assert app.named() == [asked]
        assert app.editor.text == asked[1]


async def test_a_request_says_where_the_cursor_is_and_who_asks() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        app.editor.replace_text("ab\ncd")
        await pilot.press("left", "tab")
        assert app.asked[0].position == 4
        assert app.asked[0].control is app.editor


async def test_control_c_says_whether_something_is_selected() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        await pilot.press(*"ab", "ctrl+c", "shift+left", "ctrl+c")
        plain, selecting = app.asked
        assert isinstance(plain, PromptEditor.ClearOrInterruptWanted)
        assert isinstance(selecting, PromptEditor.ClearOrInterruptWanted)
        assert (plain.has_selection, plain.has_text) == (False, True)
        assert (selecting.has_selection, selecting.has_text) == (True, True)
        assert app.editor.copy_selection() == "b"
        assert app.clipboard == "b"


async def test_control_d_deletes_where_there_is_text() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        await pilot.press(*"ab", "home", "ctrl+d")
        assert app.named() == []
        assert app.editor.text == "b"


async def test_the_keys_of_other_rooms_pass() -> None:
    passed: list[str] = []

    class Around(PromptApp):
        def on_key(self, event: events.Key) -> None:
            passed.append(event.key)

    app = Around(decision=Complete())
    others = ["ctrl+l", "ctrl+r", "ctrl+t", "ctrl+f", "pageup", "pagedown", "f1", "f3", "f4", "f6"]
    others += ["f7", "f8", "f9", "f10", "escape", "alt+up", "alt+down", "alt+1", "ctrl+@"]
    async with app.run_test() as pilot:
        await pilot.press(*"a", *others)
        assert passed == others
        assert app.editor.text == "a"


async def test_keys_can_be_bound_anew_by_id() -> None:
    app = PromptApp(decision=Complete())
    async with app.run_test() as pilot:
        app.set_keymap({"prompt.run": "f8", "prompt.newline": "enter"})
        await pilot.press("1", "enter", "2", "f8")
        await settle(pilot)
        assert app.named()[-1] == ("Submitted", "1\n2")


async def test_an_enter_that_is_bound_to_nothing_does_nothing() -> None:
    app = PromptApp()
    async with app.run_test() as pilot:
        app.set_keymap({"prompt.run": "f8"})
        await pilot.press("1", "enter", "2")
        assert app.editor.text == "12"
        assert app.named() == []


async def test_odd_keys_do_no_harm() -> None:
    app = PromptApp()
    odd = [("ctrl+@", "\x00"), ("caps_lock", None), ("ctrl+\r", "\r"), ("<unknown>", None)]
    async with app.run_test() as pilot:
        for key, character in odd:
            app.post_message(events.Key(key, character))
        type_in(app, "é中😀")
        await settle(pilot)
        assert app.editor.text == "é中😀"


async def test_the_actions_have_ids_for_the_keymap() -> None:
    app = PromptApp()
    async with app.run_test():
        bound = {active.binding.id for active in app.screen.active_bindings.values()}
        actions = ["run", "newline", "force_run", "complete", "inspect", "previous", "next"]
        actions += ["external_editor", "clear_or_interrupt", "undo", "redo", "cut", "paste"]
        assert bound >= {f"prompt.{action}" for action in actions}
