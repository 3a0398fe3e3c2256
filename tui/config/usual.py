"""The usual start, without traitlets: no configuration file, at most kernels, files, a theme.

Traitlets and Jupyter's application take 25 ms to import, before any kernel can be started.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from jupyter_core.paths import jupyter_config_dir, jupyter_config_path

from tui.config import Settings

FILE_NAME = "jupyter_tui_config"
"""The name of jtui's own configuration files, without a suffix."""
SHARED_NAME = "jupyter_config"
"""That of the files other Jupyter programs read too."""
LARGEST_FILE = 4_000_000
"""Bytes of a configuration file up to which it is read."""

# Other values mean something to traitlets: quotes, brackets, a tilde.
_PLAIN = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)


def usual_settings(argv: Sequence[str]) -> tuple[Settings, bool] | None:
    """The settings, and whether kernels were named; `None` when there is more to read.

    What this answers is what `JtuiApp` would, which has to be asked when it answers `None`.
    """
    kernels: list[str] = []
    notebooks: list[str] = []
    themes: list[str] = []
    words = iter(argv)
    for word in words:
        if is_notebook(word):
            notebooks.append(word)
            continue
        option, equals, value = word.partition("=")
        named = {"--kernel": kernels, "--theme": themes}.get(option)
        value = value if equals else next(words, "")
        if named is None or not _PLAIN.fullmatch(value):
            return None
        named.append(value)
    if len(themes) > 1 or standard_config_files(config_directories()):
        return None
    default = Settings()
    theme = themes[0] if themes else default.theme
    opened = tuple(kernels) or default.kernels
    settings = Settings(theme=theme, kernels=opened, names_kernel=bool(kernels))
    return replace(settings, notebooks=tuple(notebooks)), bool(kernels)


def is_notebook(word: str) -> bool:
    """Whether a word of the command line names a notebook and is no option."""
    return word.lower().endswith(".ipynb") and not word.startswith("-")


def config_directories() -> list[str]:
    """Jupyter's directories for configuration, the most important first."""
    directories: list[str] = jupyter_config_path()
    own = jupyter_config_dir()
    return directories if own in directories else [own, *directories]


def standard_config_files(directories: Sequence[str], name: str = FILE_NAME) -> list[Path]:
    """The existing files called `name`, and Jupyter's common ones, least important first.

    `directories` come in the order of Jupyter: the most important first.
    """
    return [file for file in config_file_places(directories, name) if _is_file(file)]


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:
        # A directory of others, or a name that no disk can have.
        return False


def config_file_places(directories: Sequence[str], name: str = FILE_NAME) -> list[Path]:
    """As `standard_config_files`, whether there is a file or not."""
    return [
        Path(directory) / f"{stem}{suffix}"
        for stem in (SHARED_NAME, name)
        for directory in reversed(directories)
        for suffix in (".py", ".json")
    ]
