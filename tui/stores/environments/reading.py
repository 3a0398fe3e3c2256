"""What an environment holds: read from the names of its files, never run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tui.model.environment import EnvironmentKind, PythonEnvironment
from tui.stores.environments.layout import ENTRIES, Layout, exists, is_directory, listing

_INSTALLED = re.compile(r"(ipykernel|pip)-([^-]{1,40})(?:-py\d[^-]*)?\.(?:dist|egg)-info")


@dataclass(frozen=True, slots=True)
class _Packages:
    """The versions of the packages that matter here; `complete` says that all were seen."""

    versions: Mapping[str, str]
    complete: bool

    def has(self, name: str) -> bool | None:
        if name in self.versions:
            return True
        return False if self.complete else None


def read_environment(
    layout: Layout, kind: EnvironmentKind | None, name: str, env: Mapping[str, str]
) -> PythonEnvironment:
    """What the files of an environment tell; `kind` is `None` to take what they say."""
    packages = _packages(layout, env)
    return PythonEnvironment(
        path=layout.prefix,
        python=layout.python,
        kind=kind or _kind_of(layout),
        name=name,
        version=layout.version,
        has_ipykernel=packages.has("ipykernel"),
        ipykernel_version=packages.versions.get("ipykernel", ""),
        is_externally_managed=not layout.is_venv and _in_base(layout, "EXTERNALLY-MANAGED"),
        has_pip=packages.has("pip"),
        has_ensurepip=_in_base(layout, "ensurepip/__init__.py"),
    )


def _kind_of(layout: Layout) -> EnvironmentKind:
    if layout.is_venv:
        return "venv"
    return "conda" if layout.is_conda else "other"


def _in_base(layout: Layout, name: str) -> bool:
    """Whether a file is in the standard library."""
    return any(exists(layout.base / "lib" / library / name) for library in layout.libraries)


def _packages(layout: Layout, env: Mapping[str, str]) -> _Packages:
    versions: dict[str, str] = {}
    directories = [each for each in _package_directories(layout, env) if is_directory(each)]
    complete = bool(directories)
    for directory in directories:
        names = listing(directory)
        complete = complete and names is not None and len(names) < ENTRIES
        for name in names or ():
            found = _INSTALLED.fullmatch(name)
            # What a broken uninstall leaves behind is a directory without its metadata.
            if found and _is_whole(directory / name):
                versions.setdefault(found[1], found[2])
    return _Packages(versions, complete)


def _is_whole(directory: Path) -> bool:
    if directory.name.endswith(".egg-info"):
        return True
    return exists(directory / "METADATA")


def _package_directories(layout: Layout, env: Mapping[str, str]) -> Iterator[Path]:
    """Where packages of an environment can be; most of these do not exist."""
    for library in layout.libraries:
        yield layout.prefix / "lib" / library / "site-packages"
    if layout.configuration is None:
        yield from _shared_directories(layout, layout.prefix, env)
    elif layout.configuration.get("include-system-site-packages", "").lower() == "true":
        yield from _shared_directories(layout, layout.base, env)


def _shared_directories(layout: Layout, base: Path, env: Mapping[str, str]) -> Iterator[Path]:
    """The packages of a Python that is not a venv: its own, the distribution's, the user's."""
    for library in layout.libraries:
        yield base / "lib" / library / "site-packages"
        # Debian's: installed by hand, and by the distribution.
        yield base / "local" / "lib" / library / "dist-packages"
        yield base / "lib" / library / "dist-packages"
        if not env.get("PYTHONNOUSERSITE") and (home := env.get("HOME")):
            user = env.get("PYTHONUSERBASE") or f"{home}/.local"
            yield Path(user) / "lib" / library / "site-packages"
    yield base / "lib" / "python3" / "dist-packages"
