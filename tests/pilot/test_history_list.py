"""What the history panel's list shows, and what stands around it."""

from __future__ import annotations

from dataclasses import replace
from time import time

import pytest
from rich.cells import cell_len
from textual._compositor import Compositor

from tests.pilot.history_app import HOSTILE, SCOPES, HistoryApp, entry, many, rows, until
from tests.pilot.test_cost_guards import counted
from tui.model.history.entry import Findings, HistoryEntry, HistoryRow, Outcome, Source
from tui.model.history.filters import HistoryFilters
from tui.model.history.query import parse_query
from tui.render.highlight import DEFAULT_SYNTAX_THEME, HIGHLIGHT_LIMIT
from tui.render.history import age_words
from tui.widgets.history.found_list import FoundList
from tui.widgets.history.preview import PreviewHead

SIZE = (80, 24)
NOW = 1_800_000_000.0


def marked(app: HistoryApp, line: int = 0) -> list[str]:
    """The parts of a row that are marked as matches."""
    return [
        part.text
        for part in app.found_list.render_line(line)
        if part.style and part.style.underline
    ]


async def test_a_row_tells_age_number_code_further_lines_and_count() -> None:
    now = time()
    found = [
        HistoryRow(entry("\n\n  first = 1\nsecond = 2\n", 12, started=now - 185), 12),
        HistoryRow(entry("1/0", 2, session=8, started=now - 7300, outcome=Outcome.ERROR)),
        HistoryRow(entry("undated", 0)),
    ]
    app = HistoryApp(found)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        shown = app.lines()
        assert shown[0].startswith("▸    3m [12] first = 1  ")
        assert shown[0].endswith("  +4 ×12")
        assert shown[1] == "  ✗  2h  8/2 1/0"
        assert shown[2] == " " * 13 + "undated"
        assert shown[3:] == [""] * (len(shown) - 3)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (-50, "0s"),
        (59, "59s"),
        (60, "1m"),
        (3_599, "59m"),
        (86_399, "23h"),
        (86_400, "1d"),
        (59 * 86_400, "59d"),
        (400 * 86_400, "2025-12"),
        (1e300, ""),
        (float("nan"), ""),
        (float("inf"), ""),
    ],
)
def test_an_age_is_told_in_a_word(ago: float, words: str) -> None:
    assert age_words(NOW - ago, NOW) == words


async def test_languages_have_a_column_only_where_there_are_several() -> None:
    app = HistoryApp([HistoryRow(entry("a", 1)), HistoryRow(entry("b", 2))])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.lines()[0] == "▸   [1] a"
        app.found.append(HistoryRow(entry("c", 3, language="\x1b[31mVeryLong")))
        app.search()
        assert app.lines()[0] == "▸   [1] py     a"
        assert app.lines()[2] == "    [3] ␛[31mV c"


async def test_matches_are_marked_also_on_later_lines_and_far_to_the_right() -> None:
    far = "x = '" + "long " * 60 + "needle' + more"
    app = HistoryApp(rows("the needle", "first\n  the NEEDLE is here", far, "no"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"needle")
        await until(pilot, lambda: app.lines()[3] == "")
        shown = app.lines()
        assert shown[0].endswith("the needle")
        assert "⋮ the NEEDLE is here" in shown[1]
        assert shown[2].endswith("…ng long needle' + more")
        assert [marked(app, line) for line in range(3)] == [["needle"], ["NEEDLE"], ["needle"]]
        # What matches first stays in sight whatever stands around it.
        app.found = rows("a" * 200 + "needle" + "b" * 2_000)
        app.search()
        assert "…aaaaaaaaneedlebbb" in app.lines()[0]
        assert app.lines()[0].endswith("bbb…")
        assert marked(app) == ["needle"]


async def test_expressions_are_marked_a_moment_later() -> None:
    app = HistoryApp(rows("alpha = 12", "beta\n12 monkeys"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*r"/\d+/")
        await until(pilot, lambda: marked(app) == ["12"])
        assert "⋮ 12 monkeys" in app.lines()[1]


async def test_code_is_coloured_line_by_line() -> None:
    app = HistoryApp(rows("def f(): pass", "x" * (HIGHLIGHT_LIMIT + 1)))
    app.panel.syntax_theme = DEFAULT_SYNTAX_THEME

    def keyword() -> list[str]:
        line = app.found_list.render_line(0)
        return [
            part.text
            for part in line
            if part.style and part.style.color and part.style.color.name == "magenta"
        ]

    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: keyword() == ["def", "pass"])


@pytest.mark.parametrize("width", [1, 7, 30, 50, 60, 80, 200])
async def test_hostile_entries_stay_in_their_rows(width: int) -> None:
    found = [
        HistoryRow(
            entry(
                code,
                number,
                session=2**62,
                language="\N{FULLWIDTH LATIN SMALL LETTER A}" * 9,
                started=1e18,
                duration=float("nan"),
                kernelspec="\x1b]0;x\x07\n",
                cwd="/\N{RIGHT-TO-LEFT OVERRIDE}" * 999,
                lines=10**12,
            ),
            10**9,
        )
        for number, code in enumerate(HOSTILE, 1)
    ]
    found.append(HistoryRow(entry("", 99)))
    app = HistoryApp(found)
    async with app.run_test(size=(width, 30)) as pilot:
        for _ in found:
            await pilot.press("down")
        for line in [*app.lines(), *app.preview(), app.scope_words()]:
            assert cell_len(line) <= width
            assert not any(ord(char) < 32 or char in "\u202e\u2028\x85" for char in line)
        assert app.selected() == ""


async def test_what_begins_an_input_is_what_a_row_shows_of_a_long_one() -> None:
    long = entry("head = 1\n" * 400, 1, length=10_000_000, lines=123_456)
    app = HistoryApp([HistoryRow(long)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.lines()[0].endswith(" +123,455")


# Counts, scopes, filters, problems.


async def test_the_scopes_are_named_and_the_active_one_is_marked() -> None:
    app = HistoryApp(rows("a", "b"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.scope_words().startswith("▸this kernel  all sessions of this kernel  everything")
        await pilot.press("ctrl+r")
        assert " this kernel ▸all sessions" in f" {app.scope_words()}"
        await pilot.press("ctrl+r", "ctrl+r")
        assert [each.scope for each in app.searches()] == [0, 1, 2, 0]


@pytest.mark.parametrize(
    ("findings", "words"),
    [
        (Findings(tuple(rows("a", "b", "c"))), "3"),
        (Findings(tuple(many(1_000)), more=True), "1,000+"),
        (Findings(tuple(rows("a")), complete=False), "1 …"),
        (Findings(), "0"),
    ],
    ids=["all", "more", "so far", "nothing"],
)
async def test_how_many_were_found(findings: Findings, words: str) -> None:
    app = HistoryApp(answers=False)
    async with app.run_test(size=SIZE) as pilot:
        app.panel.show(findings, parse_query(""))
        await pilot.pause()
        assert app.scope_words().split("everything")[1].strip() == words


async def test_in_a_narrow_terminal_names_give_way_to_the_count() -> None:
    app = HistoryApp(rows("a"))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        words = app.scope_words()
        assert words.startswith("▸this kern…") and words.endswith(" 1")


async def test_filters_are_words_that_can_be_clicked_off() -> None:
    app = HistoryApp(rows("a"))
    async with app.run_test(size=(150, 24)) as pilot:
        app.panel.filters = HistoryFilters(
            True, "/home/ada/work", "python", "ir\x1b", since=0.0 + 1_790_000_000
        )
        app.panel.folded = False
        await pilot.pause()
        words = app.filter_words()
        assert words[:4] == ("errors", "here", "python", "ir␛")
        assert words[4].startswith("since 2026-09-2")
        assert words[5] == "unfolded"
        for name in ("unfolded", "since", "ir␛", "python", "here", "errors"):
            left = app.panel.query_one("FilterWords").region.x
            at = sum(len(word) + 4 for word in app.filter_words()[:-1])
            assert app.filter_words()[-1].startswith(name)
            await pilot.click(offset=(left + at + 2, 1))
            await pilot.pause()
        assert app.filter_words() == ()
        assert app.panel.filters == HistoryFilters()
        assert app.panel.folded
        assert app.focused is app.field
        assert app.field.size.width == 148


async def test_filters_leave_half_of_the_row_to_the_input() -> None:
    app = HistoryApp(rows("a"))
    async with app.run_test(size=(60, 20)) as pilot:
        app.panel.filters = HistoryFilters(True, "/elsewhere/" + "x" * 50, "y" * 50)
        await pilot.pause()
        assert app.field.size.width == 28
        assert app.filter_words()[1] == "in " + "x" * 21


async def test_a_problem_has_a_line_while_there_is_one() -> None:
    app = HistoryApp(rows("a(", "b"))
    async with app.run_test(size=SIZE) as pilot:
        top = app.found_list.region.y
        await pilot.press(*"/a(/")
        await pilot.pause()
        problem = app.panel.query_one(".history--problem")
        assert "wrong" in str(problem.render())
        assert app.found_list.region.y == top + 1
        await pilot.press("backspace")
        await pilot.pause()
        assert app.found_list.region.y == top
        app.panel.show(Findings(problem="The store is \x1b[31mlocked."), parse_query(""))
        await pilot.pause()
        assert str(problem.render()) == "The store is ␛[31mlocked."


# Words where there are no rows.


async def test_an_empty_history_says_what_will_be_there() -> None:
    app = HistoryApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert [line.strip() for line in app.lines()[1:5]] == [
            "No history in “this kernel” yet.",
            "What is entered will be listed here, the latest first.",
            "",
            "^r  look in “all sessions of this kernel”",
        ]


async def test_where_nothing_is_found_it_is_said_what_narrows_the_search() -> None:
    app = HistoryApp(rows("a"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("b", "alt+e", "alt+c", "ctrl+r", "ctrl+r")
        await pilot.pause()
        assert [line.strip() for line in app.lines()[1:7]] == [
            "Nothing found in “everything”.",
            "",
            "Only what fits is looked at: errors, here.",
            "alt+e  all, not only errors",
            "alt+c  all, not only from here",
            "^r  look in “this kernel”",
        ]


async def test_while_nothing_is_known_yet_it_is_said_that_it_is_searched() -> None:
    app = HistoryApp(answers=False)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.lines()[1].strip() == "Searching…"
        app.panel.show(Findings(complete=False), parse_query(""))
        assert app.lines()[1].strip() == "Searching…"
        app.panel.show(Findings(), parse_query(""))
        assert "No history" in app.lines()[1]


# Showing other findings.


async def test_the_selection_stays_on_its_entry_if_the_user_moved_to_it() -> None:
    app = HistoryApp(rows("a1", "a2", "a3", "a4"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down", "down")
        assert app.selected() == "a3"
        app.found = [*rows(*"xyz"), *app.found]
        app.found[:3] = [
            replace(row, entry=replace(row.entry, entry_id=90)) for row in app.found[:3]
        ]
        app.search()
        assert app.selected() == "a3"
        await pilot.press("4")
        await until(pilot, lambda: app.selected() == "a4")
        await pilot.press("backspace")
        await until(pilot, lambda: len(app.searches()) == 3)
        # It was found first and not moved to.
        assert app.selected() == "x"


async def test_the_kept_row_stays_in_sight() -> None:
    found = many(500)
    app = HistoryApp(found, answers=False)
    async with app.run_test(size=SIZE) as pilot:
        app.panel.show(Findings(tuple(found[100:])), parse_query(""))
        await pilot.press("pagedown", "pagedown", "down")
        place, code = app.found_list.scroll_offset.y, app.selected()
        app.panel.show(Findings(tuple(found)), parse_query(""))
        await pilot.pause()
        assert app.selected() == code
        assert app.found_list.scroll_offset.y == place + 100
        app.panel.show(Findings(tuple(found[:3])), parse_query(""))
        await pilot.pause()
        assert (app.selected(), app.found_list.scroll_offset.y) == (found[0].entry.code, 0)


async def test_equal_entries_of_other_sources_are_told_apart() -> None:
    same = HistoryEntry("same", Source.KERNEL, session=3, line=7)
    app = HistoryApp([HistoryRow(same), HistoryRow(replace(same, source=Source.TRANSCRIPT))])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down")
        app.search()
        assert app.found_list.selected is not None
        assert app.found_list.selected.entry.source is Source.TRANSCRIPT


async def test_resizes_keep_the_selected_row_in_sight() -> None:
    app = HistoryApp(many(200))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("ctrl+end", "up")
        code = app.selected()
        for size in ((60, 20), (200, 60), (20, 6), (1, 1), (99, 16), (100, 15), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert app.selected() == code
            if size[1] > 5:
                assert any(line.startswith("▸") for line in app.lines())


# What it costs.


async def test_neither_a_key_nor_its_findings_lay_the_screen_out() -> None:
    app = HistoryApp(many(1_000))
    async with app.run_test(size=(200, 60)) as pilot:
        await pilot.pause()
        with counted(Compositor, "reflow") as layouts:
            await pilot.press(*"compute(1", "backspace", "down", "pagedown", "ctrl+end", "alt+down")
            await pilot.pause()
        assert len(app.searches()) == 11
        assert layouts == []


async def test_only_rows_in_sight_are_drawn_and_each_once() -> None:
    app = HistoryApp(many(1_000))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("c")
        await until(pilot, lambda: len(app.searches()) == 2)
        with counted(FoundList, "_drawn") as drawn:
            app.search()
            await pilot.pause()
        # The selected row is drawn anew, in case it is another one.
        assert len(drawn) == 1
        with counted(FoundList, "_drawn") as drawn:
            await pilot.press("down")
            await pilot.pause()
        assert len(drawn) == 2
        with counted(FoundList, "_drawn") as drawn, counted(PreviewHead, "render_line") as heads:
            await pilot.press("o")
            await pilot.pause()
        assert len(drawn) <= 2 * app.found_list.size.height
        assert len(heads) <= 3


async def test_with_one_scope_there_is_no_next() -> None:
    app = HistoryApp()
    assert app.panel.scopes == SCOPES
    async with app.run_test(size=SIZE) as pilot:
        app.panel.scopes = ("only",)
        await pilot.press("ctrl+r")
        assert app.panel.scope == 0
        assert app.scope_words().startswith("▸only")
