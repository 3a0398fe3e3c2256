"""Tables, Markdown and JSON in the transcript: made text in a thread, shown otherwise with v."""

from __future__ import annotations

import pytest
from textual import events

from tests.pilot.test_transcript_pictures import prepared, show
from tests.pilot.transcript_app import Book, TranscriptApp, settled
from tui.render.mime import representations
from tui.wire.message import Json

SIZE = (60, 16)
TABLE = "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>long one</td></tr></table>"
NOTHING = "<IPython.core.display.HTML object>"


async def shown(data: dict[str, Json]) -> list[str]:
    """The rows below the input."""
    book = Book()
    show(book, data)
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await prepared(app)
        await settled(app, pilot)
        return [line for line in app.lines()[1:] if line]


async def test_a_table_stands_in_columns() -> None:
    assert await shown({"text/html": TABLE, "text/plain": "plain"}) == ["a  b", "1  long one"]


async def test_markdown_is_no_source() -> None:
    rows = await shown({"text/markdown": "# Head\n\n- *one*\n- two", "text/plain": "source"})
    assert rows == ["Head", "• one", "• two"]


async def test_json_is_laid_out() -> None:
    rows = await shown({"application/json": {"a": [1, 2]}, "text/plain": NOTHING})
    assert "".join(rows).replace(" ", "") == '{"a":[1,2]}'


async def test_html_that_shows_nothing_leaves_the_words() -> None:
    assert await shown({"text/html": "<script>1</script>", "text/plain": NOTHING}) == [NOTHING]


async def test_a_formula_is_text() -> None:
    data: dict[str, Json] = {"text/latex": r"$\frac{x^{2} + 1}{2}$", "text/plain": "(x**2 + 1)/2"}
    assert await shown(data) == ["(x² + 1)/2"]


async def test_words_in_lines_are_better_than_a_formula() -> None:
    data: dict[str, Json] = {"text/latex": r"$\frac{a}{b}$", "text/plain": "a\n─\nb"}
    assert await shown(data) == ["a", "─", "b"]


async def test_a_long_formula_is_parted_where_the_view_ends() -> None:
    source = "y = " + " + ".join(f"{{x_{{{number}}}}}^{{2}}" for number in range(60))
    rows = await shown({"text/latex": source, "text/plain": "words"})
    assert rows[0].startswith("y = x₀² + x₁²")
    assert all(row.startswith("    + x") for row in rows[1:])


async def test_what_is_no_formula_leaves_the_words() -> None:
    assert await shown({"text/latex": r"\frac{", "text/plain": "words"}) == ["words"]
    assert await shown({"text/latex": r"\frac{" * 1000, "text/plain": "words"}) == ["words"]


async def test_what_is_no_formula_is_shown_as_it_is_where_words_say_nothing() -> None:
    nothing = "<IPython.core.display.Latex object>"
    assert await shown({"text/latex": r"\frac{", "text/plain": nothing}) == [
        r"\frac{ [LaTeX that cannot be laid out]"
    ]
    assert await shown({"text/latex": r"\frac{"}) == [r"\frac{ [LaTeX that cannot be laid out]"]


async def test_formulas_in_markdown_are_text() -> None:
    rows = await shown({"text/markdown": r"is $x^2$ and $\frac{$ *so*"})
    assert rows == [r"is x² and $\frac{$ so"]


async def test_v_shows_the_plain_words_of_a_table() -> None:
    book = Book()
    show(book, {"text/html": TABLE, "text/plain": "plain words"})
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await prepared(app)
        app.view.jump(-1)
        app.view.focus()
        await pilot.press("v")
        await settled(app, pilot)
        assert app.lines()[1] == "plain words"
        await pilot.press("v")
        await prepared(app)
        await settled(app, pilot)
        assert app.lines()[1] == "a  b"


@pytest.mark.parametrize(
    ("data", "order"),
    [
        ({"text/plain": "x"}, ("text/plain",)),
        ({"text/plain": "x", "text/html": "<b>x</b>"}, ("text/plain", "text/html")),
        ({"text/plain": "x", "text/html": TABLE}, ("text/html", "text/plain")),
        ({"text/plain": NOTHING, "text/html": "<b>x</b>"}, ("text/html", "text/plain")),
        ({"text/html": "<b>x</b>"}, ("text/html",)),
        ({"text/plain": "x", "image/png": ""}, ("image/png", "text/plain")),
        ({"text/latex": "$x$", "text/plain": "x"}, ("text/latex", "text/plain")),
        ({"text/latex": "$x$", "text/plain": "x\ny"}, ("text/plain", "text/latex")),
        ({"text/latex": "$x$", "text/plain": "Matrix([\n[1]])"}, ("text/latex", "text/plain")),
        ({"text/latex": "$x$", "text/plain": NOTHING}, ("text/latex", "text/plain")),
        (
            {"text/latex": "$x$", "text/plain": "x", "image/png": ""},
            ("text/latex", "text/plain", "image/png"),
        ),
        (
            {"text/latex": "5", "text/plain": "[1] 5", "text/html": "5"},
            ("text/plain", "text/html", "text/latex"),
        ),
        ({"application/x-odd": ""}, ()),
    ],
)
def test_the_best_comes_first(data: dict[str, Json], order: tuple[str, ...]) -> None:
    assert representations(data) == order


@pytest.mark.parametrize("value", [None, 5, [], {}, [None], True])
async def test_values_of_the_wrong_type_are_survived(value: Json) -> None:
    for mime in ("text/html", "text/markdown", "application/json", "image/png", "image/svg+xml"):
        await shown({mime: value})


def wide_table(columns: int = 20) -> str:
    """A table that no pane has room for."""
    heads = "".join(f"<th>c{number}</th>" for number in range(columns))
    cells = "".join(f"<td>{number}</td>" for number in range(columns))
    return (
        f"<table><thead><tr><th></th>{heads}</tr></thead>"
        f"<tbody><tr><th>r</th>{cells}</tr></tbody></table>"
    )


async def test_a_wide_table_is_moved_sideways_by_keys_and_by_the_wheel() -> None:
    book = Book()
    show(book, {"text/html": wide_table(), "text/plain": "words"})
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await prepared(app)
        await settled(app, pilot)
        first = app.lines()[1:3]
        assert first[0].startswith("   c0  c1")
        assert first[0].endswith("c19")
        app.view.jump(-1)
        app.view.focus()
        # None is lost that comes before what the last one asked for is there.
        await pilot.press("right", "right", "right")
        for _ in range(3):
            await prepared(app)
            await settled(app, pilot)
        assert app.lines()[1].startswith("   …  c3  c4")
        assert app.lines()[2].startswith("r  …   3   4")
        await pilot.press("left")
        await prepared(app)
        await settled(app, pilot)
        assert app.lines()[1].startswith("   …  c2  c3")
        for wheel in (events.MouseScrollUp, events.MouseScrollUp, events.MouseScrollLeft):
            shift = wheel is events.MouseScrollUp
            app.view.post_message(wheel(app.view, 5, 2, 0, 0, 0, shift, False, False))
            await pilot.pause()
            await prepared(app)
            await settled(app, pilot)
        assert app.lines()[1:3] == first


async def test_moving_ends_with_the_last_column() -> None:
    book = Book()
    show(book, {"text/html": wide_table(), "text/plain": "words"})
    app = TranscriptApp(book)
    async with app.run_test(size=SIZE) as pilot:
        await prepared(app)
        app.view.jump(-1)
        app.view.focus()
        for _ in range(20):
            await pilot.press("right")
            await prepared(app)
            await settled(app, pilot)
        assert app.lines()[1].endswith("c18  c19")
        await pilot.press("left")
        await prepared(app)
        await settled(app, pilot)
        assert app.lines()[1].endswith("…")


async def test_of_long_json_it_is_shown_what_it_is_made_of() -> None:
    value: Json = [{"n": number, "words": "x" * 60} for number in range(3_400)]
    rows = await shown({"application/json": value, "text/plain": NOTHING})
    assert "".join(rows).replace(" ", "").endswith("opensthetree")
