"""What the history panel says when it has no findings, or a problem, or not yet those asked for."""

from __future__ import annotations

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot

from tests.pilot.history_app import HistoryApp, rows, until
from tui.model.history.entry import Findings
from tui.model.history.query import parse_query
from tui.widgets.history.search_row import HistorySearchRow
from tui.widgets.history.searching import LATE
from tui.widgets.pager.search_row import SearchRow

SIZE = (80, 24)
STORE = "/home/ada/.local/share/jupyter/jtui/history"
READ_ONLY = f"The history in {STORE}.sqlite cannot be written; check who may write there."
DAMAGED = (
    f"The history in {STORE}.sqlite was damaged."
    f" It is set aside as {STORE}-damaged-20260101.sqlite and a new one begun;"
    f" `jtui history import {STORE}-damaged-20260101.sqlite` brings back what can be read of it."
)


# Problems.


@pytest.mark.parametrize(
    ("width", "words", "height"),
    [(60, READ_ONLY, 3), (80, READ_ONLY, 2), (120, DAMAGED, 3), (300, DAMAGED, 2)],
)
async def test_a_long_problem_is_told_to_its_end(width: int, words: str, height: int) -> None:
    app = HistoryApp(rows("a", "b"))
    async with app.run_test(size=(width, 20)) as pilot:
        await pilot.pause()
        top = app.found_list.region.y
        app.panel.show(Findings(problem="Short."), parse_query(""))
        await until(pilot, lambda: app.found_list.region.y == top + 1)
        app.panel.show(Findings(problem=words), parse_query(""))
        await until(pilot, lambda: app.found_list.region.y > top + 1)
        problem = app.panel.query_one(".history--problem")
        lines = [problem.render_line(y).text.strip() for y in range(problem.size.height)]
        assert "".join(lines).replace(" ", "") == words.replace(" ", "")
        assert len(lines) == height
        app.panel.show(Findings(problem="Short."), parse_query(""))
        await until(pilot, lambda: app.found_list.region.y == top + 1)


async def test_an_endless_problem_leaves_room_for_the_rows() -> None:
    app = HistoryApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        top = app.found_list.region.y
        app.panel.show(Findings(tuple(rows("a")), problem="x" * 5_000), parse_query(""))
        await until(pilot, lambda: app.found_list.region.y == top + 8)


# Where nothing is kept.


async def test_an_empty_list_promises_nothing_where_nothing_is_kept() -> None:
    app = HistoryApp()
    app.panel.keeps = False
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert [line.strip() for line in app.lines()[1:5]] == [
            "No history in “this kernel”.",
            "jtui keeps no history (History.store is off).",
            "",
            "^r  look in “all sessions of this kernel”",
        ]
        app.panel.keeps = True
        assert "will be listed here" in app.lines()[2]
        await pilot.press("x")
        app.panel.keeps = False
        assert app.lines()[1].strip() == "Nothing found in “this kernel”."


# Searches that take long.


async def later(app: HistoryApp, pilot: Pilot[None]) -> None:
    """Wait until the panel's patience would have ended."""
    gone_off: list[bool] = []
    app.set_timer(2 * LATE, lambda: gone_off.append(True))
    await until(pilot, lambda: bool(gone_off))


async def test_rows_of_another_scope_do_not_stay_under_its_name() -> None:
    app = HistoryApp(rows("alpha", "beta"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("tab", "down", "tab")
        app.answers = False
        app.panel.scope = 1
        assert app.selected() == "beta"
        await until(pilot, lambda: app.lines()[1].strip() == "Searching…")
        assert not any("alpha" in line or "beta" in line for line in app.lines())
        assert app.scope_words().endswith("…")
        assert not any("beta" in line for line in app.preview())
        # What is typed meanwhile, and Enter, are for what will be found.
        await pilot.press("a", "enter")
        assert app.lines()[1].strip() == "Searching…"
        app.search()
        assert app.selected() == "alpha"
        assert app.scope_words().endswith("2")
        await until(pilot, lambda: app.said() == [("Taken", "alpha")])


async def test_rows_stay_while_the_same_scope_is_searched() -> None:
    app = HistoryApp(rows("alpha", "beta"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.answers = False
        await pilot.press("b")
        # To another scope and back before anybody can see it.
        app.panel.scope = 2
        app.panel.scope = 0
        await later(app, pilot)
        assert app.selected() == "alpha"
        # There the answer comes in time, if only its beginning.
        app.panel.scope = 1
        app.panel.show(Findings(tuple(rows("beta")), complete=False), parse_query("b"))
        await later(app, pilot)
        assert app.selected() == "beta"


async def test_typing_does_not_put_off_the_end_of_another_scopes_rows() -> None:
    app = HistoryApp(rows("alpha"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.answers = False
        app.panel.scope = 1
        typed = app.set_interval(LATE / 3, lambda: app.field.insert_text_at_cursor("a"))
        await until(pilot, lambda: app.lines()[1].strip() == "Searching…")
        typed.stop()
        assert app.field.value.startswith("a")


class PagerFirstApp(HistoryApp):
    """A panel that comes after the search row of a pager."""

    def compose(self) -> ComposeResult:
        yield SearchRow()
        yield from super().compose()


async def test_a_pager_that_was_opened_before_leaves_the_search_row_in_sight() -> None:
    app = PagerFirstApp(rows("alpha"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert not app.query_one(SearchRow).display
        assert app.panel.query_one(HistorySearchRow).display
        assert app.field.region.height == 1
