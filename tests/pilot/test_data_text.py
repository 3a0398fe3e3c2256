"""Texts over the whole screen, and which screen is for which output."""

from __future__ import annotations

import pytest

from tests.pilot.data_app import opened, press, screen_of
from tests.pilot.dialog_app import until
from tui.model.outputs import DisplayOutput, ErrorOutput, StreamOutput
from tui.model.stream_text import StreamText
from tui.screens.data.large import LargeScreen
from tui.screens.data.opening import screen_for
from tui.screens.data.table import TableScreen
from tui.screens.data.text import TextScreen
from tui.screens.data.tree import TreeScreen
from tui.wire.message import Json

TABLE = "<table><tr><th>a</th></tr><tr><td>1</td></tr></table>"
PNG = "iVBORw0KGgo="


def stream(text: str) -> LargeScreen:
    written = StreamText()
    written.write(text)
    screen = screen_for(StreamOutput("stdout", written))
    assert isinstance(screen, TextScreen)
    return screen


KINDS: dict[str, tuple[dict[str, Json], str | None, type[LargeScreen] | None]] = {
    "a table": ({"text/html": TABLE, "text/plain": "x"}, None, TableScreen),
    "the words of a table": ({"text/html": TABLE, "text/plain": "x"}, "text/plain", TextScreen),
    "a table beside a picture": ({"text/html": TABLE, "image/png": PNG}, None, TableScreen),
    "JSON": ({"application/json": [1], "text/plain": "x"}, None, TreeScreen),
    "maps": ({"application/geo+json": {}, "text/plain": "x"}, None, TreeScreen),
    "CSV": ({"text/csv": "a,b\n1,2", "text/plain": "x"}, None, TableScreen),
    "HTML": ({"text/html": "<p>x</p>", "text/plain": "x"}, None, TextScreen),
    "Markdown": ({"text/markdown": "# x", "text/plain": "x"}, None, TextScreen),
    "words": ({"text/plain": "x"}, None, TextScreen),
    "a formula": ({"text/latex": "$x^2$", "text/plain": "x"}, None, TextScreen),
    "no formula": ({"text/latex": "{" * 9}, "text/latex", TextScreen),
    "what nobody knows": ({"application/x-odd": "x"}, None, TextScreen),
    "nothing": ({}, None, TextScreen),
    "a picture": ({"image/png": PNG, "text/plain": "<Figure>"}, None, None),
    "a picture that is meant": ({"text/html": TABLE, "image/png": PNG}, "image/png", None),
    "a representation that is gone": ({"text/plain": "x"}, "text/html", TextScreen),
}


@pytest.mark.parametrize(("data", "mime", "kind"), KINDS.values(), ids=list(KINDS))
async def test_which_screen_is_for_what(
    data: dict[str, Json], mime: str | None, kind: type[LargeScreen] | None
) -> None:
    screen = screen_for(DisplayOutput(data, {}), mime)
    assert type(screen) is (kind or type(None))
    if isinstance(screen, LargeScreen):
        async with opened(screen) as (app, pilot):
            assert "error in jtui" not in app.text
            await pilot.press("q")
            await until(pilot, lambda: app.results == [None])


async def test_a_stream_as_it_is_when_it_is_opened() -> None:
    text = StreamText()
    text.write("one\n\x1b[31mtwo\x1b[0m\n")
    screen = screen_for(StreamOutput("stdout", text))
    assert isinstance(screen, TextScreen)
    text.write("three\n")
    async with opened(screen) as (app, _):
        assert app.rows[:4] == [" stdout as of now" + "2 lines".rjust(62), "one", "two", ""]


async def test_finding() -> None:
    async with opened(stream("\n".join(f"line {n}" for n in range(5_000)))) as (app, pilot):
        await press(app, pilot, "slash", *"line 49")
        await until(pilot, lambda: "of 111" in app.rows[0])
        assert "line 49" in app.text
        await press(app, pilot, "enter", "n")
        await until(pilot, lambda: "2 of 111" in app.rows[0])
        assert "line 490" in app.text
        await press(app, pilot, "N")
        await until(pilot, lambda: "1 of 111" in app.rows[0])


async def test_copying() -> None:
    async with opened(stream("one\ntwo\n")) as (app, pilot):
        await press(app, pilot, "y")
        assert app.clipboard == "one\ntwo"


async def test_a_traceback() -> None:
    error = ErrorOutput("Odd\x1b[2J", "no", ("\x1b[31mTraceback\x1b[0m", "Odd: no"))
    screen = screen_for(error)
    assert isinstance(screen, LargeScreen)
    async with opened(screen) as (app, _):
        assert app.rows[0].startswith(" Odd␛[2J: no")
        assert app.rows[1:3] == ["Traceback", "Odd: no"]


async def test_markdown_is_laid_out_for_the_width_there_is() -> None:
    words = " ".join(["word"] * 60)
    async with opened(screen_of({"text/markdown": f"# Head\n\n{words}"})) as (app, pilot):
        assert app.rows[1] == "Head"
        assert all(len(line) <= 80 for line in app.rows)
        await pilot.resize_terminal(40, 16)
        await until(pilot, lambda: len(app.rows[3]) > 20 and len(app.rows[3]) <= 40)


async def test_a_line_of_ten_megabytes() -> None:
    async with opened(stream("x" * 10_000_000 + "\nend\n"), size=(100, 20)) as (app, pilot):
        await press(app, pilot, "G")
        await until(pilot, lambda: "end" in app.rows)
