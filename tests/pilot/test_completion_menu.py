"""The keys of an open menu, and completions that come at once, late, or in a burst of keys."""

from __future__ import annotations

import time

import pytest
from textual import events

from tests.pilot.completion_app import CompletionApp, typed
from tests.pilot.prompt_app import settle
from tui.widgets.prompt.editor import Complete
from tui.wire.introspection import Completion, Matches


async def test_several_matches_open_a_menu_with_the_first_selected() -> None:
    app = CompletionApp()
    async with app.run_test() as pilot:
        await typed(pilot, app, "os.pa\t")
        assert app.editor.text == "os.pa"
        assert app.shown == ["pardir", "path", "pathconf", "pathconf_names", "pathsep"]
        assert app.selected == "pardir"


async def test_a_single_match_is_inserted_as_one_step_of_undo() -> None:
    app = CompletionApp()
    async with app.run_test() as pilot:
        await typed(pilot, app, "x = os.par\t")
        await typed(pilot, app, " + 1")
        assert app.editor.text == "x = os.pardir + 1"
        assert app.shown == []
        for _ in range(4):
            app.editor.undo()
            if app.editor.text == "x = os.par":
                break
        assert app.editor.text == "x = os.par"


async def test_what_all_have_in_common_is_inserted_and_the_rest_offered() -> None:
    app = CompletionApp()
    async with app.run_test() as pilot:
        await typed(pilot, app, "os.pat\t")
        assert app.editor.text == "os.path"
        assert app.shown == ["path", "pathconf", "pathconf_names", "pathsep"]
        await typed(pilot, app, "\x7f")
        assert app.editor.text == "os.pat"
        assert app.shown == ["path", "pathconf", "pathconf_names", "pathsep"]


@pytest.mark.parametrize(
    ("keys", "selected"),
    [
        (["down"], "path"),
        (["down", "down", "up"], "path"),
        (["up"], "pathsep"),
        (["up", "down"], "pardir"),
        (["tab"], "path"),
        (["tab", "tab", "shift+tab"], "path"),
        (["shift+tab"], "pathsep"),
        (["pagedown"], "pathsep"),
        (["pagedown", "pageup"], "pardir"),
    ],
)
async def test_keys_move_the_selection(keys: list[str], selected: str) -> None:
    app = CompletionApp()
    async with app.run_test() as pilot:
        await typed(pilot, app, "os.pa\t")
        await pilot.press(*keys)
        assert app.selected == selected
        assert app.editor.text == "os.pa"
        await pilot.press("enter")
        assert app.editor.text == f"os.{selected}"
        assert app.shown == []
        assert not app.editor.deciding


async def test_tab_first_extends_to_what_the_filtered_ones_have_in_common() -> None:
    app = CompletionApp()
    async with app.run_test() as pilot:
        await typed(pilot, app, "os.p\tat")
        assert len(app.shown) == 4
        await typed(pilot, app, "\t")
        assert (app.editor.text, app.selected) == ("os.path", "path")
        await typed(pilot, app, "\t")
        assert (app.editor.text, app.selected) == ("os.path", "pathconf")
        assert len(app.waiting) == 0 and len(app.asked) == 1


async def test_typing_and_deleting_filter() -> None:
    app = CompletionApp()
    async with app.run_test() as pilot:
        await typed(pilot, app, "os.p\taths")
        assert (app.shown, app.selected) == (["pathsep"], "pathsep")
        await typed(pilot, app, "\x7f\x7f\x7f")
        assert app.shown == ["pardir", "path", "pathconf", "pathconf_names", "pathsep"]
        await typed(pilot, app, "\x7f\x7f")
        assert app.shown == []
        assert app.editor.text == "os."


@pytest.mark.parametrize("key", ["left", "home", "ctrl+u", "space", "(", "escape", "ctrl+j", "@"])
async def test_other_keys_close_the_menu_and_do_what_they_do(key: str) -> None:
    app = CompletionApp()
    async with app.run_test() as pilot:
        await typed(pilot, app, "os.pa")
        await pilot.press(key)
        without = (app.editor.text, app.editor.cursor_location)
    app = CompletionApp()
    async with app.run_test() as pilot:
        await typed(pilot, app, "os.pa\t")
        await pilot.press(key)
        assert app.shown == []
        assert (app.editor.text, app.editor.cursor_location) == without


async def test_escape_is_left_to_others_when_no_menu_is_open() -> None:
    app = CompletionApp()
    async with app.run_test() as pilot:
        await typed(pilot, app, "os.pa\t")
        assert app.screen.active_bindings["escape"].binding.action == "menu_close"
        await pilot.press("escape")
        assert "escape" not in app.screen.active_bindings
        assert "pageup" not in app.screen.active_bindings


async def test_enter_runs_when_what_is_typed_is_the_selected_match() -> None:
    app = CompletionApp()
    app.decision = Complete()
    async with app.run_test() as pilot:
        await typed(pilot, app, "os.pat\t")
        await typed(pilot, app, "\r")
        assert app.named()[-1] == ("Submitted", "os.path")
        assert app.shown == []


async def test_up_and_down_are_those_of_the_history_without_a_menu() -> None:
    app = CompletionApp()
    async with app.run_test() as pilot:
        app.editor.entries = lambda: ["first", "second"]
        await pilot.press("up")
        assert app.editor.text == "second"
        await pilot.press("up", "down", "down")
        assert app.editor.text == ""


async def test_tab_indents_in_leading_blanks() -> None:
    app = CompletionApp()
    async with app.run_test() as pilot:
        await typed(pilot, app, "\tx")
        assert app.editor.text == "    x"
        assert app.asked == []


async def test_keys_of_one_burst_are_taken_in_order_and_never_wait() -> None:
    app = CompletionApp(at_once=False)
    async with app.run_test() as pilot:
        await typed(pilot, app, "os.pa\tth")
        assert app.editor.text == "os.path"
        assert app.shown == []
        assert app.reply()
        await settle(pilot)
        assert app.editor.text == "os.path"
        assert app.shown == ["path", "pathconf", "pathconf_names", "pathsep"]
        await typed(pilot, app, "c\r")
        assert app.editor.text == "os.pathconf"


async def test_a_late_answer_inserts_nothing_into_what_is_being_typed() -> None:
    app = CompletionApp(at_once=False)
    async with app.run_test() as pilot:
        await typed(pilot, app, "os.par\td")
        assert app.reply()
        assert app.editor.text == "os.pard"
        assert app.shown == ["pardir"]
        await typed(pilot, app, "\t")
        assert app.editor.text == "os.pardir"


@pytest.mark.parametrize("more", [" ", "x", "\x7f\x7f\x7f", "(", "\r", "\x7f\x7fop"])
async def test_a_late_answer_that_does_not_fit_any_more_is_dropped(more: str) -> None:
    app = CompletionApp(at_once=False)
    app.decision = Complete()
    async with app.run_test() as pilot:
        await typed(pilot, app, f"os.pa\t{more}")
        text = app.editor.text
        assert not app.reply()
        await settle(pilot)
        assert app.editor.text == text
        assert app.shown == []


async def test_an_answer_while_enter_waits_is_dropped() -> None:
    app = CompletionApp(at_once=False)
    async with app.run_test() as pilot:
        app.editor.code_language = "bash"
        await typed(pilot, app, "os.pa\t\r")
        assert app.editor.deciding
        assert not app.reply()
        assert app.editor.text == "os.pa"


async def test_an_answer_after_the_focus_has_gone_is_dropped() -> None:
    app = CompletionApp(at_once=False)
    async with app.run_test() as pilot:
        await typed(pilot, app, "os.pa\t")
        app.screen.set_focus(None)
        await settle(pilot)
        assert not app.reply()
        assert app.shown == []


async def test_the_second_of_two_answers_changes_nothing() -> None:
    app = CompletionApp(at_once=False)
    async with app.run_test() as pilot:
        await typed(pilot, app, "os.pa\t\t")
        assert app.reply()
        await pilot.press("down")
        assert not app.reply()
        assert app.selected == "path"


async def test_the_menu_closes_when_the_text_or_the_focus_is_taken_away() -> None:
    app = CompletionApp()
    async with app.run_test() as pilot:
        await typed(pilot, app, "os.pa\t")
        app.editor.replace_text("new")
        assert app.shown == []
        await typed(pilot, app, ".pa\t")
        assert app.shown
        app.screen.set_focus(None)
        await settle(pilot)
        assert app.shown == []
        app.screen.set_focus(app.editor)
        await typed(pilot, app, "\t")
        assert app.shown
        app.post_message(events.Paste("th"))
        await settle(pilot)
        assert (app.shown, app.editor.text) == ([], "new.path")


@pytest.mark.parametrize("selected_first", [False, True])
async def test_keys_for_dictionaries_do_not_double_what_closed_by_itself(
    selected_first: bool,
) -> None:
    app = CompletionApp(['ab"]', 'abc"]'] if selected_first else ['ab"]'], at_once=False)
    async with app.run_test() as pilot:
        await typed(pilot, app, 'd["a\t')
        assert app.editor.text == 'd["a"]'
        assert app.reply()
        await settle(pilot)
        if selected_first:
            await typed(pilot, app, "\r")
        assert app.editor.text == 'd["ab"]'
        assert app.editor.cursor_location == (0, 7)


async def test_a_range_that_begins_in_an_earlier_word_is_replaced_whole() -> None:
    app = CompletionApp()
    async with app.run_test() as pilot:
        await typed(pilot, app, "é = 1\n\\alpha")
        code, position = app.editor.text, app.editor.position
        assert app.editor.complete_with(code, position, Completion(6, 12, Matches(["α"])))
        assert app.editor.text == "é = 1\nα"
        assert app.editor.cursor_location == (1, 1)


async def test_while_typing_nothing_is_inserted_or_selected_and_enter_runs() -> None:
    app = CompletionApp()
    app.decision = Complete()
    async with app.run_test() as pilot:
        app.editor.complete_while_typing = True
        await typed(pilot, app, "os.pat")
        while not app.shown:
            await pilot.pause(0.01)
        assert app.editor.text == "os.pat"
        assert app.selected == ""
        await typed(pilot, app, "\r")
        assert app.named()[-1] == ("Submitted", "os.pat")
        assert app.shown == []


async def test_while_typing_a_menu_follows_and_tab_takes_from_it() -> None:
    app = CompletionApp()
    async with app.run_test() as pilot:
        app.editor.complete_while_typing = True
        await typed(pilot, app, "os.p")
        while not app.shown:
            await pilot.pause(0.01)
        assert len(app.asked) == 1
        await typed(pilot, app, "at\t")
        assert (app.editor.text, app.selected) == ("os.path", "")
        await typed(pilot, app, "\t\t")
        assert app.selected == "pathconf"
        await typed(pilot, app, "\r")
        assert app.editor.text == "os.pathconf"
        assert len(app.asked) == 1


@pytest.mark.parametrize(
    ("code", "asks"),
    [
        *((code, True) for code in ("x", "x.", "f(a).", "%", "a/", "é1")),
        *((code, False) for code in ("12", "x ", "x =", "1.", "(")),
    ],
)
async def test_while_typing_completions_are_asked_for_behind_names(code: str, asks: bool) -> None:
    app = CompletionApp(at_once=False)
    async with app.run_test() as pilot:
        app.editor.complete_while_typing = True
        await typed(pilot, app, code)
        app.editor._ask_while_typing()
        await settle(pilot)
        assert [event.while_typing for event in app.waiting[:1]] == [True] * asks


async def test_shift_tab_asks_for_the_source_when_it_is_pressed_again_at_once() -> None:
    app = CompletionApp()
    async with app.run_test() as pilot:
        await typed(pilot, app, "len")
        await pilot.press("shift+tab", "shift+tab", "left", "shift+tab", "a", "shift+tab")
        assert app.inspections == [0, 1, 0, 0]


async def test_a_key_costs_little_with_a_hundred_thousand_matches() -> None:
    names = [f"name_{number}" for number in range(100_000)]
    app = CompletionApp(at_once=False)
    async with app.run_test() as pilot:
        await typed(pilot, app, "n\t")
        completion = Completion(0, 1, Matches(names))
        assert app.editor.complete_with("n", 1, completion)
        await settle(pilot)
        assert (app.editor.text, len(app.shown)) == ("name_", 100_000)
        spent: dict[str, list[float]] = {}
        for key in ["down", "up", "pagedown", "1", "backspace", "down", "2", "backspace"] * 3:
            begun = time.process_time()
            await app.editor.take_key(events.Key(key, key if len(key) == 1 else None))
            spent.setdefault(key, []).append(time.process_time() - begun)
            await settle(pilot)
        assert app.shown[:1] == ["name_0"] and len(app.shown) == 100_000
        assert all(min(times) < 0.01 for times in spent.values()), spent


async def test_without_a_menu_there_is_no_widget_for_it() -> None:
    app = CompletionApp(at_once=False)
    async with app.run_test() as pilot:
        await typed(pilot, app, "os.pa\t")
        before = len(app.query("*"))
        assert app.reply()
        await settle(pilot)
        assert len(app.query("*")) == before + 1
