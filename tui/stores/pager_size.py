"""How large the user has made the side pager, kept on disk."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from math import isnan
from pathlib import Path

from jupyter_core.paths import jupyter_data_dir

from tui.private_file import write_private

_log = logging.getLogger(__name__)

LEAST, MOST = 0.15, 0.85
"""The shares of a pane that a pager may take."""

_LARGEST_FILE = 10_000


@dataclass(frozen=True, slots=True)
class PagerSize:
    """The pager's share of the pane's width beside the transcript, and of its height below it."""

    width: float = 0.5
    height: float = 0.5

    def __post_init__(self) -> None:
        object.__setattr__(self, "width", _bounded(self.width))
        object.__setattr__(self, "height", _bounded(self.height))


def _bounded(share: object) -> float:
    if not isinstance(share, int | float) or isinstance(share, bool) or isnan(share):
        return 0.5
    return float(min(max(share, LEAST), MOST))


def pager_size_file() -> Path:
    """The file the size is kept in; it and its directory may not exist."""
    return Path(jupyter_data_dir()) / "jtui" / "pager.json"


def read_pager_size(path: Path | None = None) -> PagerSize:
    """The size that was kept last; the half of the pane where nothing readable is."""
    path = path or pager_size_file()
    try:
        with path.open("rb") as file:
            kept = json.loads(file.read(_LARGEST_FILE))
    except FileNotFoundError:
        return PagerSize()
    except (OSError, ValueError, RecursionError) as error:
        _log.warning("the pager's size cannot be read: %s", error)
        return PagerSize()
    if not isinstance(kept, dict):
        return PagerSize()
    return PagerSize(kept.get("width", 0.5), kept.get("height", 0.5))


def write_pager_size(size: PagerSize, path: Path | None = None) -> None:
    """Keep a size; takes disk time. A full disk is logged, not raised."""
    try:
        write_private(path or pager_size_file(), json.dumps(asdict(size)))
    except OSError as error:
        _log.warning("the pager's size was not saved: %s", error)
