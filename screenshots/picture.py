"""Screens of a terminal as SVG, and that as PNG and GIF."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

import matplotlib
import pyte
import resvg_py
from PIL import Image, ImageDraw, ImageFont
from wcwidth import wcwidth

SIZE = 14.0
WIDTH, HEIGHT = SIZE * 1233 / 2048, SIZE * 2384 / 2048
"""Of a cell, in pixels: what DejaVu Sans Mono has."""
MARGIN = 12.0
ZOOM = 1.5
"""Pixels of a PNG for one of the SVG."""
FONT = "DejaVu Sans Mono"
_COLOURS = {
    "black": "#000000",
    "red": "#cc5555",
    "green": "#55aa55",
    "brown": "#bbaa44",
    "blue": "#5588cc",
    "magenta": "#aa66aa",
    "cyan": "#44aaaa",
    "white": "#cccccc",
}
_FOREGROUND, _BACKGROUND = "#d0d0d0", "#101014"
_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
_LABEL = 36
_LOWER, _LEFT = "▁▂▃▄▅▆▇█", "▏▎▍▌▋▊▉"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the screen as it is drawn; `text` is empty behind a wide character."""

    text: str
    colour: str
    ground: str
    bold: bool = False
    italic: bool = False
    underlined: bool = False


def rows_of(screen: pyte.Screen) -> list[list[Cell]]:
    """The screen's rows as they are to be drawn."""
    return [
        [_cell(screen.buffer[row][column]) for column in range(screen.columns)]
        for row in range(screen.lines)
    ]


def _cell(char: pyte.screens.Char) -> Cell:
    colour, ground = _colour(char.fg, _FOREGROUND), _colour(char.bg, _BACKGROUND)
    if char.reverse:
        colour, ground = ground, colour
    return Cell(char.data, colour, ground, char.bold, char.italics, char.underscore)


def _colour(name: str, default: str) -> str:
    if name == "default":
        return default
    return _COLOURS.get(name.removeprefix("bright")) or f"#{name}"


def svg_of(rows: Sequence[Sequence[Cell]], title: str) -> str:
    """A picture of the screen in a frame; `title` is for those who cannot see it."""
    ((frame, _),) = Counter(cell.ground for row in rows for cell in row).most_common(1)
    wide, high = len(rows[0]) * WIDTH + 2 * MARGIN, len(rows) * HEIGHT + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.1f} {high:.1f}"'
        f' font-family="{FONT}, Menlo, Consolas, monospace" font-size="{SIZE:g}px" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{wide:.1f}" height="{high:.1f}" rx="9" fill="{frame}"/>',
    ]
    for number, row in enumerate(rows):
        parts += _row(row, MARGIN + number * HEIGHT)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _row(row: Sequence[Cell], top: float) -> Iterator[str]:
    left = MARGIN
    for ground, cells in groupby(row, lambda cell: cell.ground):
        width = len(list(cells)) * WIDTH
        # A little more than its cells, so that no seams are seen.
        yield _rect(left, top, width + 0.3, HEIGHT + 0.3, ground)
        left += width
    column = 0
    for piece in _pieces(row):
        left = MARGIN + column * WIDTH
        if rect := _block(piece[0], left, top):
            yield rect
        elif text := "".join(cell.text for cell in piece).strip(" "):
            blanks = next(n for n, cell in enumerate(piece) if cell.text != " ")
            yield _text(text, piece[0], left + blanks * WIDTH, top)
        column += len(piece)


def _pieces(row: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Cells that are drawn together: a text in one style; all else alone, with what is behind."""
    piece: list[Cell] = []
    for cell in row:
        if piece and not cell.text:
            piece.append(cell)
            continue
        joins = piece and _is_plain(cell.text) and all(_is_plain(each.text) for each in piece)
        if not (joins and _style(cell) == _style(piece[0])):
            if piece:
                yield piece
            piece = []
        piece.append(cell)
    if piece:
        yield piece


def _is_plain(text: str) -> bool:
    return len(text) == 1 and " " <= text <= "~"


def _style(cell: Cell) -> tuple[object, ...]:
    return cell.colour, cell.bold, cell.italic, cell.underlined


def _text(text: str, first: Cell, left: float, top: float) -> str:
    style = ' font-weight="bold"' if first.bold else ""
    style += ' font-style="italic"' if first.italic else ""
    style += ' text-decoration="underline"' if first.underlined else ""
    cells = sum(max(0, wcwidth(character)) for character in text)
    length = (
        f' textLength="{cells * WIDTH:.2f}" lengthAdjust="spacingAndGlyphs"' if cells > 1 else ""
    )
    baseline = top + SIZE * 1901 / 2048
    return (
        f'<text x="{left:.2f}" y="{baseline:.2f}" fill="{first.colour}" xml:space="preserve"'
        f"{style}{length}>{escape(text)}</text>"
    )


def _block(cell: Cell, left: float, top: float) -> str:
    """A block element as a rectangle, as fonts leave seams; `""` for all else."""
    text = cell.text
    if text == "▀":
        return _rect(left, top, WIDTH + 0.3, HEIGHT / 2, cell.colour)
    if text == "▔":
        return _rect(left, top, WIDTH + 0.3, HEIGHT / 8, cell.colour)
    if text == "▐":
        return _rect(left + WIDTH / 2, top, WIDTH / 2 + 0.3, HEIGHT + 0.3, cell.colour)
    if text and text in _LOWER:
        high = HEIGHT * (_LOWER.index(text) + 1) / 8
        return _rect(left, top + HEIGHT - high, WIDTH + 0.3, high + 0.3, cell.colour)
    if text and text in _LEFT:
        return _rect(left, top, WIDTH * (_LEFT.index(text) + 1) / 8, HEIGHT + 0.3, cell.colour)
    return ""


def _rect(left: float, top: float, width: float, height: float, colour: str) -> str:
    return (
        f'<rect x="{left:.2f}" y="{top:.2f}" width="{width:.2f}" height="{height:.2f}"'
        f' fill="{colour}"/>'
    )


def image_of(svg: str) -> Image.Image:
    """The picture in pixels, in few colours so that it takes little room."""
    data = resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=ZOOM,
        monospace_family=FONT,
        font_family=FONT,
        font_files=[str(file) for file in sorted(_FONTS.glob("DejaVuSansMono*.ttf"))],
    )
    return Image.open(io.BytesIO(bytes(data)))


def write_png(svg: str, path: Path) -> None:
    """Write a picture of at most 256 colours."""
    image_of(svg).convert("RGBA").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def write_sheet(images: Mapping[str, Image.Image], path: Path) -> None:
    """Write pictures of one size as one picture, in three columns, their names above them."""
    first = next(iter(images.values()))
    width, height = first.width // 2, first.height // 2
    font = ImageFont.truetype(_FONTS / "DejaVuSansMono-Bold.ttf", _LABEL // 2)
    sheet = Image.new("RGB", (3 * width, -(-len(images) // 3) * (height + _LABEL)), "#20242c")
    draw = ImageDraw.Draw(sheet)
    for number, (name, image) in enumerate(images.items()):
        left, top = number % 3 * width, number // 3 * (height + _LABEL)
        draw.text((left + 12, top + _LABEL // 4), name, "#ffffff", font)
        sheet.paste(image.convert("RGB").resize((width, height)), (left, top + _LABEL))
    sheet.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def write_gif(frames: Sequence[tuple[str, int]], path: Path) -> None:
    """Write pictures one after the other, each with the milliseconds that it is seen."""
    images = [image_of(svg).convert("RGB") for svg, _ in frames]
    images = [image.resize((image.width * 2 // 3, image.height * 2 // 3)) for image in images]
    drawn = [image.quantize(64, dither=Image.Dither.NONE) for image in images]
    drawn[0].save(
        path,
        save_all=True,
        append_images=drawn[1:],
        duration=[milliseconds for _, milliseconds in frames],
        loop=0,
        optimize=True,
    )
