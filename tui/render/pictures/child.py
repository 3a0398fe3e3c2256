"""Child processes that draw what may take any time and memory, or abort."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

from tui.render.pictures.decoding import PictureError

PATIENCE = 5.0
"""Seconds, for libraries and fonts to be found and the picture to be drawn."""

# Where the system can limit them: memory and some seconds of processor time.
_LIMITS = """
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, (4, 4))
    resource.setrlimit(resource.{kind}, ({most}, {most}))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, ValueError, OSError):
    pass
"""


@dataclass(frozen=True, slots=True)
class Drawer:
    """A program that reads what is to be drawn and writes a PNG.

    It ends with 1 and a reason on stderr for what it cannot draw. With `reserves`, it reserves
    far more memory than it takes, as V8 does, and only what it takes is limited. `library` is
    what has to be installed for it, by its name in the package index.
    """

    code: str
    library: str
    module: str
    reserves: bool = False
    most_memory: int = 1 << 30


def drawn_by(drawer: Drawer, data: bytes, *arguments: str) -> bytes:
    """The PNG that a program makes of data, within bounds; raises `PictureError`."""
    kind = "RLIMIT_DATA" if drawer.reserves else "RLIMIT_AS"
    code = _LIMITS.format(kind=kind, most=drawer.most_memory) + drawer.code
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", code, *arguments],
            input=data,
            capture_output=True,
            timeout=PATIENCE,
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PictureError("drawing it takes too long") from None
    except OSError as error:
        raise PictureError(f"it cannot be drawn: {error.strerror}") from None
    if done.returncode == 1:
        raise PictureError(_reason(drawer, done.stderr))
    if done.returncode or not done.stdout:
        raise PictureError("it is too large or too intricate to be drawn")
    return done.stdout


def _reason(drawer: Drawer, complaint: bytes) -> str:
    last = complaint.decode("utf-8", "replace").strip().split("\n")[-1]
    if last.startswith("ModuleNotFoundError") and drawer.module in last:
        return f"{drawer.library} is not installed"
    if last.startswith("reason: "):
        return last.removeprefix("reason: ")[:100]
    return "it is damaged"
