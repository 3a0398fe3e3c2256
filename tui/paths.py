"""Where jtui's own files are: themes, the log, drafts, history, removed kernelspecs."""

from __future__ import annotations

from pathlib import Path

from jupyter_core.paths import jupyter_config_dir, jupyter_data_dir, jupyter_runtime_dir

_PACKAGE = Path(__file__).resolve().parent


def themes_dir() -> Path:
    """The directory of the built-in themes."""
    installed = _PACKAGE / "themes"
    # The wheel carries the themes inside the package; a checkout has them beside it.
    return installed if installed.is_dir() else _PACKAGE.parent / "themes"


def user_themes_dir() -> Path:
    """The directory of the user's own themes; it may not exist."""
    return Path(jupyter_config_dir()) / "jtui" / "themes"


def log_file() -> Path:
    """The file jtui logs to; it and its directory may not exist."""
    return Path(jupyter_data_dir()) / "jtui" / "jtui.log"


def drafts_dir() -> Path:
    """The directory of unsent prompts; it may not exist."""
    return Path(jupyter_data_dir()) / "jtui" / "drafts"


def history_file() -> Path:
    """The database of every input entered; it and its directory may not exist."""
    return Path(jupyter_data_dir()) / "jtui" / "history.sqlite"


def opened_dir() -> Path:
    """The directory of outputs written for a viewer or browser; it may not exist."""
    return Path(jupyter_runtime_dir()) / "jtui" / "opened"


def kernelspec_trash_dir() -> Path:
    """The directory of removed and replaced kernelspecs; it may not exist."""
    return Path(jupyter_data_dir()) / "jtui" / "trash" / "kernelspecs"
