"""PDF: its first page, drawn in a child process within bounds."""

from __future__ import annotations

import base64
import time
from io import BytesIO

import pytest
from PIL import Image

from tui.render.palette import Palette
from tui.render.pictures import pdf
from tui.render.pictures.child import Drawer, drawn_by
from tui.render.pictures.decoding import PictureError
from tui.render.pictures.drawing import PictureDrawing
from tui.render.pictures.pdf import png_of_pdf

needs_pdfium = pytest.mark.skipif(not pdf.can_draw(), reason="pypdfium2 is not installed")


def document(width: float = 72, height: float = 36, content: bytes = b"") -> bytes:
    """A PDF of a page in one colour and an empty one."""
    content = content or b"1 0 0 rg 0 0 10000 10000 re f"
    box = b"[0 0 %f %f]" % (width, height)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 5 0 R] /Count 2 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R >>" % box,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
    ]
    data = b"%PDF-1.4\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return data + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def drawn(data: bytes) -> Image.Image:
    return Image.open(BytesIO(png_of_pdf(text(data))), formats=["PNG"]).convert("RGB")


@needs_pdfium
def test_the_first_page_is_drawn_as_large_as_on_a_screen() -> None:
    image = drawn(document())
    assert image.size == (96, 48)
    assert image.getpixel((50, 20)) == (255, 0, 0)


@needs_pdfium
def test_a_huge_page_is_made_smaller() -> None:
    assert max(drawn(document(14_000, 14_000)).size) <= 1600


@needs_pdfium
def test_matplotlibs_figures_are_drawn() -> None:
    matplotlib = pytest.importorskip("matplotlib.figure")
    stream = BytesIO()
    figure = matplotlib.Figure(figsize=(4, 2))
    figure.subplots().plot([1, 2])
    figure.savefig(stream, format="pdf")
    assert drawn(stream.getvalue()).size == (384, 192)


BAD = {
    "": "empty",
    "?": "no base64",
    text(b"no PDF"): "no PDF",
    text(b"%PDF-1.4\n"): "no PDF that can be drawn",
    text(document()[:200]): "no PDF that can be drawn",
    text(b"%PDF-1.4" + b"1 0 obj << /Kids [1 0 R] >> " * 10_000): "no PDF that can be drawn",
    text(b"%PDF-" + bytes(31_000_000)): "larger than 30 MB",
}


@needs_pdfium
@pytest.mark.parametrize(
    ("value", "reason"), BAD.items(), ids=[str(number) for number in range(len(BAD))]
)
def test_what_cannot_be_drawn_is_said(value: str, reason: str) -> None:
    with pytest.raises(PictureError, match=reason):
        png_of_pdf(value)


@needs_pdfium
def test_what_takes_too_long_is_said_in_time() -> None:
    begun = time.monotonic()
    content = b"/P sh " + b"0 0 m 1 1 l 500 700 l 3 900 l b " * 300_000
    drawing = PictureDrawing(
        "application/pdf", text(document(1000, 1000, content)), None, Palette()
    )
    work = drawing.work_for(80)
    assert work is not None
    drawing.take_work(work())
    assert drawing.words.startswith("[application/pdf")
    assert time.monotonic() - begun < 15


def test_without_the_library_a_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "can_draw", lambda: False)
    with pytest.raises(PictureError, match="pypdfium2, which draws it, is not installed"):
        png_of_pdf(text(document()))


CHILDREN = {
    "import nothing_like_it": "thing is not installed",
    "sys.exit('reason: it is odd')": "it is odd",
    "1 / 0": "it is damaged",
    "import os; os.abort()": "too large or too intricate",
    "pass": "too large or too intricate",
    "while True: pass": "too large or too intricate|too long",
    "x = bytearray(3 << 30)": "it is damaged",
}


@pytest.mark.parametrize(("code", "reason"), CHILDREN.items())
def test_a_child_that_fails_is_told_of(code: str, reason: str) -> None:
    drawer = Drawer(code, "thing", "nothing_like_it")
    with pytest.raises(PictureError, match=reason):
        drawn_by(drawer, b"")
