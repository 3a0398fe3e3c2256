"""Files that the user names."""

from __future__ import annotations

from pathlib import Path


def place_of(answer: str, proposed: str) -> Path:
    """The absolute path of a file as the user has typed it, `proposed` being what was offered.

    A name without a suffix gets that of `proposed`, and in a directory the file is called as
    proposed. Looks at the disk; raises `OSError` or `RuntimeError` for what is no path.
    """
    path, offered = Path(answer).expanduser().absolute(), Path(proposed)
    if answer.endswith("/") or path.is_dir():
        return path / offered.name
    return path if path.suffix else path.with_name(f"{path.name}{offered.suffix}")
