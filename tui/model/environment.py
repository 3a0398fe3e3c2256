"""A Python environment: a place where packages are installed, and the interpreter in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

EnvironmentKind = Literal[
    "venv",
    "conda",
    "pyenv",
    "uv",
    "pipx",
    "poetry",
    "pixi",
    "hatch",
    "virtualenvwrapper",
    "pipenv",
    "system",
    "own",
    "other",
]
"""Who made an environment, as far as its place tells.

"own" is jtui's, where it is of no other kind; "other" was named by the user, and is none that is
known.
"""

LONGEST_NAME = 60
"""Characters of a kernel's name that is made from an environment's."""

_NO_NAME = re.compile(r"[^a-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class PythonEnvironment:
    """A Python environment as its files show it; nothing of it was run.

    `path` is its directory, and `python` the interpreter as it has to be called: a link that is
    not resolved, since a venv is known by where its `python` lies. Name and paths are as the disk
    has them, not cleaned. `version` is "3.12.4", "3.12", or `""` when it cannot be read.
    `has_ipykernel` and `has_pip` are `None` when the packages cannot be seen; `ipykernel_version`
    is `""` without one. `has_ensurepip` says that pip can be put into it without a network.
    `is_externally_managed` says that pip refuses to install into it (PEP 668).
    """

    path: Path
    python: Path
    kind: EnvironmentKind
    name: str
    version: str = ""
    has_ipykernel: bool | None = None
    ipykernel_version: str = ""
    is_externally_managed: bool = False
    has_pip: bool | None = None
    has_ensurepip: bool = False

    @property
    def kernel_name(self) -> str:
        """A name for its kernel that Jupyter takes; never empty."""
        name = _NO_NAME.sub("-", self.name.lower()).strip("-.")[:LONGEST_NAME]
        return name or "python"

    @property
    def display_name(self) -> str:
        """A display name for its kernel, such as "Python 3.12 (project)"; not cleaned."""
        short = ".".join(self.version.split(".")[:2])
        return f"Python {short} ({self.name})" if short else f"Python ({self.name})"
