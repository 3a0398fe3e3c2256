"""In which way this terminal shows pictures, decided without asking it anything."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Images(StrEnum):
    """A way to show pictures."""

    KITTY = "kitty"
    HALF_BLOCKS = "halfblock"
    OFF = "off"


def images_for(wish: str, environment: Mapping[str, str]) -> Images:
    """What `--images` says, or with `auto` what the environment says of the terminal.

    A question to the terminal could hang, and its answer be taken for keys. Inside of tmux and
    screen a terminal's own protocol does not reach it, so half blocks are drawn there.
    """
    if wish != "auto":
        return Images(wish)
    if "TMUX" in environment or "STY" in environment:
        return Images.HALF_BLOCKS
    program = environment.get("TERM_PROGRAM", "").lower()
    terminal = environment.get("TERM", "")
    if "KITTY_WINDOW_ID" in environment or "kitty" in terminal or program == "ghostty":
        return Images.KITTY
    return Images.KITTY if "ghostty" in terminal else Images.HALF_BLOCKS
