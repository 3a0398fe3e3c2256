"""A representation that fails makes room for the next, and the log says so."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from tests.unit.render.texts import all_rows, shown
from tui.model.outputs import DisplayOutput
from tui.model.stream_text import StreamText
from tui.render.fallback import CannotShowError, Draw, FallbackDrawing
from tui.render.latex.text import latex_text
from tui.render.measured_text import MeasuredText
from tui.render.output_drawing import OutputDrawing
from tui.render.palette import Palette
from tui.render.prepared_text import PreparedText
from tui.render.preparing import Preparing
from tui.render.registry import drawing_of
from tui.render.text import TextDrawing

WIDTH = 20
PALETTE = Palette()


def text(words: str) -> Draw:
    def draw(known: object) -> OutputDrawing:
        measured = known if isinstance(known, MeasuredText) else MeasuredText(StreamText(), words)
        return TextDrawing(measured.text, PALETTE.text, measured=measured)

    return draw


def failing(error: Exception) -> Draw:
    def draw(known: object) -> OutputDrawing:
        raise error

    return draw


def failing_later(error: Exception) -> Draw:
    def make(width: int) -> str:
        raise error

    return lambda known: PreparedText(make, "words", PALETTE, known)


def prepare(drawing: Preparing) -> None:
    while (work := drawing.work_for(WIDTH)) is not None:
        drawing.take_work(work())


ERRORS = [CannotShowError("it is odd"), ValueError("a bug"), RecursionError(), MemoryError()]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("first", [failing, failing_later])
def test_the_next_is_shown(
    first: Callable[[Exception], Draw], error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    drawing = FallbackDrawing(("a/b", "c/d"), (first(error), text("next")))
    prepare(drawing)
    assert shown(all_rows(drawing, WIDTH)) == ["next"]
    (record,) = caplog.records
    assert "a/b" in record.message
    assert "c/d" in record.message
    is_expected = isinstance(error, CannotShowError)
    assert record.levelno == (logging.INFO if is_expected else logging.WARNING)


def test_one_after_the_other() -> None:
    error = CannotShowError("odd")
    draws = (failing_later(error), failing(error), failing_later(error), text("last"))
    drawing = FallbackDrawing("abcd", draws)
    prepare(drawing)
    assert shown(all_rows(drawing, WIDTH)) == ["last"]


def test_another_style_begins_with_what_was_reached() -> None:
    draws = (failing_later(CannotShowError("odd")), text("next"))
    drawing = FallbackDrawing("ab", draws)
    prepare(drawing)
    again = FallbackDrawing("ab", draws, drawing.measured)
    assert again.work_for(WIDTH) is None
    assert shown(all_rows(again, WIDTH)) == ["next"]


def test_the_first_that_can_be_shown_stays() -> None:
    drawing = FallbackDrawing("ab", (text("first"), failing(ValueError())))
    assert shown(all_rows(drawing, WIDTH)) == ["first"]


def test_a_result_that_falls_back_stands_beside_its_label() -> None:
    output = DisplayOutput(
        {"text/latex": "\\frac{" * 300, "text/plain": "42"}, {}, is_result=True, execution_count=3
    )
    drawing = drawing_of(output, PALETTE)
    assert isinstance(drawing, Preparing)
    prepare(drawing)
    (row,) = all_rows(drawing, WIDTH)
    assert (row.gutter[0].text, row.text) == ("Out[3]: ", "42")


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        ("$\\frac{a$", "$\\frac{a$ [LaTeX that cannot be laid out]"),
        ("{" * 3_500, f"{'{' * 1_000}… 2,500 more characters [LaTeX that cannot be laid out]"),
    ],
    ids=["short", "long"],
)
def test_latex_that_is_none_says_so(latex: str, words: str) -> None:
    output = DisplayOutput({"text/latex": latex, "text/plain": "<Math object>"}, {})
    drawing = drawing_of(output, PALETTE)
    if isinstance(drawing, Preparing):
        prepare(drawing)
    assert "".join(row.text for row in all_rows(drawing, 2_000)) == words


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ('<img src="https://a.b/c.png">', ["[image: https://a.b/c.png]"]),
        ("<hr>", ["─" * WIDTH]),
        ("<script>1</script>", []),
    ],
)
def test_html_without_words_has_a_row_until_it_is_made(html: str, words: list[str]) -> None:
    drawing = drawing_of(DisplayOutput({"text/html": html}, {}), PALETTE)
    assert drawing.height(WIDTH) == 1
    assert isinstance(drawing, Preparing)
    prepare(drawing)
    assert "".join(row.text for row in all_rows(drawing, WIDTH)) == "".join(words)


def test_a_short_formula_is_there_at_once() -> None:
    assert latex_text("$x^2$") == "x²"
    output = DisplayOutput(
        {"text/latex": "$x^2$", "text/plain": "x**2"}, {}, is_result=True, execution_count=3
    )
    (row,) = all_rows(drawing_of(output, PALETTE), WIDTH)
    assert (row.gutter[0].text, row.text) == ("Out[3]: ", "x²")
