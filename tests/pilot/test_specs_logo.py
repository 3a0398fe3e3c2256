"""The logo of a kernelspec beside its details."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from textual.app import App, ComposeResult

from tui.screens.kernelspecs.looking import LOGO_CELLS, logo_of
from tui.widgets.specs.details import SpecDetails
from tui.widgets.specs.telling import TellingLine

RED = (200, 10, 20)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'


class DetailsApp(App[None]):
    def compose(self) -> ComposeResult:
        yield SpecDetails()


def picture(directory: Path, name: str = "logo-64x64.png") -> Path:
    Image.new("RGB", (64, 64), RED).save(directory / name)
    return directory / name


def test_the_picture_of_a_directory_is_drawn(tmp_path: Path) -> None:
    picture(tmp_path)
    rows = logo_of(tmp_path)
    assert ["".join(each.text for each in row) for row in rows] == ["▀" * 8] * LOGO_CELLS[1]
    style = rows[0][0].style
    assert style is not None and style.color is not None
    assert style.color.triplet == RED


def test_an_svg_is_drawn_where_there_is_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "logo-svg.svg").write_text(SVG)
    assert len(logo_of(tmp_path)) == LOGO_CELLS[1]


def test_what_is_no_picture_is_left_out(tmp_path: Path) -> None:
    assert logo_of(None) == ()
    assert logo_of(tmp_path) == ()
    assert logo_of(tmp_path / "gone") == ()
    (tmp_path / "logo-64x64.png").write_bytes(b"no picture")
    (tmp_path / "logo-32x32.png").mkdir()
    (tmp_path / "logo-svg.svg").write_bytes(b"x" * 2_000_000)
    assert logo_of(tmp_path) == ()


async def test_it_stands_above_the_details_where_there_is_room(tmp_path: Path) -> None:
    picture(tmp_path)
    lines = [TellingLine("name", "python3")]
    for height, expected in ((30, 0), (12, 1)):
        app = DetailsApp()
        async with app.run_test(size=(40, height)):
            details = app.query_one(SpecDetails)
            details.show(lines, anew=True, logo=logo_of(tmp_path))
            rows = [details.line(number, 40) for number in range(5)]
            texts = [row.text.strip(" │") if row is not None else "" for row in rows]
            assert texts[expected] == "▀" * 8
            assert any("python3" in text for text in texts)
