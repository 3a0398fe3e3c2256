"""The Python environments on this machine, found by reading the disk: no process is started."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tui.errors import KernelspecError
from tui.model.clean import clean
from tui.model.environment import PythonEnvironment
from tui.stores.environments.layout import Layout, interpreter_in, layout_of
from tui.stores.environments.places import Place, name_of_path, places
from tui.stores.environments.reading import read_environment

MOST = 2_000
"""Environments that are found at most."""


def find_environments(cwd: Path, env: Mapping[str, str]) -> tuple[PythonEnvironment, ...]:
    """The environments that can be found, those of the project in `cwd` first.

    Each is in it once, whatever links lead to it. `env` holds the variables that say where tools
    keep theirs. What cannot be read is left out; directories are not searched in depth. It reads
    the disk, some milliseconds long where it is warm.
    """
    found: list[PythonEnvironment] = []
    for place, layout in _distinct(places(cwd, env)):
        found.append(read_environment(layout, place.kind, place.name, env))
        if len(found) == MOST:
            break
    return tuple(found)


def environment_of(python: Path, env: Mapping[str, str] | None = None) -> PythonEnvironment:
    """The environment of an interpreter that the user named, or whose directory was named.

    `~` stands for the home directory. `env` is the process's own by default. Raises
    `KernelspecError` with a sentence when there is no program there.
    """
    try:
        path = _named_interpreter(Path(os.path.abspath(python.expanduser())))  # noqa: PTH100
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "that is no name of a file"
        raise KernelspecError(f"{clean(str(python))} cannot be used: {reason}.") from error
    layout = layout_of(path)
    name = name_of_path(layout.prefix) if layout.has_own_packages else layout.real.name
    return read_environment(layout, None, name, os.environ if env is None else env)


def _distinct(candidates: Iterable[Place]) -> Iterator[tuple[Place, Layout]]:
    seen: set[Path] = set()
    for place in candidates:
        python = place.python or interpreter_in(place.prefix)
        if python is None:
            continue
        layout = layout_of(python)
        if layout.identity not in seen:
            seen.add(layout.identity)
            yield place, layout


def _named_interpreter(path: Path) -> Path:
    """The interpreter at `path`, or in it; raises `OSError`, `ValueError` or `KernelspecError`."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        python = interpreter_in(path)
        if python is None:
            raise KernelspecError(f"There is no Python in {clean(str(path))} (bin/python).")
        return python
    if not stat.S_ISREG(mode):
        raise KernelspecError(f"{clean(str(path))} is no program.")
    if not os.access(path, os.X_OK):
        raise KernelspecError(f"{clean(str(path))} may not be executed.")
    return path
