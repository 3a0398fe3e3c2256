"""What becomes of inputs that are to be written into the history."""

from __future__ import annotations

from enum import Enum, auto


class Kept(Enum):
    """What became of inputs that were to be kept."""

    WRITTEN = auto()
    LOCKED = auto()
    """Another program writes just now."""
    LATER = auto()
    """Something is wrong that may pass."""
    NEVER = auto()
    """Nothing can be kept in this file by this jtui."""
    WITHDRAWN = auto()
    """They were no longer to be written."""
