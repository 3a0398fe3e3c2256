"""What keys and mouse do in the pager."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.pilot.pager_app import DividerApp, PagerApp, drawn, topic
from tui.model.help import HelpTopic

SIZE = (40, 12)
ROWS = 11
NUMBERED = "".join(f"line {number}\n" for number in range(100))


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def test_the_caret_moves_by_lines_and_the_view_with_it() -> None:
    app = PagerApp(topic(NUMBERED))
    async with app.run_test(size=SIZE) as pilot:
        await drawn(app, pilot)
        assert app.caret() == (0, "line")
        await press(pilot, "j", "down")
        assert app.caret()[0] == 2
        await press(pilot, "k")
        assert app.caret()[0] == 1
        await press(pilot, "up", "up", "up")
        assert app.caret()[0] == 0
        await press(pilot, *["j"] * ROWS)
        assert app.lines()[0] == "line 1"
        assert app.caret()[0] == ROWS - 1
        await press(pilot, "space")
        assert app.lines()[0] == "line 11"
        await press(pilot, "pagedown")
        assert app.lines()[0] == "line 21"
        await press(pilot, "b", "pageup")
        assert app.lines()[0] == "line 1"
        await press(pilot, "G")
        assert (app.lines()[-1], app.caret()[0]) == ("line 99", ROWS - 1)
        await press(pilot, "j", "space")
        assert (app.lines()[-1], app.caret()[0]) == ("line 99", ROWS - 1)
        await press(pilot, "g")
        assert (app.lines()[0], app.caret()[0]) == ("line 0", 0)
        await press(pilot, "end", "home")
        assert (app.lines()[0], app.caret()[0]) == ("line 0", 0)


async def test_the_caret_goes_from_name_to_name_and_enter_inspects() -> None:
    app = PagerApp(topic("= os.path.join(a, 3, *p)\n\nnext_line"))
    async with app.run_test(size=SIZE) as pilot:
        await drawn(app, pilot)
        names = []
        for key in ("l", "l", "right", "l", "h", "left", "h", "h"):
            names.append(app.caret()[1])
            await press(pilot, key)
        assert names == [
            *("os.path.join", "os.path.join", "a", "p"),
            *("p", "a", "os.path.join", "os.path.join"),
        ]
        await press(pilot, "l", "enter")
        await press(pilot, "j", "enter")
        await press(pilot, "j", "enter")
        assert app.said() == [("InspectWanted", "a", 0), ("InspectWanted", "next_line", 0)]


async def test_a_name_broken_between_rows_is_inspected_whole() -> None:
    app = PagerApp(topic("x" * 30 + " a_rather_long.name_of_things"))
    async with app.run_test(size=SIZE) as pilot:
        await drawn(app, pilot)
        await press(pilot, "j", "enter")
        assert app.said() == [("InspectWanted", "a_rather_long.name_of_things", 0)]


async def test_the_name_at_the_caret_is_marked_while_keys_go_there() -> None:
    app = PagerApp(topic("one two"))
    async with app.run_test(size=SIZE) as pilot:
        await drawn(app, pilot)
        await press(pilot, "l")
        view = app.pager.view

        def marked() -> list[str]:
            parts = [part for part in view.render_line(0) if part.style and part.style.underline]
            return [part.text for part in parts]

        assert marked() == ["two"]
        app.screen.set_focus(None)
        await pilot.pause()
        assert marked() == []


async def test_searching_marks_counts_and_goes_round() -> None:
    app = PagerApp(topic(NUMBERED))
    async with app.run_test(size=SIZE) as pilot:
        await drawn(app, pilot)
        await press(pilot, *["j"] * 20)
        await press(pilot, "slash", *"ine 3")
        await drawn(app, pilot)
        assert app.title_row()[1] == "2 of 11"
        await press(pilot, "enter")
        await drawn(app, pilot)
        assert "line 30" in app.lines()
        assert app.title_row()[1] == "2 of 11"
        await press(pilot, "n")
        assert (app.title_row()[1], app.caret()[1]) == ("3 of 11", "line")
        await press(pilot, "N", "N", "N")
        assert app.title_row()[1] == "11 of 11"
        assert "line 39" in app.lines()
        await press(pilot, "n")
        assert app.title_row()[1] == "1 of 11"
        assert "line 3" in app.lines()
        assert app.said() == []


async def test_escape_ends_a_search_where_it_began() -> None:
    app = PagerApp(topic(NUMBERED))
    async with app.run_test(size=SIZE) as pilot:
        await drawn(app, pilot)
        await press(pilot, "space", "slash", *"99")
        await drawn(app, pilot)
        assert "line 99" in app.lines()
        await press(pilot, "escape")
        await drawn(app, pilot)
        assert app.lines()[0] == "line 10"
        assert app.title_row()[1] == ""
        await press(pilot, "slash", *"absent")
        await drawn(app, pilot)
        assert app.title_row()[1] == "no match"
        await press(pilot, "escape", "n")
        assert app.said() == [("LeaveWanted", "n")]


async def test_the_match_that_is_shown_is_marked_apart() -> None:
    app = PagerApp(topic("ab ab ab"))
    async with app.run_test(size=SIZE) as pilot:
        await drawn(app, pilot)
        await press(pilot, "slash", *"ab", "enter")
        await drawn(app, pilot)
        await press(pilot, "n")
        line = app.pager.view.render_line(0)
        marked = [part.style.bgcolor for part in line if part.style and part.text == "ab"]
        assert len(marked) == 3
        assert marked[0] == marked[2] != marked[1]


async def test_earlier_topics_are_where_they_were_left() -> None:
    app = PagerApp(topic(NUMBERED, "first"), topic("other", "second"))
    async with app.run_test(size=SIZE) as pilot:
        assert await drawn(app, pilot) == ["other", *[""] * (ROWS - 1)]
        assert app.title_row() == ["second", "2/2"]
        await press(pilot, "alt+left")
        await press(pilot, "space", "j", "j")
        assert app.title_row() == ["first", "1/2"]
        await press(pilot, "alt+left", "alt+right", "alt+right")
        assert app.title_row() == ["second", "2/2"]
        await press(pilot, "alt+left")
        assert app.lines()[0] == "line 10"
        assert app.caret()[0] == 2


async def test_a_pinned_topic_stays_while_others_come() -> None:
    app = PagerApp(topic("kept", "kept"))
    async with app.run_test(size=SIZE) as pilot:
        await drawn(app, pilot)
        await press(pilot, "p")
        assert app.pager.pinned
        for number in range(3):
            app.pager.show(topic(str(number), f"number {number}"))
        assert (await drawn(app, pilot))[0] == "kept"
        assert app.title_row() == ["kept", "3 waiting  [pinned]  1/4"]
        await press(pilot, "alt+right")
        assert app.lines()[0] == "0"
        assert app.title_row() == ["number 0", "2/4"]
        await press(pilot, "alt+left")
        assert app.title_row() == ["kept", "2 waiting  [pinned]  1/4"]
        await press(pilot, "p")
        app.pager.show(topic("new", "new"))
        assert (await drawn(app, pilot))[0] == "new"


async def test_at_most_fifty_topics_are_kept_and_pinned_ones_of_them() -> None:
    app = PagerApp(topic("pinned", "pinned"))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "p")
        for number in range(80):
            app.pager.show(topic(str(number), f"number {number}"))
        await press(pilot, "alt+right")
        assert app.title_row() == ["number 31", "2/50"]
        app.pager.show(topic("79", "number 79"))
        await pilot.pause()
        assert app.title_row() == ["number 79", "50/50"]
        app.pager.forget_all()
        await pilot.pause()
        assert app.title_row() == ["no help yet", ""]
        assert app.pager.topic is None
        assert app.lines() == [""] * ROWS


async def test_other_keys_ask_for_what_the_pane_does() -> None:
    help_ = HelpTopic("f", {"text/plain": "Source:\ndef f():\n    pass\nFile: ~/a.py"}, "mod.f", 1)
    app = PagerApp(help_)
    async with app.run_test(size=SIZE) as pilot:
        await drawn(app, pilot)
        await press(pilot, "s", "o", "y")
        await drawn(app, pilot)
        await press(pilot, "less_than_sign", "greater_than_sign", "x", "escape", "q")
        assert app.said() == [
            ("InspectWanted", "mod.f", 1),
            ("SourceWanted", "~/a.py", 0, "def f():"),
            ("CopyWanted", "Source:\ndef f():\n    pass\nFile: ~/a.py"),
            ("ResizeWanted", 1),
            ("ResizeWanted", -1),
            ("LeaveWanted", "x"),
            ("Closed",),
            ("Closed",),
        ]


async def test_keys_with_nothing_to_do_go_to_the_prompt() -> None:
    app = PagerApp(topic("no file, no name"))
    async with app.run_test(size=SIZE) as pilot:
        await drawn(app, pilot)
        await press(pilot, "s", "o", "n")
        assert app.said() == [("LeaveWanted", key) for key in "son"]


async def test_typing_ahead_of_a_search() -> None:
    app = PagerApp(topic(NUMBERED))
    async with app.run_test(size=SIZE) as pilot:
        await drawn(app, pilot)
        await pilot.press("slash", *"line 5", "enter", "n", "j", "q")
        await drawn(app, pilot)
        assert app.said() == [("Closed",)]
        assert app.title_row()[1] == "2 of 11"


# The mouse.


async def test_a_click_puts_the_caret_on_a_name_and_a_second_inspects_it() -> None:
    app = PagerApp(topic("Source:\ndef function(argument):\n    pass\n"))
    async with app.run_test(size=SIZE) as pilot:
        await drawn(app, pilot)
        await pilot.click(app.pager.view, offset=(5 + 14, 1))
        assert app.caret() == (1, "argument")
        assert app.said() == []
        await pilot.click(app.pager.view, offset=(5 + 5, 1), times=2)
        await pilot.pause()
        assert app.caret() == (1, "function")
        assert app.said() == [("InspectWanted", "function", 0)]
        await pilot.click(app.pager.view, offset=(5, 9))
        assert app.caret() == (1, "function")


async def test_what_the_mouse_selects_is_copied_without_numbers() -> None:
    app = PagerApp(topic("Source:\ndef function():\n    return 1\n"))
    async with app.run_test(size=SIZE) as pilot:
        await drawn(app, pilot)
        await pilot.mouse_down(app.pager.view, offset=(5 + 4, 1))
        await pilot.hover(app.pager.view, offset=(5 + 9, 2))
        await pilot.mouse_up(app.pager.view, offset=(5 + 9, 2))
        await press(pilot, "y")
        assert app.said() == [("CopyWanted", "function():\n    return")]


async def test_the_wheel_takes_the_caret_along() -> None:
    app = PagerApp(topic(NUMBERED))
    async with app.run_test(size=SIZE) as pilot:
        await drawn(app, pilot)
        app.pager.view.scroll_to(y=50, animate=False, immediate=True)
        await pilot.pause()
        assert app.lines()[0] == "line 50"
        assert app.caret()[0] == 0
        await press(pilot, "j")
        assert (app.lines()[0], app.caret()[0]) == ("line 50", 1)


@pytest.mark.parametrize("stacked", [False, True])
async def test_the_divider_is_dragged(stacked: bool) -> None:
    app = DividerApp(stacked)
    async with app.run_test(size=(41, 21)) as pilot:
        place = app.divider.region.offset
        assert app.divider.region.size == ((41, 1) if stacked else (1, 21))
        step = (0, 1) if stacked else (1, 0)
        await pilot.hover(offset=(place.x + step[0], place.y + step[1]))
        assert app.moved == []
        await pilot.mouse_down(offset=(place.x, place.y))
        for times in (3, -2):
            await pilot.hover(offset=(place.x + step[0] * times, place.y + step[1] * times))
        await pilot.mouse_up(offset=(place.x - step[0] * 2, place.y - step[1] * 2))
        assert app.moved == [3, -5]
        await pilot.hover(offset=(0, 0))
        assert app.moved == [3, -5]
