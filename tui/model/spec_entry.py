"""Kernelspecs as the list of all of them shows them: good, broken, shadowed or not allowed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from tui.model.kernelspec import KernelSpec


class Place(StrEnum):
    """Whose a kernelspec is, by the directory it was found in."""

    USER = "user"
    ENVIRONMENT = "environment"
    SYSTEM = "system"
    JUPYTER_PATH = "JUPYTER_PATH"
    EMBEDDED = "embedded"
    PROVIDED = "provided"


class SpecState(StrEnum):
    """What can be done with a kernelspec as it is."""

    USABLE = "usable"
    BROKEN = "broken"
    SHADOWED = "shadowed"
    NOT_ALLOWED = "not allowed"


@dataclass(frozen=True, slots=True)
class SpecEntry:
    """One kernelspec that was found; its texts are not cleaned.

    `name` is in lower case, as Jupyter has it. `path` is its directory: for the embedded IPython
    kernel that of ipykernel's pictures, `None` for a provided one that has none. `spec` is `None`
    when it is broken, and `problem` then says why. `shadowed_by` is the directory that counts
    instead, because it has the same name and comes first. `provider` is the class that provided
    it, `""` for what lies in a directory of kernels. A link is a directory somewhere else that
    `path` points to. It is not allowed when `KernelSpecManager.allowed_kernelspecs` leaves it out,
    or the configured class, which `left_out_by` names then.
    """

    name: str
    path: Path | None
    place: Place
    spec: KernelSpec | None = None
    problem: str = ""
    shadowed_by: Path | None = None
    provider: str = ""
    is_link: bool = False
    is_allowed: bool = True
    left_out_by: str = ""

    @property
    def refusal(self) -> str:
        """Why it is not allowed, as a sentence that is not cleaned; `""` when it is."""
        if self.is_allowed:
            return ""
        if self.left_out_by:
            return f"{self.left_out_by}, the class that is configured, leaves it out."
        return "KernelSpecManager.allowed_kernelspecs does not allow it."

    @property
    def state(self) -> SpecState:
        """The first of broken, shadowed and not allowed that holds, else usable."""
        if self.spec is None:
            return SpecState.BROKEN
        if self.shadowed_by is not None:
            return SpecState.SHADOWED
        return SpecState.USABLE if self.is_allowed else SpecState.NOT_ALLOWED

    @property
    def is_on_disk(self) -> bool:
        """Whether it lies in a directory of kernels, so that it can be edited and removed."""
        return self.path is not None and self.place not in (Place.EMBEDDED, Place.PROVIDED)


class Level(StrEnum):
    """How bad a finding is: the kernel cannot start, it may not, or it is good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found about a kernelspec, as a sentence that is cleaned."""

    level: Level
    sentence: str


class TrashKind(StrEnum):
    """What lies in the trash: a kernelspec's directory, a link to one, or its kernel.json."""

    DIRECTORY = "directory"
    LINK = "link"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class TrashItem:
    """Something in the trash: `path` is where it was, `kept` where it is now.

    `name` is that of its kernelspec and `reason` says why it is here; neither is cleaned.
    `removed_at` has a time zone.
    """

    kind: TrashKind
    name: str
    path: Path
    kept: Path
    removed_at: datetime
    reason: str
