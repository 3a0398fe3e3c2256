"""The colours of every theme, as the toolkit works them out, against every ground of theirs.

The screens are measured as they are drawn in `tests/pilot/test_theme_contrast.py`; here is what may
stand anywhere: the colours of code, and the sixteen that kernels write in.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.style import Style
from textual.color import Color

from tests.pilot.themed import AA, contrast
from tui.stores.themes import ThemeFile, builtin_names, load_themes
from tui.theming import textual_theme

TRUE_COLOUR = [name for name in builtin_names() if name != "terminal"]
GROUNDS = (
    "background",
    "surface",
    "panel",
    "primary-muted",
    "secondary-muted",
    "accent-muted",
    "warning-muted",
    "error-muted",
    "success-muted",
    "input-selection-background",
    "screen-selection-background",
)
"""The variables that text stands on: of screens, bars, marked rows, matches and selections."""
TEXTS = (
    "foreground",
    "primary",
    "secondary",
    "accent",
    "warning",
    "error",
    "success",
    "text-muted",
    "text-disabled",
    "foreground-muted",
    "footer-key-foreground",
)
PAIRS = (
    ("block-cursor-foreground", "block-cursor-background"),
    ("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
    ("input-cursor-foreground", "input-cursor-background"),
    ("button-color-foreground", "primary"),
    ("background", "warning"),
)
"""What stands on a colour that is no ground; the last is the match one is at."""


def theme(name: str) -> ThemeFile:
    themes, problems = load_themes(Path("/nonexistent"))
    assert problems == ()
    return themes[name]


def resolved(name: str) -> dict[str, str]:
    """The variables as stylesheets see them."""
    file = theme(name)
    return {**textual_theme(file).to_color_system().generate(), **file.variables}


def least(name: str) -> float:
    """The contrast a theme promises."""
    return 7.0 if name.startswith("high-contrast") else AA


def weak(name: str, colors: dict[str, str], grounds: dict[str, str]) -> dict[str, float]:
    """The pairs that are not far enough apart."""
    return {
        f"{text} on {ground}": round(ratio, 2)
        for text, color in colors.items()
        for ground, under in grounds.items()
        if (ratio := contrast(color, under)) < least(name)
    }


@pytest.mark.parametrize("name", TRUE_COLOUR)
def test_texts_stand_out_on_every_ground(name: str) -> None:
    variables = resolved(name)
    grounds = {key: variables[key] for key in GROUNDS}
    assert weak(name, {key: variables[key] for key in TEXTS}, grounds) == {}


@pytest.mark.parametrize("name", TRUE_COLOUR)
def test_code_stands_out_on_every_ground(name: str) -> None:
    variables = resolved(name)
    grounds = {key: variables[key] for key in GROUNDS}
    colors: dict[str, str] = {}
    for key, words in theme(name).syntax.items():
        style = Style.parse(words)
        assert style.color is not None and style.color.triplet is not None
        assert not style.dim, "dim is less than its colour"
        colors[key] = style.color.triplet.hex
    assert weak(name, colors, grounds) == {}


@pytest.mark.parametrize("name", TRUE_COLOUR)
def test_what_kernels_colour_stands_out(name: str) -> None:
    """All sixteen but those that are grounds: black where it is dark, the two whites where not."""
    file = theme(name)
    grounds = {"black"} if file.dark else {"white", "bright_white"}
    colors = {key: color for key, color in file.output.items() if key not in grounds}
    assert weak(name, colors, {"background": file.colors["background"]}) == {}


@pytest.mark.parametrize("name", TRUE_COLOUR)
def test_cursors_and_buttons_can_be_read(name: str) -> None:
    variables = resolved(name)
    pairs = {pair: round(contrast(*(variables[key] for key in pair)), 2) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in pairs.items() if ratio < AA} == {}


@pytest.mark.parametrize("name", TRUE_COLOUR)
def test_marked_rows_and_scrollbars_can_be_seen(name: str) -> None:
    """A mark is beside a marked row in any case, so its ground may be a quiet one."""
    variables = resolved(name)
    assert contrast(variables["primary-muted"], variables["background"]) >= 1.2
    assert contrast(variables["scrollbar"], variables["scrollbar-background"]) >= 1.2
    assert contrast(variables["border"], variables["background"]) >= 3.0


@pytest.mark.parametrize("name", ["okabe-ito-dark", "okabe-ito-light"])
def test_good_and_bad_are_told_apart_by_every_eye(name: str) -> None:
    """Blue against orange: far apart also for who sees no red, no green or no blue."""
    variables = resolved(name)
    good, bad = (Color.parse(variables[key]) for key in ("success", "error"))
    for matrix in SEEN_AS:
        one, other = (seen(color, matrix) for color in (good, bad))
        distance = sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5
        assert distance > 60


SEEN_AS = (
    ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
)
"""How colours are seen with protanopia, deuteranopia and tritanopia (Machado et al. 2009)."""


def seen(color: Color, matrix: tuple[tuple[float, float, float], ...]) -> list[float]:
    """A colour as it is seen, from 0 to 255 each, by linear light."""
    light = [part**2.2 for part in color.normalized]
    mixed = [sum(a * b for a, b in zip(row, light, strict=True)) for row in matrix]
    return [255 * max(part, 0.0) ** (1 / 2.2) for part in mixed]
