"""From what a kernel sent as a picture to pixels, within bounds, and never by a guess.

Everything here takes its time and belongs in a thread. Pillow is told the one format that was
declared: left to guess, it would start Ghostscript for what looks like PostScript.
"""

from __future__ import annotations

import base64
import binascii
import struct
import warnings
import zlib
from dataclasses import dataclass, field
from io import BytesIO

from tui.errors import JtuiError
from tui.wire.message import Json

FORMATS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/bmp": "BMP",
    "image/x-ms-bmp": "BMP",
}
"""Pillow's names of the formats by MIME type."""
MOST_PIXELS = 25_000_000
MOST_CHARACTERS = 100_000_000
MOST_KEPT = (1600, 1200)
"""Pixels in each direction that are kept: more than any terminal shows."""

_HEAD = 32
"""Characters of base64 text that hold the size of a PNG."""

# What Pillow's decoders are known to raise on what they do not expect.
_FAULTS = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


class PictureError(JtuiError):
    """What should be a picture is none, or too large; the text says so in some words."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels, row by row, four bytes each (red, green, blue, opacity).

    `width` and `height` are those of the pixels kept, `full_width` and `full_height` of the picture
    that was sent.
    """

    width: int
    height: int
    full_width: int
    full_height: int
    pixels: bytes = field(repr=False)


def bytes_of(value: Json) -> bytes:
    """The bytes of base64 text, which may be in lines; raises `PictureError`."""
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    if not isinstance(value, str):
        raise PictureError("it is no base64 text")
    if not value.strip():
        raise PictureError("it is empty")
    if len(value) > MOST_CHARACTERS:
        raise PictureError("it is larger than 75 MB")
    try:
        return base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        raise PictureError("it is no base64 text") from None


def told_size(mime: str, value: Json) -> tuple[int, int] | None:
    """The width and height in pixels the first bytes tell; `None` where they do not. Quick.

    Base64 text is not looked at any further, so it may still turn out to be no picture.
    """
    if not isinstance(value, str):
        return None
    try:
        head = base64.b64decode(value[:_HEAD].encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(head) < 24:
        return None
    if mime == "image/png" and head[:8] == b"\x89PNG\r\n\x1a\n" and head[12:16] == b"IHDR":
        width, height = struct.unpack(">II", head[16:24])
    elif mime == "image/gif" and head[:4] == b"GIF8":
        width, height = struct.unpack("<HH", head[6:10])
    else:
        return None
    return (width, height) if 0 < width * height <= MOST_PIXELS else None


def decoded(mime: str, data: bytes) -> Picture:
    """The first frame of a picture, made smaller where it is large; raises `PictureError`."""
    # 30 ms that only those need who see a picture.
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(BytesIO(data), formats=[FORMATS[mime]])
            width, height = image.size
            if width < 1 or height < 1:
                raise PictureError("it has no pixels")
            if width * height > MOST_PIXELS:
                size = f"{width:,} × {height:,}"
                raise PictureError(f"{size} pixels are too many ({MOST_PIXELS:,} at most)")
            image.draft("RGB", MOST_KEPT)
            image.load()
            small = image.convert("RGBA")
            # As `thumbnail` does, but a pixel stays in each direction.
            scale = min(1.0, MOST_KEPT[0] / small.width, MOST_KEPT[1] / small.height)
            if scale < 1:
                size_kept = (max(1, int(small.width * scale)), max(1, int(small.height * scale)))
                small = small.resize(size_kept, Image.Resampling.BOX)
    except PictureError:
        raise
    except MemoryError:
        raise PictureError("there is no memory for it") from None
    except _FAULTS as error:
        raise PictureError(_reason(error)) from None
    return Picture(small.width, small.height, width, height, small.tobytes())


def _reason(error: Exception) -> str:
    words = str(error).lower()
    if "truncated" in words or "unexpected end" in words or "eof" in words:
        return "it is cut off"
    if type(error).__name__ == "UnidentifiedImageError":
        return "it is no such picture"
    return "it is damaged"
