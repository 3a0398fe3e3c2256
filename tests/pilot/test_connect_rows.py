"""Which row of a list in the panel is selected while the list changes."""

from __future__ import annotations

from textual.app import App, ComposeResult

from tui.widgets.connect.columns import Column
from tui.widgets.connect.page import ConnectRow
from tui.widgets.connect.row_list import RowList

COLUMNS = (Column("name", 4, 8, 0),)


class Listing(App[None]):
    """A list alone."""

    def compose(self) -> ComposeResult:
        """The list."""
        yield RowList()

    @property
    def rows(self) -> RowList:
        """It."""
        return self.query_one(RowList)

    def show(self, *keys: str) -> None:
        """Have rows of these keys."""
        self.rows.show(COLUMNS, (8,), [ConnectRow(key, (key,), key) for key in keys])

    @property
    def selected(self) -> str:
        """The key of the selected row."""
        assert self.rows.selected is not None
        return self.rows.selected.key


async def test_what_comes_to_the_top_is_selected_until_one_goes_to_a_row() -> None:
    async with Listing().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, Listing)
        app.show("dead")
        app.show("alive", "dead")
        assert app.selected == "alive"
        app.rows.move(1)
        app.show("new", "alive", "dead")
        assert app.selected == "dead"
        app.show("new", "alive")
        assert app.selected == "alive"


async def test_a_row_at_the_top_that_one_went_to_or_clicked_stays_selected() -> None:
    async with Listing().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, Listing)
        app.show("one", "two")
        app.rows.move(1)
        app.rows.move(-1)
        app.show("newer", "one", "two")
        assert app.selected == "one"
        app.rows.select(0)
        await pilot.pause()
        await pilot.click(RowList, offset=(4, 0))
        app.show("newest", "newer", "one")
        assert app.selected == "newer"
