"""Formulas as pictures, where the terminal shows some and ziamath is there."""

from __future__ import annotations

import logging
from time import monotonic

import pytest
from rich.style import Style

from tests.unit.render.texts import all_rows, shown
from tui.model.outputs import DisplayOutput
from tui.render.mime import representations
from tui.render.output_drawing import OutputDrawing
from tui.render.palette import Palette
from tui.render.pictures import formulas
from tui.render.pictures.child import PATIENCE
from tui.render.pictures.decoding import PictureError, decoded
from tui.render.pictures.graphics import Graphics
from tui.render.pictures.protocols import Images
from tui.render.preparing import Preparing
from tui.render.registry import drawing_of
from tui.terminal.cell_size import CellSize
from tui.terminal.placeholders import PLACEHOLDER
from tui.wire.message import Json

pytest.importorskip("ziamath")

WIDTH = 80
GRAPHICS = Graphics(Images.KITTY, CellSize(10, 20))
PALETTE = Palette(text=Style(color="#ff8000"), graphics=GRAPHICS)
HALF = r"$\displaystyle \frac{x^{2} + 1}{2}$"


def output(latex: Json, plain: str = "x") -> DisplayOutput:
    return DisplayOutput({"text/latex": latex, "text/plain": plain}, {})


def prepared(drawing: OutputDrawing) -> OutputDrawing:
    while isinstance(drawing, Preparing) and (work := drawing.work_for(WIDTH)) is not None:
        drawing.take_work(work())
    return drawing


def cells(drawing: OutputDrawing) -> list[int]:
    """How many cells of a picture there are in each row."""
    rows = drawing.rows(WIDTH, 0, drawing.height(WIDTH))
    return ["".join(segment.text for segment in row.gutter).count(PLACEHOLDER) for row in rows]


@pytest.mark.parametrize(
    "source",
    [
        HALF,
        r"x^2",
        r"\[\sum_{n=1}^\infty \frac{1}{n^2}\]",
        r"$$\left[\begin{matrix}1 & \frac{x}{2}\\x^{2} & \sin{x}\end{matrix}\right]$$",
        r"\begin{cases} x & \text{for}\: x > 0 \\0 & \text{otherwise} \end{cases}",
        r"\begin{align}a &= b \\ c &= d\end{align}",
        r"\begin{equation}E = mc^2\end{equation}",
    ],
)
def test_the_picture_is_in_the_colour_of_text(source: str) -> None:
    picture = decoded("image/png", formulas.png_of_formula(source, 20, "#ff8000"))
    assert 5 < picture.width < 200 and 5 < picture.height < 100
    opaque = {
        picture.pixels[at : at + 3]
        for at in range(0, len(picture.pixels), 4)
        if picture.pixels[at + 3] == 255
    }
    assert opaque == {b"\xff\x80\x00"}


@pytest.mark.parametrize(
    "source", [r"\frac{", "", "words", "x^2 + " * 1000, "is $x^2$ and $y^2$", r"\foo\bar"]
)
def test_what_is_no_picture(source: str) -> None:
    with pytest.raises(PictureError):
        formulas.png_of_formula(source, 20, "#ff8000")


def test_it_takes_little_time_at_most() -> None:
    begun = monotonic()
    with pytest.raises(PictureError):
        formulas.png_of_formula("x^{" * 30 + "x" + "}" * 30, 20, "#ff8000")
    assert monotonic() - begun < PATIENCE


def test_pictures_come_first_and_text_next() -> None:
    data = output(HALF).data
    assert representations(data, True) == ("image/x-latex", "text/latex", "text/plain")
    lines = output(HALF, "a\nb").data
    assert representations(lines, True) == ("image/x-latex", "text/plain", "text/latex")
    assert representations({"text/latex": "5", "text/html": "5"}, True)[0] == "text/html"


@pytest.mark.parametrize("images", [Images.KITTY, Images.SIXEL, Images.ITERM2])
def test_the_picture_has_no_line_below_it(images: Images) -> None:
    palette = Palette(graphics=Graphics(images, CellSize(10, 20)))
    drawing = drawing_of(output(HALF), palette)
    assert shown(all_rows(drawing, WIDTH)) == ["[LaTeX]"]
    rows = cells(prepared(drawing))
    assert len(rows) in (2, 3)
    assert len(set(rows)) == 1 and rows[0] > 3
    assert cells(drawing)[1:2] == rows[1:2]


def test_the_text_comes_next() -> None:
    drawing = drawing_of(output(HALF), PALETTE, choice=1)
    assert shown(all_rows(prepared(drawing), WIDTH)) == ["(x² + 1)/2"]


@pytest.mark.parametrize("images", [Images.HALF_BLOCKS, Images.OFF])
def test_no_formula_is_drawn_where_it_could_not_be_read(images: Images) -> None:
    drawing = drawing_of(output(HALF), Palette(graphics=Graphics(images)))
    assert shown(all_rows(prepared(drawing), WIDTH)) == ["(x² + 1)/2"]


def test_where_there_is_no_picture_the_text_stands(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    drawing = prepared(drawing_of(output("is $x^2$ and $y^2$"), PALETTE))
    assert shown(all_rows(drawing, WIDTH)) == ["is x² and y²"]
    assert "image/x-latex is not shown, but text/latex" in caplog.text


def test_another_colour_takes_another_picture() -> None:
    known = prepared(drawing_of(output(HALF), PALETTE)).measured
    same = drawing_of(output(HALF), PALETTE, known)
    assert isinstance(same, Preparing) and same.work_for(WIDTH) is None
    other = Palette(text=Style(color="#0000ff"), graphics=GRAPHICS)
    drawing = drawing_of(output(HALF), other, known)
    assert isinstance(drawing, Preparing) and drawing.work_for(WIDTH) is not None


@pytest.mark.parametrize("value", [None, 5, [], {}, [None], ["$x", "^2$"]])
def test_values_of_the_wrong_type_are_survived(value: Json) -> None:
    prepared(drawing_of(output(value), PALETTE))
