"""In which way this terminal shows pictures, decided without asking it anything."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from tui.terminal.cell_size import CellSize


class Images(StrEnum):
    """A way to show pictures."""

    KITTY = "kitty"
    SIXEL = "sixel"
    ITERM2 = "iterm2"
    HALF_BLOCKS = "halfblock"
    OFF = "off"


_SIXEL_TERMS = ("foot", "mlterm", "contour")
_ITERM2_PROGRAMS = ("iterm.app", "wezterm", "mintty")


def images_for(wish: str, environment: Mapping[str, str], cell: CellSize | None = None) -> Images:
    """What `--images` says, or with `auto` what the environment says of the terminal.

    A question to the terminal could hang, and its answer be taken for keys. `cell` is the size of
    its cells, where that is known. Only what every build of a terminal shows is chosen:

    - tmux, screen: half blocks. A terminal's own protocol does not reach it, and of the sixels tmux
      knows since 3.4 it keeps only some twenty pieces, and no sixels where it was built so.
    - kitty, Ghostty: kitty's protocol. No others know its placeholders (WezTerm, Konsole: not).
    - foot, mlterm, contour: sixel, if the size of a cell is known; they have always had them.
    - iTerm2 (also behind ssh, which passes `LC_TERMINAL` on): its own protocol.
    - WezTerm: iTerm2's. Its sixels show through what is written later, and lines left over.
    - mintty: iTerm2's, which needs no size of a cell (WSL tells none).
    - xterm: half blocks. `XTERM_VERSION` does not say whether it has sixels, and mostly not.
    - Windows Terminal: half blocks. `WT_SESSION` does not say whether it is 1.22 or later.
    - VS Code: half blocks. Pictures depend on settings of the user.
    - everything else: half blocks, which every terminal with colours shows.

    Where `NO_COLOR` is set there are none, whatever the wish.
    """
    if environment.get("NO_COLOR"):
        return Images.OFF
    if wish != "auto":
        return Images(wish)
    if "TMUX" in environment or "STY" in environment:
        return Images.HALF_BLOCKS
    program = environment.get("TERM_PROGRAM", "").lower()
    term = environment.get("TERM", "")
    if "KITTY_WINDOW_ID" in environment or "kitty" in term:
        return Images.KITTY
    if program == "ghostty" or "ghostty" in term:
        return Images.KITTY
    if program in _ITERM2_PROGRAMS or environment.get("LC_TERMINAL") == "iTerm2":
        return Images.ITERM2
    has_sixels = term.partition("-")[0] in _SIXEL_TERMS
    if (has_sixels or program == "contour") and cell is not None:
        return Images.SIXEL
    return Images.HALF_BLOCKS
