"""JSON over the whole screen."""

from __future__ import annotations

import pytest

from tests.pilot.data_app import Large, idle, opened, press, screen_of
from tests.pilot.dialog_app import until
from tui.model.clean import clean
from tui.screens.data.text import TextScreen
from tui.screens.data.tree import TreeScreen
from tui.wire.message import Json, JsonObject

VALUE: Json = {
    "a": [1, {"b": "needle"}, None],
    "list": list(range(3_400)),
    "deep": {"x": {"needle": True}},
}


def screen(value: Json, **details: Json) -> TreeScreen:
    data: dict[str, Json] = {"application/json": value, "text/plain": "<JSON object>"}
    metadata: JsonObject = {"application/json": details} if details else {}
    shown = screen_of(data, metadata)
    assert isinstance(shown, TreeScreen)
    return shown


def tree(app: Large) -> TreeScreen:
    assert isinstance(app.screen, TreeScreen)
    return app.screen


async def test_the_first_level_is_open() -> None:
    async with opened(screen(VALUE)) as (app, _):
        assert app.rows[:5] == [
            " application/json {3 keys}",
            "▾ root: {3 keys}",
            "  ▸ a: [3 items] 1, {…}, null",
            "  ▸ list: [3,400 items] 0, 1, 2, 3, 4, 5, …",
            "  ▸ deep: {1 key} x: {…}",
        ]
        assert app.rows[-2].split() == ["$", "row", "1", "of", "4"]
        assert app.rows[-1].startswith("→ Open ← Close E Open all below esc Back / Find")


async def test_opening_and_closing() -> None:
    async with opened(screen(VALUE)) as (app, pilot):
        await press(app, pilot, "down", "right")
        assert app.rows[2:6] == [
            "  ▾ a: [3 items]",
            "      0: 1",
            '    ▸ 1: {1 key} b: "needle"',
            "      2: null",
        ]
        await press(app, pilot, "right", "down", "enter")
        assert app.rows[5] == '        b: "needle"'
        await press(app, pilot, "down")
        assert app.rows[-2].split()[0] == "$.a[1].b"
        # To the left: out, then closed, then out again.
        await press(app, pilot, "left")
        assert app.rows[-2].split()[0] == "$.a[1]"
        await press(app, pilot, "left", "left", "left")
        assert app.rows[2] == "  ▸ a: [3 items] 1, {…}, null"
        assert app.rows[-2].split()[0] == "$.a"


async def test_opening_all_below() -> None:
    async with opened(screen(VALUE)) as (app, pilot):
        await press(app, pilot, "E")
        assert "row 1 of 3,410" in app.rows[-2]
        await press(app, pilot, "G")
        assert app.rows[-3] == "        needle: true"
        await press(app, pilot, "g", "pagedown", "pageup")
        assert tree(app).view.cursor == 0


async def test_what_is_to_be_expanded_is_and_has_its_name() -> None:
    async with opened(screen(VALUE, expanded=True, root="all")) as (app, _):
        assert app.rows[1] == "▾ all: {3 keys}"
        assert "of 3,410" in app.rows[-2]


async def test_finding_in_names_and_values() -> None:
    async with opened(screen(VALUE)) as (app, pilot):
        await press(app, pilot, "slash", *"needle")
        assert "1 of 2 for “needle”" in app.rows[0]
        assert "$.a[1].b" in app.rows[-2]
        await press(app, pilot, "enter", "n")
        assert "$.deep.x.needle" in app.rows[-2]
        assert "2 of 2" in app.rows[0]
        await press(app, pilot, "n")
        assert "$.a[1].b" in app.rows[-2]
        await press(app, pilot, "N")
        assert "$.deep.x.needle" in app.rows[-2]
        await press(app, pilot, "escape")
        assert "for “needle”" not in app.text
        await press(app, pilot, "slash", *"zzz")
        assert "“zzz” is nowhere" in app.rows[0]
        # Given up, one is where one was.
        await press(app, pilot, "escape")
        assert "$.deep.x.needle" in app.rows[-2]
        await pilot.press("escape")
        await until(pilot, lambda: app.results == [None])


async def test_copying() -> None:
    async with opened(screen(VALUE)) as (app, pilot):
        await press(app, pilot, "down", "Y")
        assert app.clipboard == "$.a"
        await press(app, pilot, "y")
        assert app.clipboard.split() == ["[", "1,", "{", '"b":', '"needle"', "},", "null", "]"]
        await press(app, pilot, "E", "down", "down", "down", "y")
        assert app.clipboard == "needle"


async def test_what_is_too_much_is_not_copied() -> None:
    async with opened(screen(["x" * 100] * 10_000)) as (app, pilot):
        await press(app, pilot, "y")
        assert app.clipboard == ""
        await until(pilot, lambda: "500,000 characters" in " ".join(app.text.split()))


async def test_a_long_text_is_cut_and_can_be_read() -> None:
    async with opened(screen({"s": "word " * 200 + "\nend"})) as (app, pilot):
        assert app.rows[2].endswith("… 1,004 characters")
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, TextScreen))
        await idle(app, pilot)
        assert app.rows[0].startswith(" $.s")
        assert "end" in app.rows
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, TreeScreen))


async def test_the_mouse() -> None:
    async with opened(screen(VALUE)) as (app, pilot):
        view = tree(app).view
        await pilot.click(view, offset=(2, 1))
        await idle(app, pilot)
        assert app.rows[2] == "  ▾ a: [3 items]"
        await pilot.click(view, offset=(8, 2))
        await idle(app, pilot)
        assert view.cursor == 2
        await pilot.click(view, offset=(12, 1), times=2)
        await idle(app, pilot)
        assert app.rows[2].startswith("  ▸ a")


@pytest.mark.parametrize(
    "value",
    ["words", 12, None, True, [], {}, float("nan"), 10**5000],
    ids=[f"value {n}" for n in range(8)],
)
async def test_plain_values(value: Json) -> None:
    async with opened(screen(value)) as (app, pilot):
        assert "root: " in app.rows[1]
        await press(app, pilot, "right", "left", "E", "down", "y", "Y", "slash", *"e", "enter", "n")


async def test_five_million_items() -> None:
    async with opened(screen({"many": list(range(5_000_000)), "last": 1})) as (app, pilot):
        await press(app, pilot, "down", "right", "G")
        assert app.rows[-3] == "    last: 1"
        await press(app, pilot, "up")
        assert app.rows[-4] == "      4999999: 4999999"
        assert "$.many[4999999]" in app.rows[-2]


async def test_a_hundred_thousand_levels() -> None:
    value: Json = "end"
    for _ in range(100_000):
        value = [value]
    async with opened(screen(value)) as (app, pilot):
        await press(app, pilot, "E", "G")
        assert "⟨" in app.rows[-3]
        await press(app, pilot, "slash", *"end")
        assert "100,000⟩" in app.text
        await press(app, pilot, "enter", "left", "left", "Y", "y")


async def test_hostile_names_and_values() -> None:
    odd: Json = {
        "\x1b[2J": "\x1b]0;t\x07",
        "\u202e": "日本語" * 100,
        "[/x]": "[@click=quit]",
        "": "",
    }
    async with opened(screen(odd, root="\x1b[31m"), size=(60, 20)) as (app, pilot):
        await press(app, pilot, "E", "slash", *"本", "enter", "down", "down")
        assert all(clean(line) == line for line in app.rows)
        assert "[@click=quit]" in app.text
        assert '["‹U+202E›"]' in app.rows[-2] or "$" in app.rows[-2]
        await press(app, pilot, "y", "Y")
        assert clean(app.clipboard) == app.clipboard


@pytest.mark.parametrize("size", [(60, 20), (20, 6), (300, 100)])
async def test_any_size_of_terminal(size: tuple[int, int]) -> None:
    async with opened(screen(VALUE), size=size) as (app, pilot):
        await press(app, pilot, "E", "G", "pageup", "home")
        await pilot.resize_terminal(70, 22)
        await press(app, pilot, "G")
        assert "needle: true" in app.text
