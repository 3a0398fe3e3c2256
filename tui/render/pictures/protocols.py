"""In which way this terminal shows pictures, decided without asking it anything."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from tui.terminal.cell_size import CellSize
from tui.terminal.charset import UTF_8, Charset


class Images(StrEnum):
    """A way to show pictures."""

    KITTY = "kitty"
    SIXEL = "sixel"
    ITERM2 = "iterm2"
    HALF_BLOCKS = "halfblock"
    OFF = "off"


_SIXEL_TERMS = ("foot", "mlterm", "contour")
_ITERM2_PROGRAMS = ("iterm.app", "wezterm", "mintty")


def images_for(
    wish: str,
    environment: Mapping[str, str],
    cell: CellSize | None = None,
    charset: Charset = UTF_8,
) -> Images:
    """What `--images` says, or with `auto` what the environment says of the terminal.

    A question to the terminal could hang, and its answer be taken for keys. `cell` is the size of
    its cells, where that is known. Only what every build of a terminal shows is chosen.
    """
    return choice_for(wish, environment, cell, charset)[0]


def choice_for(
    wish: str,
    environment: Mapping[str, str],
    cell: CellSize | None = None,
    charset: Charset = UTF_8,
) -> tuple[Images, str]:
    """The same, with the reason in words that follow a colon.

    What is drawn with characters that are not in the charset is not chosen, whatever the wish.
    """
    images, reason = _choice(wish, environment, cell)
    if images is Images.KITTY and not charset.is_utf8:
        return Images.OFF, "kitty's protocol needs a locale that is UTF-8"
    if images is Images.HALF_BLOCKS and charset.has_ascii_frames:
        return Images.OFF, "half blocks are not drawn where frames are in ASCII"
    return images, reason


def _choice(wish: str, environment: Mapping[str, str], cell: CellSize | None) -> tuple[Images, str]:
    if wish != "auto":
        return Images(wish), "as configured"
    around = [name for name in ("TMUX", "STY") if name in environment]
    if around:
        # tmux knows sixels since 3.4, where it was built so.
        return Images.HALF_BLOCKS, f"{around[0]} is set, and a protocol may not pass tmux or screen"
    program = environment.get("TERM_PROGRAM", "")
    term = environment.get("TERM", "")
    if "KITTY_WINDOW_ID" in environment or "kitty" in term:
        return Images.KITTY, "this is kitty"
    if program.lower() == "ghostty" or "ghostty" in term:
        # No others know the placeholders (WezTerm, Konsole: not).
        return Images.KITTY, "this is Ghostty, which has kitty's protocol"
    if program.lower() in _ITERM2_PROGRAMS:
        # WezTerm's sixels show through what is written later; mintty tells no size of a cell.
        return Images.ITERM2, f"TERM_PROGRAM={program}, which has iTerm2's protocol"
    if environment.get("LC_TERMINAL") == "iTerm2":
        # What ssh passes on.
        return Images.ITERM2, "LC_TERMINAL=iTerm2"
    name = term.partition("-")[0]
    if name in _SIXEL_TERMS or program.lower() == "contour":
        if cell is None:
            return Images.HALF_BLOCKS, "sixels need the size of a cell, which is not told"
        return Images.SIXEL, f"TERM={term}, which has sixels"
    # xterm and Windows Terminal do not say whether they have sixels; in VS Code it is a setting.
    return Images.HALF_BLOCKS, "no protocol that this terminal is known to have"
