"""The look of text: what SGR sequences and links say, and how canonical text writes it down.

In canonical text every stretch of one look is written alone: its *opener* (a link, then one SGR
sequence, either of them optional), the characters, its *closer*. A plain stretch has neither. So
any line can be read without the ones before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

Colour = int | tuple[int, int, int] | None
"""`None` is the terminal's own colour, an int one of its 256, a tuple red, green and blue."""

Codes = tuple[str, ...]
"""The SGR parameters in force, one place for each property, "" where it is off."""

RESET = "\x1b[0m"
LINK_END = "\x1b]8;;\x1b\\"
ESCAPE = re.compile("\x1b(?:\\[([0-9;:]*)m|\\]8;;([^\x1b]*)\x1b\\\\)")
"""Either of the two kinds of escape sequence that canonical text holds."""

_BOLD, _FAINT, _ITALIC, _UNDERLINE, _INVERSE, _STRIKE, _OVERLINE, _FG, _BG = range(9)
PLAIN_CODES: Codes = ("",) * 9

# What each simple parameter does: the place it sets and to what. Blink (5, 6) and conceal (8) are
# missing on purpose: nothing shall move or be hidden.
_SIMPLE: dict[str, tuple[int, str]] = {
    "1": (_BOLD, "1"),
    "2": (_FAINT, "2"),
    "3": (_ITALIC, "3"),
    "23": (_ITALIC, ""),
    "4": (_UNDERLINE, "4"),
    "21": (_UNDERLINE, "4"),
    "24": (_UNDERLINE, ""),
    "7": (_INVERSE, "7"),
    "27": (_INVERSE, ""),
    "9": (_STRIKE, "9"),
    "29": (_STRIKE, ""),
    "53": (_OVERLINE, "53"),
    "55": (_OVERLINE, ""),
    "39": (_FG, ""),
    "49": (_BG, ""),
}
for _n in range(8):
    _SIMPLE[f"{30 + _n}"] = (_FG, f"{30 + _n}")
    _SIMPLE[f"{90 + _n}"] = (_FG, f"{90 + _n}")
    _SIMPLE[f"{40 + _n}"] = (_BG, f"{40 + _n}")
    _SIMPLE[f"{100 + _n}"] = (_BG, f"{100 + _n}")


@dataclass(frozen=True, slots=True)
class Style:
    """The look of a stretch of text; `link` is its safe URL, or `None`."""

    fg: Colour = None
    bg: Colour = None
    bold: bool = False
    faint: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    inverse: bool = False
    overline: bool = False
    link: str | None = None


PLAIN = Style()


@lru_cache(maxsize=4096)
def advance(codes: Codes, params: str) -> tuple[Codes, str]:
    """The properties in force after an SGR sequence with `params`, and their opener."""
    places = list(codes)
    fields = iter(params.split(";"))
    for field in fields:
        if ":" in field:
            _apply_colons(places, field)
            continue
        code = field.lstrip("0")
        if code in ("38", "48", "58"):
            _set_colour(places, code, _colour_after(fields))
        elif not code:
            places = list(PLAIN_CODES)
        elif code == "22":
            places[_BOLD] = places[_FAINT] = ""
        elif (effect := _SIMPLE.get(code)) is not None:
            places[effect[0]] = effect[1]
    told = ";".join(filter(None, places))
    return tuple(places), f"\x1b[{told}m" if told else ""


def _colour_after(fields: Iterator[str]) -> list[str]:
    """Take what belongs to an extended colour in the `;` form: `5;n` or `2;r;g;b`."""
    kind = next(fields, "").lstrip("0")
    count = {"5": 1, "2": 3}.get(kind, 0)
    return [kind, *(next(fields, "-") for _ in range(count))]


def _apply_colons(places: list[str], field: str) -> None:
    """Apply one parameter in the `:` form of ISO 8613-6: `4:3`, `38:5:n`, `38:2:[space]:r:g:b`."""
    code, *rest = field.split(":")
    code = code.lstrip("0")
    if code == "4":
        places[_UNDERLINE] = "" if rest[0].strip("0") == "" else "4"
    elif code in ("38", "48") and rest[0] == "5":
        _set_colour(places, code, rest[:2])
    elif code in ("38", "48") and rest[0] == "2":
        # With the colour space there are four numbers or more, in xterm's older form just three.
        _set_colour(places, code, ["2", *(rest[2:5] if len(rest) > 4 else rest[1:4])])


def _set_colour(places: list[str], code: str, told: list[str]) -> None:
    """Set an extended colour from its kind and numbers, if they are in range; 58 has no place."""
    if code == "58" or len(told) != {"5": 2, "2": 4}.get(told[0], 0):
        return
    if not all(number == "" or (number.isdecimal() and len(number) < 10) for number in told[1:]):
        return
    numbers = [int(number or "0") for number in told[1:]]
    if max(numbers) > 255:
        return
    place = _FG if code == "38" else _BG
    if len(numbers) == 1 and numbers[0] < 16:
        first = (30 if numbers[0] < 8 else 82) + (0 if place == _FG else 10)
        places[place] = str(first + numbers[0])
    else:
        places[place] = ";".join([code, told[0], *map(str, numbers)])


def link_opener(url: str) -> str:
    """The sequence that begins a link to `url`, which must be safe; "" for no link."""
    return f"\x1b]8;;{url}\x1b\\" if url else ""


def closer(opener: str) -> str:
    """The sequences that end what `opener` began."""
    if not opener:
        return ""
    if opener[1] == "[":
        return RESET
    return RESET + LINK_END if opener[-1] == "m" else LINK_END


@lru_cache(maxsize=4096)
def style_of(codes: Codes, link: str) -> Style:
    """The look that `codes` and `link` ("" is none) give."""
    return Style(
        fg=_colour(codes[_FG]),
        bg=_colour(codes[_BG]),
        bold=bool(codes[_BOLD]),
        faint=bool(codes[_FAINT]),
        italic=bool(codes[_ITALIC]),
        underline=bool(codes[_UNDERLINE]),
        strike=bool(codes[_STRIKE]),
        inverse=bool(codes[_INVERSE]),
        overline=bool(codes[_OVERLINE]),
        link=link or None,
    )


def _colour(code: str) -> Colour:
    if not code:
        return None
    first, *rest = map(int, code.split(";"))
    if len(rest) == 2:
        return rest[1]
    if len(rest) == 4:
        return (rest[1], rest[2], rest[3])
    return first % 10 + (8 if first >= 90 else 0)
