"""Names of kernelspecs: which are allowed, and where one is taken already."""

from __future__ import annotations

import os
import re
from pathlib import Path

from jupyter_core.paths import jupyter_data_dir

from tui.errors import KernelspecError
from tui.model.clean import clean

LONGEST = 64
"""Characters of a name that jtui gives; longer ones of other programs are used as they are."""

_ALLOWED = re.compile(r"[A-Za-z0-9._-]*")


def valid_name(name: str) -> str:
    """What is wrong with a name for a kernelspec, as a sentence; `""` when nothing is.

    Upper case is not wrong: the name becomes lower case, which `name_hint` says.
    """
    if not name:
        return "A kernelspec needs a name."
    if _ALLOWED.fullmatch(name) is None:
        return "A name may only have the letters a to z, digits, dots, hyphens, underscores."
    if not name.strip("."):
        return "A name is more than dots."
    if name.startswith("-"):
        return "A name does not begin with a hyphen: commands would take it for an option."
    if len(name) > LONGEST:
        return f"A name has at most {LONGEST} characters; this one has {len(name)}."
    return ""


def name_hint(name: str) -> str:
    """What the name will be when that is not what was typed, as a sentence; else `""`."""
    if name == name.lower():
        return ""
    return clean(f"It will be called {name.lower()}: Jupyter knows no upper case in names.")


def checked_name(name: str) -> str:
    """The name in lower case; raises `KernelspecError` when it is not allowed."""
    if problem := valid_name(name):
        raise KernelspecError(problem)
    return name.lower()


def user_kernels_dir() -> Path:
    """The directory of the user's own kernelspecs; it may not exist."""
    return Path(jupyter_data_dir()) / "kernels"


def taken(directory: Path, name: str) -> Path | None:
    """What has this name in `directory` already, in any case, or `None`; raises `OSError`."""
    try:
        with os.scandir(directory) as scan:
            names = sorted(entry.name for entry in scan if entry.name.lower() == name.lower())
    except FileNotFoundError:
        return None
    return directory / names[0] if names else None
