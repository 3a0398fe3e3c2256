"""The first page of a PDF as PNG, drawn by PDFium in a child process.

pypdfium2 (Apache-2.0 or BSD-3-Clause, with PDFium) is optional; it is loaded in the child only.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

from tui.render.pictures.child import Drawer, drawn_by
from tui.render.pictures.decoding import PictureError, bytes_of
from tui.wire.message import Json

MIME = "application/pdf"
LARGEST = 30_000_000
"""Bytes."""

# Pages are measured in points; pictures of matplotlib in PDF are as large as those in PNG so.
_CHILD = """
import pypdfium2
data = sys.stdin.buffer.read()
try:
    document = pypdfium2.PdfDocument(data)
    if not len(document):
        sys.exit("reason: it has no pages")
    page = document[0]
    width, height = page.get_size()
    if not (0 < width < 1e6 and 0 < height < 1e6):
        sys.exit("reason: its first page has no size")
    scale = min(96 / 72, 1600 / width, 1200 / height)
    image = page.render(scale=scale).to_pil().convert("RGB")
except pypdfium2.PdfiumError as error:
    locked = "password" in str(error).lower()
    sys.exit("reason: " + ("a password locks it" if locked else "it is no PDF that can be drawn"))
image.save(sys.stdout.buffer, "PNG")
"""
_DRAWER = Drawer(_CHILD, "pypdfium2", "pypdfium2")


@cache
def can_draw() -> bool:
    """Whether pypdfium2 is installed."""
    return find_spec("pypdfium2") is not None


def png_of_pdf(value: Json) -> bytes:
    """A PNG of the first page, at most 1600 pixels wide; takes its time; raises `PictureError`."""
    data = bytes_of(value)
    if b"%PDF-" not in data[:1024]:
        raise PictureError("it is no PDF")
    if len(data) > LARGEST:
        raise PictureError("it is larger than 30 MB")
    if not can_draw():
        raise PictureError("pypdfium2, which draws it, is not installed")
    return drawn_by(_DRAWER, data)
