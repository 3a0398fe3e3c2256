"""Copying a text to the terminal's clipboard."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

LIMIT = 500_000
"""Characters that are sent to the clipboard; terminals drop more without a word."""


def copy_text(screen: Screen[Any], text: str) -> None:
    """Copy a text, and say so on `screen`; one that is too long is not copied, which is said."""
    if len(text) > LIMIT:
        screen.notify(
            f"Nothing was copied: {len(text):,} characters are too many for a terminal.",
            severity="warning",
            markup=False,
        )
        return
    screen.app.copy_to_clipboard(text)
    lines = text.count("\n") + 1
    screen.notify(f"Copied {lines} line{'s' if lines > 1 else ''}.", timeout=2, markup=False)
