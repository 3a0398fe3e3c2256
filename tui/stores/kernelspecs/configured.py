"""What configuration files say about a class that provides kernels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from traitlets.config import Config

from tui.config.checking import Section
from tui.config.files import load_config_files


def config_for(files: Sequence[Path], section: Section) -> Config:
    """What `files` say about one class and those it comes from."""
    return load_config_files(files, [section])[0]
