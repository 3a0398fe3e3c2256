"""What a terminal makes of sixels, for tests: the pixels that are drawn."""

from __future__ import annotations

import re

from PIL import Image

_WHOLE = re.compile(r'\x1bP0;1q"1;1;(\d+);(\d+)((?:#\d+;2;\d+;\d+;\d+)*)([^\x1b]*)\x1b\\')
_REGISTER = re.compile(r"#(\d+);2;(\d+);(\d+);(\d+)")
_PART = re.compile(r"#(\d+)|!(\d+)([?-~])|([?-~])|(\$)|(-)")


def drawn(sequence: str) -> Image.Image:
    """The picture of one sixel sequence; what is not drawn is transparent."""
    match = _WHOLE.fullmatch(sequence)
    assert match is not None, sequence[:80]
    width, height, registers, data = int(match[1]), int(match[2]), match[3], match[4]
    colours = {
        int(number): tuple(round(int(part) * 255 / 100) for part in parts)
        for number, *parts in _REGISTER.findall(registers)
    }
    image = Image.new("RGBA", (width, height))
    x = y = colour = end = 0
    for part in _PART.finditer(data):
        assert part.start() == end
        end = part.end()
        if part[1]:
            colour = int(part[1])
        elif part[5]:
            x = 0
        elif part[6]:
            x, y = 0, y + 6
        else:
            count, bits = int(part[2] or 1), ord(part[3] or part[4]) - 63
            for column in range(x, x + count):
                for row in range(6):
                    if bits >> row & 1:
                        image.putpixel((column, y + row), (*colours[colour], 255))
            x += count
    assert end == len(data)
    return image


def close(one: Image.Image, other: Image.Image, most: int = 3) -> bool:
    """Whether two pictures differ by little in each pixel; sixel has 101 steps of each colour."""
    if one.size != other.size:
        return False
    pairs = zip(one.tobytes(), other.tobytes(), strict=True)
    return all(abs(a - b) <= most for a, b in pairs)
