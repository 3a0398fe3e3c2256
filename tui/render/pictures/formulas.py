"""Formulas in LaTeX as pictures, drawn by ziamath and resvg in a child process.

ziamath (MIT, with the STIX fonts) is optional; it is loaded in the child only.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec

from rich.color import ColorType

from tui.render.fallback import CannotShowError
from tui.render.palette import Palette
from tui.render.pictures.child import Drawer, drawn_by
from tui.render.pictures.decoding import Picture, PictureError, decoded
from tui.render.pictures.drawing import Known, PictureDrawing
from tui.render.pictures.graphics import Graphics
from tui.render.rows import Row
from tui.wire.message import Json

MIME = "image/x-latex"
"""What the picture of a formula is called among representations: no kernel sends that."""
SOURCE = "text/latex"
LONGEST = 2_000
"""Characters of source: some tenths of a second."""
_CHILD = """
import ziamath
import resvg_py
source = sys.stdin.buffer.read().decode()
try:
    import signal
    signal.alarm(1)
except (ImportError, AttributeError):
    pass
try:
    formula = ziamath.Latex(source, size=float(sys.argv[1]), color=sys.argv[2])
    width, height = formula.getsize()
    if not (0 < width < 4000 and 0 < height < 4000):
        sys.exit("reason: it is too large")
    png = resvg_py.svg_to_bytes(svg_string=formula.svg(), dpi=96)
except Exception as error:
    sys.exit("reason: " + type(error).__name__)
sys.stdout.buffer.write(bytes(png))
"""
_DRAWER = Drawer(_CHILD, "ziamath", "ziamath")
_AROUND = (
    re.compile(r"\s*\$\$(.*)\$\$\s*", re.DOTALL),
    re.compile(r"\s*\$(.*)\$\s*", re.DOTALL),
    re.compile(r"\s*\\\[(.*)\\\]\s*", re.DOTALL),
    re.compile(r"\s*\\\((.*)\\\)\s*", re.DOTALL),
    re.compile(r"\s*\\begin\{equation\*?\}(.*)\\end\{equation\*?\}\s*", re.DOTALL),
)
_UNSEEN = re.compile(r"\\displaystyle\b\s*")
_NUMBERED = re.compile(r"\\(begin|end)\{(align|gather|equation|eqnarray|multline)\}")
_TEXT_COLOUR = "#808080"
"""Seen on any ground, where that of text is the terminal's own."""


def can_draw(graphics: Graphics) -> bool:
    """Whether formulas are shown as pictures: where they can be made, and read on the screen."""
    return graphics.uses_shelf and _is_installed()


@cache
def _is_installed() -> bool:
    return find_spec("ziamath") is not None


def png_of_formula(source: str, size: float, colour: str) -> bytes:
    """A PNG of a formula in a size of letters in pixels; takes its time; raises `PictureError`."""
    # 40 ms that only those need who see a formula.
    from tui.render.latex.text import latex_text

    if len(source) > LONGEST or latex_text(source) is None:
        raise PictureError("it is no formula, or too long a one")
    inner = next((found[1] for each in _AROUND if (found := each.fullmatch(source))), source)
    if "$" in inner or r"\(" in inner or r"\[" in inner:
        raise PictureError("there is text in it")
    inner = _NUMBERED.sub(r"\\\1{\2*}", _UNSEEN.sub("", inner)).strip()
    return drawn_by(_DRAWER, inner.encode("utf-8", "replace"), f"{size:.1f}", colour)


class _KnownFormula(Known):
    """What is known of the picture of a formula in a colour and a size."""

    def __init__(self, colour: str, size: int) -> None:
        super().__init__()
        self.look = colour, size


class FormulaDrawing(PictureDrawing):
    """The picture of a formula, as large as text and in its colour, with no line below it."""

    def __init__(self, value: Json, palette: Palette) -> None:
        """`value` is LaTeX."""
        super().__init__(MIME, "", None, palette)
        parts = value if isinstance(value, list) else [value]
        self._source = "".join(part for part in parts if isinstance(part, str))
        self._colour = _colour_of(palette)
        self._known = _KnownFormula(self._colour, self._graphics.cell.height)

    def know(self, known: object) -> None:
        """Take over what is known of the picture in the same colour and size."""
        look = self._colour, self._graphics.cell.height
        if isinstance(known, _KnownFormula) and known.look == look:
            self._known = known

    def _decoded(self) -> tuple[Picture, int]:
        """The picture; raises `CannotShowError`."""
        try:
            png = png_of_formula(self._source, self._graphics.cell.height, self._colour)
            return decoded("image/png", png), 0
        except PictureError as error:
            raise CannotShowError(str(error)) from None

    def height(self, width: int) -> int:
        """The rows of the picture; one until it is there."""
        return max(1, super().height(width) - 1)

    def rows(self, width: int, start: int, stop: int) -> list[Row]:
        """The rows from `start` up to `stop`."""
        if super().height(width) == 1:
            return super().rows(width, start, stop)
        stop = min(stop, self.height(width))
        rows = self._picture_rows(start, stop)
        return rows + [Row()] * (stop - start - len(rows))

    @property
    def words(self) -> str:
        """What stands there until the picture does."""
        return "[LaTeX]"


def _colour_of(palette: Palette) -> str:
    colour = palette.text.color
    if colour is None or colour.type is ColorType.DEFAULT or colour.triplet is None:
        return _TEXT_COLOUR
    return colour.triplet.hex
