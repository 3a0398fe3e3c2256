"""The table over the whole screen."""

from __future__ import annotations

import pytest

from tests.pilot.data_app import Large, idle, opened, press, screen_of, table_html
from tests.pilot.dialog_app import until
from tui.model.clean import clean
from tui.model.tables.csv_text import write_csv
from tui.model.tables.progress import Progress
from tui.screens.data.table import TableScreen
from tui.screens.data.text import TextScreen
from tui.wire.message import Json

NAMES = ["price", "when", "word"]
ROWS = [
    ["1,200.5", "2024-03-01", "beta"],
    ["9", "2023-01-01", "Alpha"],
    ["NaN", "2024-02-01", "gamma"],
    ["1e3", "NaT", "Alpha two"],
]


def frame(names: list[str] = NAMES, rows: list[list[str]] = ROWS) -> dict[str, Json]:
    """The bundle of a table."""
    return {"text/html": table_html(names, rows), "text/plain": "words"}


def wide(columns: int = 30, rows: int = 100) -> dict[str, Json]:
    """The bundle of a table that no screen has room for."""
    names = [f"column {n}" for n in range(columns)]
    return frame(names, [[f"{row}.{n}" for n in range(columns)] for row in range(rows)])


def column(app: Large, place: int, rows: int = 4) -> list[str]:
    """A word of each of the first rows."""
    return [line.split()[place] for line in app.rows[2 : 2 + rows]]


def table_of(app: Large) -> TableScreen:
    assert isinstance(app.screen, TableScreen)
    return app.screen


async def test_a_table_with_its_heads() -> None:
    async with opened(screen_of(frame())) as (app, _):
        assert app.rows[:6] == [
            " Table",
            "     price  when        word",
            "0  1,200.5  2024-03-01  beta",
            "1        9  2023-01-01  Alpha",
            "2      NaN  2024-02-01  gamma",
            "3      1e3  NaT         Alpha two",
        ]
        assert app.rows[-2] == f" row 1 of 4 · column “price”{'4 columns':>51}"
        assert app.rows[-1].startswith("esc Back s Sort / Filter c Column")


async def test_sorting_by_a_column_up_down_and_not_at_all() -> None:
    async with opened(screen_of(frame())) as (app, pilot):
        await press(app, pilot, "s")
        assert column(app, 0) == ["1", "3", "0", "2"]
        assert "price ▲" in app.rows[1]
        assert "sorted by “price” upwards" in app.rows[-2]
        await press(app, pilot, "s")
        assert column(app, 0) == ["0", "3", "1", "2"]
        assert "price ▼" in app.rows[1]
        await press(app, pilot, "s")
        assert column(app, 0) == ["0", "1", "2", "3"]
        assert "▲" not in app.rows[1]
        await press(app, pilot, "right", "s")
        assert column(app, 0) == ["1", "2", "0", "3"]
        await press(app, pilot, "o")
        assert column(app, 0) == ["0", "1", "2", "3"]


async def test_a_click_on_a_head_sorts_and_one_on_a_cell_goes_there() -> None:
    async with opened(screen_of(frame())) as (app, pilot):
        view = table_of(app).view
        await pilot.click(view, offset=(14, 0))
        await idle(app, pilot)
        assert column(app, 0) == ["1", "2", "0", "3"]
        await pilot.click(view, offset=(6, 3))
        assert view.cursor == (2, 1)
        await pilot.click(view, offset=(6, 3), times=2)
        await until(pilot, lambda: isinstance(app.screen, TextScreen))


async def test_filtering_as_one_types() -> None:
    async with opened(screen_of(frame())) as (app, pilot):
        await press(app, pilot, "slash", *"alph")
        assert column(app, 3, 2) == ["Alpha", "Alpha"]
        assert app.rows[4] == ""
        assert app.rows[-3].startswith(" Filter: alph")
        assert "row 1 of 2" in app.rows[-2]
        assert "with “alph” only, 2 hidden" in app.rows[-2]
        # Another order leaves it in effect.
        await press(app, pilot, "enter", "right", "right", "s", "s")
        assert column(app, 0, 2) == ["3", "1"]
        # Back shows all again, in that order, and then leaves.
        await press(app, pilot, "escape")
        assert column(app, 0) == ["2", "0", "3", "1"]
        await pilot.press("escape")
        await until(pilot, lambda: app.results == [None])


async def test_a_filter_that_is_given_up() -> None:
    async with opened(screen_of(frame())) as (app, pilot):
        await press(app, pilot, "slash", *"nowhere")
        assert app.rows[3].strip() == "No row holds “nowhere”."
        assert "none of 4 rows" in app.rows[-2]
        # Keys for a cell do nothing where there is none.
        await press(app, pilot, "enter", "y", "Y", "enter", "down", "right", "slash", "escape")
        assert column(app, 0) == ["0", "1", "2", "3"]


async def test_heads_and_names_of_rows_stay_in_sight() -> None:
    async with opened(screen_of(wide())) as (app, pilot):
        view = table_of(app).view
        await press(app, pilot, "end", "G")
        assert view.cursor == (99, 30)
        assert "column 29" in app.rows[1]
        assert app.rows[-4].split()[0] == "99"
        assert "99.29" in app.rows[-4]
        assert "columns 27–31 of 31" in app.rows[-2]
        # A cell to the left of what is in sight.
        await press(app, pilot, *["left"] * 10)
        assert "column 19" in app.rows[1]
        assert "‹" in app.rows[1]
        assert "›" in app.rows[1]
        await press(app, pilot, "home", "g")
        assert view.cursor == (0, 0)
        assert "‹" not in app.rows[1]


async def test_every_column_can_be_reached_and_is_seen_as_a_whole() -> None:
    async with opened(screen_of(wide(12)), size=(60, 20)) as (app, pilot):
        for number in range(1, 12):
            await press(app, pilot, "right")
            assert f"column {number}" in app.rows[1]
            assert f"0.{number}" in app.rows[2].split()


async def test_going_to_a_column_by_its_name() -> None:
    async with opened(screen_of(wide())) as (app, pilot):
        view = table_of(app).view
        await press(app, pilot, "c", *"2")
        assert view.cursor == (0, 3)
        await press(app, pilot, "down")
        assert view.cursor == (0, 13)
        await press(app, pilot, "up", "up", "enter")
        assert view.cursor == (0, 30)
        await press(app, pilot, "c", *"zz", "escape")
        assert view.cursor == (0, 30)


async def test_pages() -> None:
    async with opened(screen_of(wide())) as (app, pilot):
        view = table_of(app).view
        await press(app, pilot, "pagedown")
        assert column(app, 0, 1) == ["10"]
        assert view.cursor[0] == 10
        await press(app, pilot, "pageup")
        assert view.cursor[0] == 0


async def test_widths_of_columns() -> None:
    long = "x" * 100
    async with opened(screen_of(frame(["a", "b"], [[long, "1"]]))) as (app, pilot):
        assert f"{'x' * 39}…    1" in app.rows[2]
        await press(app, pilot, "plus")
        assert f"{'x' * 47}…    1" in app.rows[2]
        await press(app, pilot, *["plus"] * 20)
        assert f"{'x' * 70}" in app.rows[2]
        await press(app, pilot, *["minus"] * 30)
        assert "xx…    1" in app.rows[2]


async def test_a_whole_cell_is_read_on_a_screen_of_its_own() -> None:
    async with opened(screen_of(frame(["a"], [["one<br>two " + "x" * 200]]))) as (app, pilot):
        assert "one⏎two" in app.rows[2]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TextScreen))
        await idle(app, pilot)
        assert app.rows[0].startswith(" a, row 1")
        assert app.rows[1] == "one"
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, TableScreen))


async def test_copying() -> None:
    async with opened(screen_of(frame())) as (app, pilot):
        await press(app, pilot, "y")
        assert app.clipboard == "1,200.5"
        await press(app, pilot, "Y")
        assert app.clipboard == "0\t1,200.5\t2024-03-01\tbeta"


async def test_what_is_shown_is_asked_to_be_saved() -> None:
    async with opened(screen_of(frame())) as (app, pilot):
        await press(app, pilot, "s", "slash", *"alpha", "enter", "w")
        (event,) = app.saved
        assert event.file_name == "table.csv"
        assert write_csv(event.sheet, event.order, Progress()).decode().splitlines() == [
            ",price,when,word",
            "1,9,2023-01-01,Alpha",
            "3,1e3,NaT,Alpha two",
        ]


async def test_several_tables() -> None:
    html = table_html(["a"], [["1"]]) + "<p>words</p>" + table_html(["b"], [["2"]])
    async with opened(screen_of({"text/html": html})) as (app, pilot):
        assert app.rows[0] == " Table · table 1 of 2"
        await press(app, pilot, "right_square_bracket")
        assert app.rows[0] == " Table · table 2 of 2"
        assert "b" in app.rows[1]
        await press(app, pilot, "right_square_bracket")
        assert app.rows[0] == " Table · table 1 of 2"


async def test_a_part_of_a_table_is_said_to_be_one() -> None:
    html = table_html(["a"], [["1"], ["..."], ["9"]]) + "<p>1000 rows × 1 columns</p>"
    async with opened(screen_of({"text/html": html})) as (app, pilot):
        assert app.rows[0] == " Table · of 1,000 rows × 1 columns the kernel sent a part"
        await press(app, pilot, "s", "s")
        assert column(app, 1, 3) == ["9", "1", "..."]


async def test_levels_of_heads() -> None:
    html = (
        '<table><thead><tr><th></th><th colspan="2">up</th><th>down</th></tr>'
        "<tr><th></th><th>first</th><th>second</th><th>first</th></tr></thead>"
        "<tbody><tr><th>r</th><td>1</td><td>2</td><td>3</td></tr></tbody></table>"
    )
    async with opened(screen_of({"text/html": html})) as (app, pilot):
        assert app.rows[1:4] == [
            "   up                    down",
            "     first    second    first",
            "r        1         2        3",
        ]
        assert "column “up / first”" in app.rows[-2]
        await press(app, pilot, "right", "right", "s")
        assert "first ▲" in app.rows[2]


async def test_no_table() -> None:
    async with opened(screen_of({"text/html": "<table></table>"})) as (app, pilot):
        assert "There is no table in this output." in app.text
        await pilot.press("s", "slash", "enter", "w", "escape")
        await until(pilot, lambda: app.results == [None])


async def test_a_table_without_rows() -> None:
    async with opened(screen_of(frame(["a", "b"], []))) as (app, pilot):
        assert "The table has no rows." in app.text
        await press(app, pilot, "s", "down", "right", "y", "end", "G")


async def test_csv() -> None:
    async with opened(screen_of({"text/csv": "a;b\n1;x\n", "text/plain": "p"})) as (app, _):
        assert app.rows[:3] == [" text/csv", "  a  b", "  1  x"]


@pytest.mark.parametrize("size", [(60, 20), (20, 5), (300, 100)])
async def test_any_size_of_terminal(size: tuple[int, int]) -> None:
    async with opened(screen_of(wide()), size=size) as (app, pilot):
        await press(app, pilot, "end", "G", "s", "slash", "1", "enter", "home", "pageup")
        assert len(app.rows) == size[1]
        await pilot.resize_terminal(70, 22)
        await press(app, pilot, "end", "G")
        assert "column 29" in app.text


async def test_hostile_cells_are_no_more_than_text() -> None:
    odd = [
        "\x1b[2J",
        "日本語テキスト",
        "\u202eabc",
        "👩‍👩‍👧",
        "[@click=quit]x[/nope]",
        "x" * 1_000_000,
    ]
    async with opened(screen_of(frame(["\x1b]0;t", "b"], [[each, "1"] for each in odd]))) as (
        app,
        pilot,
    ):
        for _ in range(len(odd)):
            assert all(clean(line) == line for line in app.rows)
            assert max(len(line) for line in app.rows) <= 80
            await press(app, pilot, "down", "plus")
        assert "[@click=quit]x[/nope]" in app.text
