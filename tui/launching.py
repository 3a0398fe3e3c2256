"""How the settings say that kernels are to be started."""

from __future__ import annotations

import os
import sys

from tui.config import Settings
from tui.kernels.launch import LaunchSettings
from tui.kernels.width.room import Room

SCROLLBAR = 1
"""Columns of a screen that no output stands in."""
FRAME = 4
"""Lines of a screen with the least prompt that no output stands in."""


def launch_settings(settings: Settings) -> LaunchSettings:
    """How kernels are started that get a tab."""
    kernel = settings.kernel
    encryption = kernel.transport_encryption
    if kernel.tell_width == "never":
        return LaunchSettings(transport_encryption=encryption)
    return LaunchSettings(transport_encryption=encryption, room=room_of_screen)


def room_of_screen() -> Room | None:
    """The room that output has in a tab alone, before it is laid out; `None` without a terminal."""
    try:
        columns, lines = os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1)
    except (OSError, ValueError):
        return None
    return Room.of(columns - SCROLLBAR, lines - FRAME)
