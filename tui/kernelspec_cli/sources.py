"""What a kernel is made of, as it is named on the command line."""

from __future__ import annotations

import os
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

from tui.errors import KernelspecError
from tui.model.clean import clean
from tui.model.environment import PythonEnvironment
from tui.stores.environments import environment_of, find_environments
from tui.stores.known_kernels import KNOWN_KERNELS, KnownKernel

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class SpecDirectory:
    """A directory with a `kernel.json` in it."""

    path: Path


Source = SpecDirectory | PythonEnvironment


def source_of(word: str) -> Source:
    """What there is at a path, else the environment or the program of that name.

    Raises `KernelspecError` with a sentence. Takes disk time.
    """
    path = Path(word)
    try:
        path = path.expanduser()
        if os.path.lexists(path / "kernel.json"):
            return SpecDirectory(path)
    except (RuntimeError, ValueError) as error:
        raise KernelspecError(
            f"{clean(word)} cannot be used: that is no name of a file."
        ) from error
    if "/" in word or word in (".", "..") or os.path.lexists(path):
        return environment_of(path)
    return _named(word)


def _named(word: str) -> PythonEnvironment:
    """The environment that people call so; raises `KernelspecError`."""
    try:
        cwd = Path.cwd()
    except OSError as error:
        raise KernelspecError("This directory is not there any more.") from error
    environments = find_environments(cwd, os.environ)
    found = [each for each in environments if each.name == word]
    if len(found) > 1:
        paths = [clean(str(each.path)) for each in found]
        raise KernelspecError("\n".join([f"There are several called {clean(word)}:", *paths]))
    if found:
        return found[0]
    if program := shutil.which(word):
        return environment_of(Path(program))
    if (kernel := KNOWN_KERNELS.get(word)) is not None:
        raise KernelspecError(_how(kernel))
    names = ", ".join(dict.fromkeys(clean(each.name) for each in environments[:_SHOWN]))
    raise KernelspecError(
        f"There is nothing called {clean(word)}: no file, no Python environment, no program."
        + (f" Environments: {names}." if names else "")
    )


def _how(kernel: KnownKernel) -> str:
    """How a well-known kernel installs itself."""
    packages = [("python", "-m", "pip", "install", *kernel.packages)] if kernel.packages else []
    missing = kernel.missing(shutil.which)
    steps = [*packages, *kernel.commands(_found if missing else shutil.which, "python", "PREFIX")]
    commands = "".join(f"  {shlex.join(step)}\n" for step in steps)
    needs = f"It needs {'; '.join(missing)} first. " if missing else ""
    return (
        f"{kernel.display_name} installs itself, which F4 in jtui does after asking:\n{commands}"
        f"{needs}See {kernel.homepage}"
    )


def _found(program: str) -> str:
    """Find every program, for what would be run if it were there."""
    return program
