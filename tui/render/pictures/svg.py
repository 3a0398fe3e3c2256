"""SVG as PNG, drawn by resvg in a child process: it can take any time and memory, and may abort."""

from __future__ import annotations

import re

from tui.render.pictures.child import Drawer, drawn_by
from tui.render.pictures.decoding import PictureError
from tui.wire.message import Json

MIME = "image/svg+xml"
LONGEST = 5_000_000
"""Characters."""
# What is outside of the picture is not looked at: no file, no network.
_OUTSIDE = re.compile(
    r"""((?:[\w-]+:)?href)(\s*=\s*)("(?!\#|data:)[^"]*"|'(?!\#|data:)[^']*')""", re.IGNORECASE
)
_LENGTH = r"""\b{}\s*=\s*["']\s*([0-9.]+(?:e[0-9]+)?)\s*(px|pt|in|cm|mm|)\s*["']"""
_PIXELS = {"px": 1.0, "": 1.0, "pt": 96 / 72, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
_ROOT = re.compile(r"<svg\b[^>]*>", re.IGNORECASE)
_MOST = 1600
_CHILD = """
import resvg_py
text = sys.stdin.buffer.read().decode()
width = int(sys.argv[1]) or None
try:
    png = resvg_py.svg_to_bytes(svg_string=text, width=width, dpi=96)
except ValueError:
    sys.exit("reason: it is no SVG that can be drawn")
sys.stdout.buffer.write(bytes(png))
"""
_DRAWER = Drawer(_CHILD, "resvg-py", "resvg_py")


def png_of_svg(value: Json) -> bytes:
    """A PNG of SVG text, at most 1600 pixels wide; takes its time; raises `PictureError`."""
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    if not isinstance(value, str) or not value.strip():
        raise PictureError("it is empty")
    if len(value) > LONGEST:
        raise PictureError("it is larger than 5 MB")
    text = _OUTSIDE.sub(r'\1\2""', value)
    return drawn_by(_DRAWER, text.encode("utf-8", "replace"), str(_width(text)))


def _width(text: str) -> int:
    """The width to draw it in, 0 for its own: a large one is made smaller.

    One that is very high is drawn so narrow that its height stays within bounds, too.
    """
    root = _ROOT.search(text)
    width, height = (_length(root[0], name) if root else 0.0 for name in ("width", "height"))
    scale = min(1.0, _MOST / width if width else 1.0, _MOST / height if height else 1.0)
    return max(1, int(width * scale)) if scale < 1 and width else 0


def _length(tag: str, name: str) -> float:
    found = re.search(_LENGTH.format(name), tag[:10_000], re.IGNORECASE)
    try:
        return float(found[1]) * _PIXELS[found[2].lower()] if found else 0.0
    except ValueError:
        return 0.0
