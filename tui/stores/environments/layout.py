"""How an environment lies on the disk: its prefix, its interpreter, its packages."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

ENTRIES = 5_000
"""Entries of one directory that are looked at, at most."""
LARGEST = 65_536
"""Bytes of a configuration file that are read, at most."""

_VERSION = re.compile(r"\d{1,3}\.\d{1,3}(?:\.\d{1,3})?(?:(?:a|b|rc)\d{1,3})?")
_VERSIONED = re.compile(r"(?:python|pypy)(\d{1,3}\.\d{1,3})t?")
_CONDA_PYTHON = re.compile(r"python-(\d{1,3}\.\d{1,3}(?:\.\d{1,3})?[^-]*)-[^-]+\.json")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of one environment are.

    `python` is the interpreter as it is called, `real` the file that it leads to. `prefix` is the
    directory with the packages. `version` has two or three parts, or is `""`. `configuration` is
    that of a venv, `None` for anything else.
    """

    python: Path
    real: Path
    prefix: Path
    version: str
    is_conda: bool = False
    configuration: Mapping[str, str] | None = None

    @property
    def is_venv(self) -> bool:
        """Whether it borrows its standard library from another Python."""
        return self.configuration is not None

    @property
    def has_own_packages(self) -> bool:
        """Whether its directory is what makes it, and not its interpreter alone."""
        return self.is_venv or self.is_conda

    @property
    def identity(self) -> Path:
        """What is the same for two ways to one environment only."""
        return Path(os.path.realpath(self.prefix)) if self.has_own_packages else self.real

    @property
    def base(self) -> Path:
        """The prefix of the standard library."""
        return self.real.parent.parent

    @property
    def libraries(self) -> tuple[str, ...]:
        """The names its directories below `lib` can have, `()` when its version is not known."""
        short = ".".join(self.version.split(".")[:2])
        return (f"python{short}", f"python{short}t", f"pypy{short}") if short else ()


def layout_of(python: Path) -> Layout:
    """The layout around an interpreter, which is an absolute path and not resolved."""
    real = Path(os.path.realpath(python))
    prefix = python.parent.parent
    for directory in (python.parent, prefix):
        configuration = _configuration(directory / "pyvenv.cfg")
        if configuration is not None:
            version = _stated_version(configuration) or _version_of(real, prefix)
            return Layout(python, real, prefix, version, configuration=configuration)
    for directory in (prefix, real.parent.parent):
        if is_directory(directory / "conda-meta"):
            version = _conda_version(directory) or _version_of(real, directory)
            return Layout(python, real, directory, version, is_conda=True)
    prefix = real.parent.parent
    return Layout(python, real, prefix, _version_of(real, prefix))


def interpreter_in(prefix: Path) -> Path | None:
    """The interpreter of the environment in a directory, or `None` when there is none."""
    for name in ("python", "python3"):
        python = prefix / "bin" / name
        if is_program(python):
            return python
    return None


def is_program(path: Path) -> bool:
    """Whether a path leads to a file that may be executed."""
    try:
        return os.path.isfile(path) and os.access(path, os.X_OK)  # noqa: PTH113 (it never raises)
    except ValueError:
        return False


def is_directory(path: Path) -> bool:
    """Whether a path leads to a directory; what cannot be looked at is none."""
    return os.path.isdir(path)  # noqa: PTH112 (the other can raise)


def exists(path: Path) -> bool:
    """Whether there is anything at a path; what cannot be looked at is nothing."""
    return os.path.exists(path)  # noqa: PTH110 (the other can raise)


def names_in(directory: Path) -> list[str]:
    """The names in a directory, `ENTRIES` at most; none when it cannot be read."""
    return listing(directory) or []


def listing(directory: Path) -> list[str] | None:
    """The names in a directory, `ENTRIES` at most, or `None` when it cannot be read."""
    try:
        with os.scandir(directory) as entries:
            return [entry.name for entry in islice(entries, ENTRIES)]
    except (OSError, ValueError):
        return None


def text_of(path: Path) -> str | None:
    """The beginning of a text file, or `None` when there is none to be read."""
    if not os.path.isfile(path):  # noqa: PTH113 (a pipe would block for ever)
        return None
    try:
        with path.open("rb") as file:
            return file.read(LARGEST).decode("utf-8", "replace")
    except OSError:
        return None


def _configuration(path: Path) -> Mapping[str, str] | None:
    """The keys of a pyvenv.cfg, in lower case as `site` takes them."""
    text = text_of(path)
    if text is None:
        return None
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line)
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _conda_version(prefix: Path) -> str:
    for name in names_in(prefix / "conda-meta"):
        found = _CONDA_PYTHON.fullmatch(name)
        if found and (version := _VERSION.match(found[1])):
            return version[0]
    return ""


def _stated_version(configuration: Mapping[str, str]) -> str:
    """The version in a pyvenv.cfg: `version_info` is virtualenv's and uv's, `version` venv's."""
    for key in ("version_info", "version"):
        if found := _VERSION.match(configuration.get(key, "")):
            return found[0]
    return ""


def _version_of(real: Path, prefix: Path) -> str:
    """The version in an interpreter's name, else the only one that the libraries tell."""
    if named := _VERSIONED.fullmatch(real.name):
        return named[1]
    found = {match[1] for name in names_in(prefix / "lib") if (match := _VERSIONED.fullmatch(name))}
    return found.pop() if len(found) == 1 else ""
