"""Walking through earlier inputs with Up and Down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import events
from textual.pilot import Pilot

from tests.fakes import until
from tests.pilot.prompt_app import PromptApp, settle, type_in
from tui.widgets.prompt.editor import Complete
from tui.wire.introspection import Completion, Matches

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


# Inputs of earlier sessions, which are on disk.


def _with_earlier(entries: list[str], on_disk: Sequence[str], page: int = 500) -> PromptApp:
    app = _app(entries)
    app.on_disk, app.page = on_disk, page
    return app


def _asked(app: PromptApp) -> list[tuple[str, int]]:
    return [(event.prefix, event.count) for event in app.earlier_wanted]


async def _walked(app: PromptApp, pilot: Pilot[None], *keys: str) -> list[str]:
    """What the editor holds after each of the keys."""
    seen = []
    for key in keys:
        await pilot.press(key)
        await settle(pilot)
        seen.append(app.editor.text)
    return seen


async def test_below_this_sessions_inputs_are_those_of_earlier_ones() -> None:
    app = _with_earlier(["one", "two"], ["two", "b", "one", "a", "b"])
    async with app.run_test() as pilot:
        back = await _walked(app, pilot, *["up"] * 5)
        assert back == ["two", "one", "b", "a", "a"]
        assert await _walked(app, pilot, *["down"] * 4) == ["b", "one", "two", ""]
        await pilot.press("ctrl+z")
        assert app.editor.text == ""


async def test_the_disk_is_asked_only_when_what_is_known_is_used_up() -> None:
    app = _with_earlier(["one"], ["a", "b", "c", "d", "e"], page=2)
    async with app.run_test() as pilot:
        await _walked(app, pilot, "up")
        assert _asked(app) == []
        back = await _walked(app, pilot, *["up"] * 6)
        assert back == ["a", "b", "c", "d", "e", "e"]
        assert _asked(app) == [("", 0), ("", 2), ("", 4)]
        assert list(app.editor.earlier) == ["a", "b", "c", "d", "e"]
        # A second walk knows all of it.
        app.editor.clear_text()
        assert (await _walked(app, pilot, *["up"] * 6))[-1] == "e"
        assert len(_asked(app)) == 3


async def test_what_is_known_at_the_start_is_not_asked_for() -> None:
    on_disk = ["import a", "b", "import c", "import d"]
    app = _with_earlier([], on_disk)
    async with app.run_test() as pilot:
        app.editor.set_earlier(on_disk[:3], complete=False)
        type_in(app, "im")
        back = await _walked(app, pilot, *["up"] * 4)
        assert back == ["import a", "import c", "import d", "import d"]
        assert _asked(app) == [("im", 2)]
        # What begins otherwise is missing from it, so it is not taken for the newest of all.
        assert list(app.editor.earlier) == on_disk[:3]


async def test_when_all_is_known_the_disk_is_never_asked() -> None:
    app = _with_earlier([], ["a"])
    async with app.run_test() as pilot:
        app.editor.set_earlier(["a"], complete=True)
        assert await _walked(app, pilot, "up", "up") == ["a", "a"]
        app.editor.replace_text("xyz")
        assert await _walked(app, pilot, "up") == ["xyz"]
        assert _asked(app) == []


async def test_a_disk_that_has_nothing_for_now_is_asked_by_the_next_walk() -> None:
    app = _with_earlier([], [])
    async with app.run_test() as pilot:
        assert await _walked(app, pilot, "up", "up") == ["", ""]
        assert _asked(app) == [("", 0)]
        app.on_disk = ["a"]
        await pilot.press("x", "backspace")
        assert await _walked(app, pilot, "up") == ["a"]


async def test_other_known_inputs_are_met_even_after_up_found_none() -> None:
    app = _with_earlier([], [])
    async with app.run_test() as pilot:
        await _walked(app, pilot, "up")
        app.editor.set_earlier(["a"], complete=True)
        assert await _walked(app, pilot, "up") == ["a"]


async def test_keys_typed_while_the_disk_is_asked_do_what_they_would_with_its_answer() -> None:
    app = _with_earlier([], ["b = 2", "a = 1"])
    app.disk_waits = True
    async with app.run_test() as pilot:
        for key in ["up", "up", "enter"]:
            app.post_message(events.Key(key, None))
        type_in(app, "x")
        app.post_message(events.Paste("yz"))
        await settle(pilot)
        assert app.editor.is_waiting
        assert (app.editor.text, app.named()) == ("", [])
        app.read_disk()
        await settle(pilot)
        assert app.named() == [("Submitted", "a = 1")]
        assert app.editor.text == "xyz"
        assert not app.editor.is_waiting


async def test_held_keys_wait_again_at_each_further_question() -> None:
    app = _with_earlier([], ["c", "b", "a"], page=1)
    app.disk_waits = True
    async with app.run_test() as pilot:
        for _ in range(3):
            app.post_message(events.Key("up", None))
        type_in(app, "!")
        seen = []
        for _ in range(3):
            await settle(pilot)
            assert app.editor.is_waiting
            seen.append(app.editor.text)
            app.read_disk()
        await settle(pilot)
        assert (seen, app.editor.text) == (["", "c", "b"], "a!")


async def test_enter_and_the_disk_can_be_waited_for_in_one_burst() -> None:
    app = _with_earlier([], ["ls b", "ls a"])
    app.disk_waits, app.decision = True, None
    app.prompt.language = "bash"
    async with app.run_test() as pilot:
        for key in ["up", "up", "enter", "up", "z"]:
            app.post_message(events.Key(key, "z" if key == "z" else None))
        await settle(pilot)
        app.read_disk()
        await settle(pilot)
        assert app.named() == [("CompletenessWanted", "ls a")]
        app.editor.decide(Complete())
        await settle(pilot)
        assert app.named()[1:] == [("Submitted", "ls a")]
        assert app.editor.text == "ls bz"


async def test_hundreds_of_ups_in_one_burst_end_where_slow_ones_would() -> None:
    app = _with_earlier(["s1", "s2"], [f"e{number}" for number in range(300)], page=50)
    async with app.run_test() as pilot:
        for _ in range(202):
            app.post_message(events.Key("up", None))
        await until(lambda: app.editor.text == "e199" and not app.editor.is_waiting)
        assert _asked(app) == [("", known) for known in (0, 50, 100, 150)]
        assert await _walked(app, pilot, "ctrl+z") == [""]


async def test_an_answer_for_a_walk_that_is_over_only_lets_the_keys_go_on() -> None:
    app = _with_earlier([], ["a"])
    app.disk_waits = True
    async with app.run_test() as pilot:
        await pilot.press("up")
        type_in(app, "!")
        await settle(pilot)
        app.editor.replace_text("put here by others")
        app.read_disk()
        await settle(pilot)
        assert app.editor.text == "put here by others!"
        assert not app.editor.is_waiting


async def test_an_answer_that_nobody_waits_for_does_nothing() -> None:
    app = _with_earlier([], ["a"], page=1)
    async with app.run_test() as pilot:
        app.editor.add_earlier("", ["never"], complete=True)
        await settle(pilot)
        assert await _walked(app, pilot, "up") == ["a"]
        app.disk_waits = True
        await pilot.press("ctrl+z", *"b", "up")
        app.editor.add_earlier("", ["never"], complete=True)
        app.editor.add_earlier("b", ["bc"], complete=True)
        app.editor.add_earlier("b", ["never"], complete=True)
        await settle(pilot)
        assert app.editor.text == "bc"


async def test_a_matching_input_is_found_though_what_is_read_first_is_known() -> None:
    app = _with_earlier(["xb", "xa"], ["xa", "xb", "xc"], page=1)
    async with app.run_test() as pilot:
        type_in(app, "x")
        assert await _walked(app, pilot, "up", "up", "up") == ["xa", "xb", "xc"]
        assert _asked(app) == [("x", 0), ("x", 1), ("x", 2)]


async def test_inputs_from_disk_are_cleaned_and_too_long_ones_are_left_out() -> None:
    app = _with_earlier([], ["a\x1b[31m\r\nb\u202e", "x" * 200_001, "y" * 1000])
    async with app.run_test() as pilot:
        assert await _walked(app, pilot, "up") == ["a␛[31m\nb‹U+202E›"]
        assert await _walked(app, pilot, "up", "up") == ["a␛[31m\nb‹U+202E›", "y" * 1000]


async def test_the_draft_is_kept_while_the_disk_is_asked() -> None:
    app = _with_earlier([], ["import os"])
    async with app.run_test() as pilot:
        await pilot.press(*"import x", "left", "left", "left")
        assert await _walked(app, pilot, "up", "down") == ["import os", "import x"]
        assert app.editor.cursor_location == (0, 5)
        assert _asked(app) == [("impor", 0)]


async def test_a_completion_that_comes_while_the_disk_is_asked_changes_nothing() -> None:
    app = _with_earlier([], ["pathlib"])
    app.disk_waits = True
    async with app.run_test() as pilot:
        await pilot.press(*"pat")
        completion = Completion(0, 3, Matches(["path"]))
        app.post_message(events.Key("up", None))
        await settle(pilot)
        assert not app.editor.complete_with("pat", 3, completion)
        app.read_disk()
        await settle(pilot)
        assert app.editor.text == "pathlib"


async def test_the_first_up_costs_what_is_near_however_much_is_known() -> None:
    looked_at = 0

    class Entry(str):
        """An input that notes when it is looked at."""

        def startswith(self, *arguments: Any) -> bool:
            nonlocal looked_at
            looked_at += 1
            return super().startswith(*arguments)

    app = _app([])
    async with app.run_test() as pilot:
        app.editor.set_earlier([Entry(f"x = {number}") for number in range(10_000)], complete=True)
        type_in(app, "x")
        await settle(pilot)
        assert looked_at == 0
        await pilot.press("up", "up")
        assert app.editor.text == "x = 1"
        assert looked_at == 2
