"""Keys as people write them, and the key that an action has."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from tui.widgets.key_bar import hint_of

KEY_NAMES = {
    "full_stop": ".",
    "pageup": "PageUp",
    "pagedown": "PageDown",
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    "ctrl": "Ctrl",
    "alt": "Alt",
    "shift": "Shift",
    "super": "Super",
    "space": "Space",
    "delete": "Delete",
    "backspace": "Backspace",
    "home": "Home",
    "end": "End",
    "slash": "/",
    "asterisk": "*",
    "greater_than_sign": ">",
    "less_than_sign": "<",
    "plus": "+",
    "minus": "-",
    "right_square_bracket": "]",
    "left_square_bracket": "[",
    "underscore": "_",
    "backslash": "\\",
}


def key_name(key: str) -> str:
    """A key as people write it: `ctrl+full_stop` is `Ctrl+.`, and a chord `Ctrl+X U`."""
    if " " in key:
        return " ".join(key_name(part) for part in key.split(" "))
    parts = [KEY_NAMES.get(part, part.upper()) for part in key.split("+")]
    if len(parts) == 1 and len(key) == 1:
        return key
    return "+".join(parts)


def key_names(keys: str) -> str:
    """Keys separated by commas, as people write them."""
    return ", ".join(dict.fromkeys(key_name(key) for key in keys.split(",") if key))


def key_on(screen: Screen[Any], command_id: str, usual: str) -> str:
    """The first key that an action has on a screen now, for a sentence; `usual` if it has none."""
    hint = hint_of(screen, command_id, "")
    return usual if hint is None else key_name(hint.key)
