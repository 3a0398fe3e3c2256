"""Notifications of the desktop, by terminals that pass them on; known without asking them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

LONGEST = 200
"""Characters of a title or a text that are passed on."""
_ST = "\x1b\\"


class Notifying(StrEnum):
    """A way to have something told by the desktop."""

    OSC_9 = "OSC 9"
    OSC_99 = "OSC 99"
    OSC_777 = "OSC 777"
    BELL = "bell"


def notifying_of(environment: Mapping[str, str]) -> Notifying:
    """The way this terminal knows, by the environment; of others the bell is rung.

    - tmux, screen: the bell, which marks the window there. Who is outside is not told, and whether
      anything would be let through is a setting.
    - kitty: OSC 99, its own protocol.
    - iTerm2 (also behind ssh, which passes `LC_TERMINAL` on): OSC 9, its own.
    - WezTerm, Ghostty, foot, Contour, rxvt-unicode, Warp: OSC 777, first of rxvt-unicode.
    - xterm, Alacritty, the Linux console: none. GNOME's terminal: in some distributions only.
    - Windows Terminal, ConEmu: OSC 9 means other things there.
    """
    if "TMUX" in environment or "STY" in environment:
        return Notifying.BELL
    program = environment.get("TERM_PROGRAM", "").lower()
    term = environment.get("TERM", "")
    if "KITTY_WINDOW_ID" in environment or term == "xterm-kitty":
        return Notifying.OSC_99
    if program == "iterm.app" or environment.get("LC_TERMINAL") == "iTerm2":
        return Notifying.OSC_9
    if program in ("wezterm", "ghostty", "contour", "warpterminal") or term == "xterm-ghostty":
        return Notifying.OSC_777
    if term.partition("-")[0] in ("foot", "contour", "rxvt"):
        return Notifying.OSC_777
    return Notifying.BELL


def notification(way: Notifying, title: str, text: str) -> str:
    """What a terminal is sent for it; no text can end the sequence or be of any length."""
    title, text = _plain(title), _plain(text)
    match way:
        case Notifying.OSC_9:
            # A text that begins with a number is a command to some.
            return f"\x1b]9;jtui: {title}: {text}{_ST}"
        case Notifying.OSC_99:
            # With the same name a later one takes the place of an earlier one.
            first = f"\x1b]99;i=jtui:d=0;{title}{_ST}"
            return f"{first}\x1b]99;i=jtui:d=1:p=body;{text}{_ST}"
        case Notifying.OSC_777:
            return f"\x1b]777;notify;{title.replace(';', ',')};{text.replace(';', ',')}{_ST}"
        case Notifying.BELL:
            return "\a"


def _plain(text: str) -> str:
    cut = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return "".join(each if each.isprintable() else " " for each in cut)
