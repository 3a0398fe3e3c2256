"""Setting `JtuiApp.default_kernel` in the user's own configuration file, without traitlets."""

from __future__ import annotations

from pathlib import Path

from tui.config.writing import write_setting


def write_default_kernel(name: str) -> Path:
    """Have the kernelspec called `name` opened when no kernel is named; answers the file.

    As `write_setting`, with what that raises.
    """
    return write_setting("JtuiApp", "default_kernel", name)
