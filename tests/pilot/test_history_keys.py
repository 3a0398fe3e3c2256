"""What keys and mouse do in the history panel."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual import events
from textual.pilot import Pilot

from tests.pilot.history_app import HistoryApp, entry, many, rows, until
from tui.model.history.entry import Findings, HistoryEntry, HistoryRow, Source
from tui.model.history.filters import HistoryFilters
from tui.model.history.query import parse_query
from tui.widgets.history.panel import HistoryPanel
from tui.widgets.history.search_row import LONGEST

SIZE = (80, 24)
ROWS = 14
SIX = ("f6", "e5", "d4", "c3", "b2", "a1")


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


# Moving.


async def test_the_same_keys_move_in_the_search_row_and_in_the_list() -> None:
    found = many(100)
    app = HistoryApp(found)

    def place() -> int:
        return next(at for at, row in enumerate(found) if row.entry.code == app.selected())

    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.found_list.size.height == ROWS
        for in_list in (False, True):
            places = []
            for key in ("down", "down", "up", "pagedown", "pageup", "ctrl+end", "up", "ctrl+home"):
                await press(pilot, key)
                places.append(place())
            assert places == [1, 2, 1, 1 + ROWS - 1, 1, 99, 98, 0]
            assert app.found_list.has_focus is in_list
            await press(pilot, "tab")
        await press(pilot, "tab", "j", "j", "k", "end")
        assert place() == 99
        await press(pilot, "down", "pagedown", "j")
        assert place() == 99
        await press(pilot, "home", "up", "pageup", "k")
        assert place() == 0
        assert app.query_text() == ""


async def test_with_nothing_found_keys_do_nothing() -> None:
    app = HistoryApp()
    async with app.run_test(size=SIZE) as pilot:
        keys = ("down", "up", "pagedown", "pageup", "ctrl+end", "ctrl+home", "enter", "f5")
        await press(pilot, *keys, "alt+down", "tab", *keys, "space", "y", "d", "s", "backspace")
        assert app.selected() == ""
        assert app.said() == []


async def test_in_the_search_row_keys_edit() -> None:
    app = HistoryApp(rows(*SIX))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *"jkyd12", "home", "x", "end", "left", "backspace", "ctrl+k")
        assert app.query_text() == "xjkyd"
        assert app.searches()[-1].text == "xjkyd"
        await press(pilot, "ctrl+u")
        assert app.query_text() == ""


# Taking.


@pytest.mark.parametrize("in_list", [False, True])
async def test_the_selected_entry_is_taken_or_run(in_list: bool) -> None:
    app = HistoryApp(rows(*SIX))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *(("tab",) if in_list else ()), "enter", "down", "f5", "ctrl+enter")
        assert app.said() == [("Taken", "f6"), ("Taken", "e5", "runs"), ("Taken", "e5", "runs")]


async def test_enter_waits_until_what_was_typed_is_found() -> None:
    app = HistoryApp(rows(*SIX))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.answers = False
        await press(pilot, "d", "enter")
        assert app.said() == []
        found = Findings(tuple(rows("d4")), complete=False)
        app.panel.show(found, parse_query("d"))
        await pilot.pause()
        assert app.said() == []
        app.panel.show(replace(found, complete=True), parse_query("d"))
        await pilot.pause()
        assert app.said() == [("Taken", "d4")]


async def test_what_has_not_been_seen_is_not_run() -> None:
    app = HistoryApp(rows(*SIX))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.answers = False
        await press(pilot, "d", "f5")
        app.search()
        await pilot.pause()
        assert app.said() == []
        await press(pilot, "f5")
        assert app.said() == [("Taken", "d4", "runs")]


async def test_typing_on_takes_an_enter_back_that_still_waits() -> None:
    app = HistoryApp(rows(*SIX), answers=False)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "d")
        app.search()
        await pilot.pause()
        assert app.said() == []


@pytest.mark.parametrize("key", ["escape", "ctrl+c", "ctrl+g"])
@pytest.mark.parametrize("in_list", [False, True])
async def test_the_panel_is_closed(key: str, in_list: bool) -> None:
    app = HistoryApp(rows(*SIX))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *(("tab",) if in_list else ()), key)
        assert app.said() == [("Closed",)]


# Marks.


async def test_what_is_marked_is_taken_in_the_order_of_time() -> None:
    app = HistoryApp(
        [
            HistoryRow(entry(code, number, started=1000.0 + number))
            for number, code in enumerate(reversed(SIX))
        ]
    )
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "tab", "end", "space", "home", "space", "down", "space")
        assert app.selected() == "d4"
        assert app.scope_words().endswith("3 marked · 6")
        assert [line[:2] for line in app.lines()[:6]] == [" ●", "  ", " ●", "▸ ", "  ", " ●"]
        await press(pilot, "y", "d", "s", "enter", "f5")
        codes = ("a1", "c3", "f6")
        assert app.said() == [
            ("CopyWanted", *codes),
            ("ForgetWanted", *codes),
            ("SaveWanted", *codes),
            ("Taken", *codes),
            ("Taken", *codes, "runs"),
        ]


async def test_marks_outlive_other_searches_and_scopes() -> None:
    app = HistoryApp(rows(*SIX))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "tab", "space", "a", "2", "tab")
        assert (app.query_text(), app.panel.scope) == ("a2", 0)
        await press(pilot, "2", "e", "y")
        assert app.said() == [("CopyWanted", "f6")]
        await press(pilot, "e", "1", "tab", "ctrl+u", "tab", "j", "space", "y")
        assert app.said()[1:] == [("CopyWanted", "e5", "f6")]


async def test_marks_are_taken_off_one_by_one_or_all_at_once() -> None:
    app = HistoryApp(rows(*SIX))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "tab", "space", "space", "space", "home", "space", "y")
        assert app.said() == [("CopyWanted", "d4", "e5")]
        await press(pilot, "backspace", "y")
        assert app.said()[1:] == [("CopyWanted", "e5")]
        assert app.scope_words().endswith("6") and "marked" not in app.scope_words()
        await press(pilot, "space")
        await pilot.click(offset=(75, 0))
        await pilot.pause()
        assert "marked" not in app.scope_words()


def test_the_present_session_is_the_latest() -> None:
    panel = HistoryPanel()
    entries = [
        HistoryEntry("now", Source.KERNEL, session=0, line=1),
        HistoryEntry("later", Source.KERNEL, session=9, line=2),
        HistoryEntry("early", Source.KERNEL, session=9, line=1),
        HistoryEntry("dated", Source.STORE, entry_id=1, started=5.0),
        HistoryEntry("first", Source.KERNEL, session=2, line=50),
    ]
    panel._marked.update({each.key: each for each in entries})
    assert [each.code for each in panel.chosen] == ["first", "early", "later", "now", "dated"]


async def test_after_forgetting_it_is_searched_again_without_marks() -> None:
    app = HistoryApp(rows(*SIX))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "tab", "space", "d")
        del app.found[0]
        app.panel.search_again()
        await pilot.pause()
        assert len(app.searches()) == 2
        assert app.scope_words().endswith("5") and "marked" not in app.scope_words()
        assert app.lines()[0].endswith("e5")


# What narrows the search.


async def test_filters_are_set_and_taken_off() -> None:
    app = HistoryApp(rows(*SIX))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "alt+e", "alt+c", "alt+l")
        all_set = HistoryFilters(errors=True, cwd="/home/ada/work", language="python")
        assert app.panel.filters == all_set
        await press(pilot, "alt+e", "tab", "c", "l")
        assert app.panel.filters == HistoryFilters()
        await press(pilot, "e", "u")
        assert app.searches()[-1].filters == HistoryFilters(errors=True)
        assert app.searches()[-1].folded is False
        await press(pilot, "alt+u", "alt+s")
        assert app.panel.folded
        assert app.said() == [("SinceWanted",)]
        app.panel.filters = HistoryFilters(since=5.0)
        await press(pilot, "t")
        assert app.panel.filters == HistoryFilters()
        assert app.said() == [("SinceWanted",)]


async def test_nothing_is_narrowed_to_what_is_not_known() -> None:
    app = HistoryApp(rows(*SIX))
    app.panel.here = app.panel.language_filter = ""
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "alt+c", "alt+l")
        assert app.panel.filters == HistoryFilters()
        assert app.query_text() == ""


async def test_scopes_have_numbers_in_the_list() -> None:
    app = HistoryApp(rows(*SIX))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "tab", "3", "2", "1", "ctrl+r")
        assert [each.scope for each in app.searches()] == [0, 2, 1, 0, 1]
        assert [each.text for each in app.searches()] == [""] * 5


async def test_a_search_is_asked_for_once() -> None:
    app = HistoryApp(rows(*SIX))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "left", "right", "ctrl+e")
        app.panel.filters = HistoryFilters()
        app.panel.scope = 0
        await pilot.pause()
        assert [each.text for each in app.searches()] == ["", "a"]


# From the list to the search row.


async def test_what_is_typed_in_the_list_goes_to_the_search_row() -> None:
    app = HistoryApp(rows(*SIX))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "tab", "b", "2")
        assert (app.query_text(), app.focused) == ("b2", app.field)
        await press(pilot, "tab", "slash", "x")
        assert app.query_text() == "b2x"
        await press(pilot, "tab", "alt+x", "f3")
        assert (app.query_text(), app.focused) == ("b2x", app.found_list)


async def test_a_text_that_was_set_is_replaced_by_typing() -> None:
    app = HistoryApp(rows(*SIX))
    app.panel.query_text = "first\n\x1bsecond"
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.query_text() == "first ␛second"
        assert [each.text for each in app.searches()] == ["first ␛second"]
        await press(pilot, "x")
        assert app.query_text() == "x"
        app.panel.query_text = "other"
        await pilot.pause()
        assert app.searches()[-1].text == "other"
        await press(pilot, "tab", "w")
        assert app.query_text() == "w"


@pytest.mark.parametrize(
    ("pasted", "text"),
    [
        ("for x in y:\r\n    print(x)\n", "for x in y:     print(x)"),
        ("\x1b]0;a\x07\u202eb\tc", "␛]0;a␇‹U+202E›b c"),
        ("x" * 5_000_000, "x" * LONGEST),
        ("\n\n", ""),
        ("\ud800", "\N{REPLACEMENT CHARACTER}"),
    ],
    ids=["lines", "controls", "huge", "breaks", "surrogate"],
)
async def test_any_paste_becomes_one_clean_line(pasted: str, text: str) -> None:
    app = HistoryApp(rows(*SIX))
    async with app.run_test(size=SIZE) as pilot:
        app.post_message(events.Paste(pasted))
        await until(pilot, lambda: app.query_text() == text)
        assert app.field.cursor_position == len(text)
        await press(pilot, "a")
        assert app.query_text() == (text + "a")[:LONGEST]


# The mouse.


async def test_a_click_selects_and_a_second_takes() -> None:
    app = HistoryApp(rows(*SIX))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(app.found_list, offset=(20, 2))
        assert (app.selected(), app.said()) == ("d4", [])
        await pilot.click(app.found_list, offset=(20, 9))
        assert app.selected() == "d4"
        await pilot.click(app.found_list, offset=(20, 1), times=2)
        await pilot.pause()
        assert app.said() == [("Taken", "e5")]


async def test_scopes_are_clicked() -> None:
    app = HistoryApp(rows(*SIX))
    async with app.run_test(size=SIZE) as pilot:
        for x in (50, 20, 3, 60, 79):
            await pilot.click(offset=(x, 0))
        await pilot.pause()
        assert [each.scope for each in app.searches()] == [0, 2, 1, 0]
        assert app.focused is app.field


async def test_the_wheel_scrolls_the_list_and_keys_find_back() -> None:
    app = HistoryApp(many(100))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for _ in range(5):
            await pilot._post_mouse_events(
                [events.MouseScrollDown], app.found_list, (5, 5), button=0
            )
        await until(pilot, lambda: app.found_list.scroll_offset.y >= 5)
        assert not app.lines()[0].startswith("▸")
        await press(pilot, "down")
        assert app.lines()[0].startswith("▸")


async def test_every_key_has_a_name_of_its_own() -> None:
    names = [
        binding.id
        for _, bindings in HistoryPanel()._bindings.key_to_bindings.items()
        for binding in bindings
    ]
    assert all(name and name.startswith("history.") for name in names)
