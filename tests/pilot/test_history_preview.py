"""What the history panel's preview shows, and where it stands."""

from __future__ import annotations

import time

import pytest
from rich.cells import cell_len
from textual import events

from tests.pilot.history_app import HOSTILE, HistoryApp, entry, many, rows, until
from tests.pilot.test_cost_guards import counted
from tui.model.history.entry import HistoryEntry, HistoryRow, Outcome
from tui.render.highlight import DEFAULT_SYNTAX_THEME
from tui.render.history import RowLook
from tui.widgets.history.excerpt import (
    MOST_CHARACTERS,
    MOST_LINES,
    MOST_OUTPUT,
    MOST_WIDE,
    Excerpt,
)
from tui.widgets.history.facts import duration_words, facts
from tui.widgets.history.panel import HistoryPanel

SIZE = (120, 30)


def marked(app: HistoryApp) -> list[str]:
    """The parts of the preview that are marked as matches."""
    lines = [app.body.render_line(y) for y in range(app.body.size.height)]
    return [part.text for line in lines for part in line if part.style and part.style.underline]


@pytest.mark.parametrize(
    ("size", "shown", "beside"),
    [
        ((60, 15), False, False),
        ((60, 16), True, False),
        ((80, 24), True, False),
        ((99, 50), True, False),
        ((100, 10), True, True),
        ((200, 60), True, True),
    ],
)
async def test_it_stands_where_there_is_room(
    size: tuple[int, int], shown: bool, beside: bool
) -> None:
    app = HistoryApp(rows("a", "b"))
    async with app.run_test(size=(90, 30)) as pilot:
        await pilot.resize_terminal(*size)
        await pilot.pause()
        assert app.has_preview() is shown
        if shown:
            assert app.body.size.height + 1 >= 5
            assert (app.body.region.x > app.found_list.region.x) is beside
            assert (app.body.region.y > app.found_list.region.bottom) is not beside
            assert app.preview()[1] == "a"


async def test_it_tells_facts_code_and_output() -> None:
    known = entry(
        "x = 1\nx + 1",
        3,
        session=8,
        started=1_790_000_000.0,
        duration=0.0123,
        cwd="/srv/data",
        kernelspec="ir",
        outcome=Outcome.ERROR,
        output="\x1b[31m2\x1b]0;x\x07",
    )
    app = HistoryApp([HistoryRow(known, 1_200)])
    async with app.run_test(size=(160, 30)) as pilot:
        await pilot.pause()
        head, *body = app.preview()
        assert head.startswith("8/3  2026-09-2")
        assert head.endswith("  ✗ error  12 ms  ran 1,200 times  ir  /srv/data")
        assert body[:5] == ["x = 1", "x + 1", "", "Out[3]: 2", ""]


async def test_an_output_of_several_lines_stands_under_its_label() -> None:
    app = HistoryApp([HistoryRow(entry("f()", 0, output="\nab\ncd\n\n"))])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.preview()[1:7] == ["f()", "", "Out:", "ab", "cd", ""]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (-1.0, ""),
        (float("nan"), ""),
        (0.0, "0 ms"),
        (0.9999, "1.0 s"),
        (59.99, "1 min 0 s"),
        (200, "3 min 20 s"),
        (7_500, "2 h 5 min"),
    ],
)
def test_a_duration_is_told_in_words(seconds: float | None, words: str) -> None:
    assert duration_words(seconds) == words


def test_of_what_is_not_known_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert facts(HistoryRow(HistoryEntry("x"))) == ()
    assert facts(HistoryRow(HistoryEntry("x", cwd="/home/ada/work"))) == ("~/work",)
    assert facts(HistoryRow(HistoryEntry("x", cwd="/home/adamant"))) == ("/home/adamant",)


async def test_the_selected_entry_is_shown_at_once_and_asked_for_once_it_rests() -> None:
    app = HistoryApp(rows("aa", "bb", "cc"))
    app.wholes["cc"] = ("cc\nand all the rest", "3")

    def wholes() -> list[str]:
        asked = [each for each in app.asked if isinstance(each, HistoryPanel.PreviewWanted)]
        return [each.entry.code for each in asked]

    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: wholes() == ["aa"])
        await pilot.press("down", "down")
        assert app.preview()[1] == "cc"
        await until(pilot, lambda: len(wholes()) == 2)
        assert wholes() == ["aa", "cc"]
        assert app.preview()[1:5] == ["cc", "and all the rest", "", "Out[1]: 3"]
        # Another search for the same keeps what is known of it.
        await pilot.press("c")
        await until(pilot, lambda: marked(app) == ["cc"])
        assert app.preview()[2] == "and all the rest"
        assert wholes() == ["aa", "cc"]
        app.panel.show_preview(entry("x", 77).key, "of another one", "")
        assert app.preview()[1] == "cc"


async def test_a_count_that_grows_leaves_the_place_in_the_code() -> None:
    app = HistoryApp(rows("\n".join(f"line {number}" for number in range(100))))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("alt+pagedown")
        place = app.preview()[1]
        app.found = [HistoryRow(app.found[0].entry, 7)]
        app.search()
        await pilot.pause()
        assert app.preview()[0].endswith("ran 7 times  python")
        assert app.preview()[1] == place != "line 0"


async def test_matches_are_marked_and_the_first_is_in_sight() -> None:
    code = "".join(f"line {number}\n" for number in range(100)) + "the needle\n" + "more\n" * 100
    app = HistoryApp(rows(code))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"needle")
        await until(pilot, lambda: marked(app) == ["needle"])
        assert app.preview()[1:6] == ["line 97", "line 98", "line 99", "the needle", "more"]
        await pilot.press(*["backspace"] * 6)
        await until(pilot, lambda: app.preview()[1] == "line 0")
        assert marked(app) == []


async def test_a_match_goes_on_where_lines_wrap_or_end() -> None:
    app = HistoryApp(rows("x" * 50 + "needle\n  end", "no"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*r"/needle\s+end/")
        await until(pilot, lambda: marked(app) == ["needle", "  end"])
        await pilot.resize_terminal(54, 24)
        await pilot.pause()
        assert marked(app) == ["ne", "edle", "  end"]


async def test_short_code_is_coloured_at_once_and_long_code_a_moment_later() -> None:
    app = HistoryApp(rows("def f(): pass", "def f(): pass\n" * 200))
    app.panel.syntax_theme = DEFAULT_SYNTAX_THEME

    def keywords() -> int:
        lines = [app.body.render_line(y) for y in range(app.body.size.height)]
        parts = [part for line in lines for part in line if part.style and part.style.color]
        return sum(
            part.style is not None
            and part.style.color is not None
            and part.style.color.name == "magenta"
            for part in parts
        )

    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert keywords() == 2
        await pilot.press("down")
        await until(pilot, lambda: keywords() == 2 * app.body.size.height)


async def test_keys_and_the_wheel_scroll_it() -> None:
    app = HistoryApp(rows("\n".join(f"line {number}" for number in range(100)), "short"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        height = app.body.size.height
        await pilot.press("alt+down", "alt+down", "alt+up")
        assert app.preview()[1] == "line 1"
        await pilot.press("tab", "alt+pagedown")
        assert app.preview()[1] == f"line {height}"
        await pilot.press("shift+pageup", "alt+up", "alt+up")
        assert app.preview()[1] == "line 0"
        await pilot._post_mouse_events([events.MouseScrollDown], app.body, (5, 5), button=0)
        await until(pilot, lambda: app.preview()[1] != "line 0")
        assert app.focused is app.found_list
        await pilot.press("down")
        assert app.preview()[1] == "short"
        assert app.said() == []


async def test_a_resize_wraps_it_anew() -> None:
    app = HistoryApp(rows("数" * 60 + "end"))
    async with app.run_test(size=(80, 24)) as pilot:
        for width in (40, 200, 23, 90, 2, 1, 61):
            await pilot.resize_terminal(width, 24)
            await pilot.pause()
            lines = [line for line in app.preview()[1:] if line]
            assert all(cell_len(line) <= width for line in lines)
            if width > 20:
                assert "".join(lines) == "数" * 60 + "end"


@pytest.mark.parametrize("code", [*HOSTILE, "\x00" * 3_000, "\n".join(HOSTILE)])
async def test_hostile_code_and_output_are_marks(code: str) -> None:
    app = HistoryApp([HistoryRow(entry(code, 1, output=code))])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        while app.body.is_looking:
            await pilot.pause()
        for line in app.preview():
            assert cell_len(line) <= 60
            assert not any(ord(char) < 32 or char in "\u202e\u2028\x85\x9b" for char in line)


# What is long.


def excerpt_rows(code: str, output: str = "") -> list[str]:
    excerpt = Excerpt(code, output, "Out: ", "python", RowLook())
    height = excerpt.height(100)
    return [row.text.rstrip() for row in excerpt.rows(100, 0, height)]


def test_of_long_code_the_beginning_is_shown_and_what_is_left_out_is_said() -> None:
    lines = excerpt_rows("x = 1\n" * 100_000)
    assert lines == ["x = 1"] * MOST_LINES + [f"… {100_000 - MOST_LINES:,} more lines"]
    lines = excerpt_rows("y" * 10_000_000)
    assert lines[-1] == f"… {10_000_000 - MOST_CHARACTERS:,} more characters"
    assert "".join(lines[:-1]) == "y" * MOST_CHARACTERS
    lines = excerpt_rows("数" * 10_000_000)
    assert lines[-1] == f"… {10_000_000 - MOST_WIDE:,} more characters"
    assert excerpt_rows("x\n" * MOST_LINES) == ["x"] * MOST_LINES
    assert excerpt_rows("x\n" * MOST_LINES + "y")[-1] == "… 1 more line"


def test_of_a_long_output_the_beginning_is_shown() -> None:
    lines = excerpt_rows("f()", "z" * (MOST_OUTPUT + 7))
    assert lines[-1] == "… 7 more characters"
    assert sum(line.count("z") for line in lines) == MOST_OUTPUT


@pytest.mark.parametrize("code", ["数" * 5_000_000, "a = 1\n" * 2_000_000, "\t\n" * 2_000_000])
async def test_huge_code_costs_what_is_in_sight(code: str) -> None:
    app = HistoryApp(rows(code, "short"))
    async with app.run_test(size=(200, 60)) as pilot:
        await pilot.press("down")
        with counted(Excerpt, "rows") as drawn:
            await pilot.press("up", *["alt+down"] * 5)
            await pilot.pause()
        assert len(drawn) <= 8
        costs = []
        for _ in range(5):
            started = time.process_time()
            excerpt = Excerpt(code, "", "", "python", RowLook())
            excerpt.rows(90, 0, 58)
            costs.append(time.process_time() - started)
        assert min(costs) < 0.05


async def test_another_selection_ends_what_is_still_looked_for_in_the_last() -> None:
    app = HistoryApp([*rows("def f(): pass\n" * 3_000), *many(3)])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("down")
        await until(pilot, lambda: not app.body.is_looking)
        assert app.preview()[1].startswith("value_0")
