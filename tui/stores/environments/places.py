"""Where tools keep the Python environments they make."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tui.model.environment import EnvironmentKind
from tui.stores.environments.conda import conda_places
from tui.stores.environments.layout import exists, is_directory, is_program, names_in

PARENTS = 40
"""Directories above the current one that are looked into, at most."""

_VENV_NAMES = (".venv", "venv", "env", ".env")
_POETRY_NAME = re.compile(r"(.+)-[\w-]{8}-py\d+\.\d+")
_PIPENV_NAME = re.compile(r"(.+)-[\w-]{8}")
# The most exact first: it still leads to the same Python after the system got another.
_PROGRAMS = (
    *(f"python3.{minor}{flavour}" for minor in range(20, 6, -1) for flavour in ("", "t")),
    *("python3", "python", "pypy3"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A directory that may hold an environment, or an interpreter in it that is meant.

    `kind` is `None` where the files have to tell it.
    """

    prefix: Path
    kind: EnvironmentKind | None
    name: str
    python: Path | None = None


def places(cwd: Path, env: Mapping[str, str]) -> Iterator[Place]:
    """All places, the nearest first; most do not exist."""
    home = Path(env.get("HOME") or "/nonexistent")
    yield from _of_project(cwd, home, env)
    if active := _directory(env, "VIRTUAL_ENV"):
        yield Place(active, None, name_of_path(active))
    for prefix, name in conda_places(home, env):
        yield Place(prefix, "conda", name)
    yield from _of_version_keepers(home, env)
    yield from _of_tools(home, env)
    yield from _of_project_keepers(home, env)
    own = Path(sys.prefix)
    yield Place(own, "own", name_of_path(own), Path(sys.executable) if sys.executable else None)
    yield from _on_path(env)


def name_of_path(prefix: Path) -> str:
    """What people call the environment in a directory: the project's name for its `.venv`."""
    return prefix.parent.name if prefix.name in _VENV_NAMES and prefix.parent.name else prefix.name


def _of_project(cwd: Path, home: Path, env: Mapping[str, str]) -> Iterator[Place]:
    uv = env.get("UV_PROJECT_ENVIRONMENT")
    pixi_of_user = _pixi(home, env)
    for directory in (cwd, *cwd.parents)[:PARENTS]:
        for name in _VENV_NAMES:
            yield Place(directory / name, "venv", directory.name or name)
        if uv:
            yield Place(directory / uv, "uv", directory.name)
        pixi = directory / ".pixi"
        for child in _children(pixi / "envs") if pixi != pixi_of_user else ():
            name = directory.name if child.name == "default" else f"{directory.name}-{child.name}"
            yield Place(child, "pixi", name)


def _of_version_keepers(home: Path, env: Mapping[str, str]) -> Iterator[Place]:
    pyenv = _directory(env, "PYENV_ROOT") or home / ".pyenv"
    for version in _children(pyenv / "versions"):
        yield Place(version, "pyenv", version.name)
        for child in _children(version / "envs"):
            yield Place(child, "pyenv", child.name)
    uv = _directory(env, "UV_PYTHON_INSTALL_DIR") or _data(home, env) / "uv" / "python"
    for child in _children(uv):
        yield Place(child, "uv", child.name)


def _of_tools(home: Path, env: Mapping[str, str]) -> Iterator[Place]:
    uv = _directory(env, "UV_TOOL_DIR") or _data(home, env) / "uv" / "tools"
    for child in _children(uv):
        yield Place(child, "uv", child.name)
    for child in _children(_pixi(home, env) / "envs"):
        yield Place(child, "pixi", child.name)
    named = _directory(env, "PIPX_HOME")
    shared = _directory(env, "PIPX_GLOBAL_HOME") or Path("/opt/pipx")
    usual = (_data(home, env) / "pipx", home / ".local" / "pipx")
    for pipx in ((named,) if named else usual) + (shared,):
        for child in _children(pipx / "venvs"):
            yield Place(child, "pipx", child.name)


def _of_project_keepers(home: Path, env: Mapping[str, str]) -> Iterator[Place]:
    for directory in _poetry_directories(home, env):
        for child in _children(directory):
            yield Place(child, "poetry", _without_hash(_POETRY_NAME, child.name))
    hatch = _directory(env, "HATCH_DATA_DIR")
    usual = (_data(home, env) / "hatch", home / "Library" / "Application Support" / "hatch")
    for root in (hatch,) if hatch else usual:
        # PROJECT/HASH/ENVIRONMENT
        for project in _children(root / "env" / "virtual"):
            for child in (child for each in _children(project) for child in _children(each)):
                same = child.name == project.name
                yield Place(child, "hatch", child.name if same else f"{project.name}-{child.name}")
    for child in _children(_directory(env, "WORKON_HOME") or home / ".virtualenvs"):
        yield Place(child, "virtualenvwrapper", child.name)
    for child in _children(_data(home, env) / "virtualenvs"):
        yield Place(child, "pipenv", _without_hash(_PIPENV_NAME, child.name))


def _poetry_directories(home: Path, env: Mapping[str, str]) -> Iterator[Path]:
    if named := _directory(env, "POETRY_VIRTUALENVS_PATH"):
        yield named
    if cache := _directory(env, "POETRY_CACHE_DIR"):
        yield cache / "virtualenvs"
    else:
        cache = _directory(env, "XDG_CACHE_HOME") or home / ".cache"
        yield cache / "pypoetry" / "virtualenvs"
        yield home / "Library" / "Caches" / "pypoetry" / "virtualenvs"


def _on_path(env: Mapping[str, str]) -> Iterator[Place]:
    for entry in dict.fromkeys(env.get("PATH", "").split(os.pathsep)):
        directory = Path(entry)
        if not directory.is_absolute() or not is_directory(directory):
            continue
        for name in _PROGRAMS:
            python = directory / name
            if is_program(python) and not _is_script(python):
                real = Path(os.path.realpath(python))
                yield Place(directory.parent, _kind_on_path(python), real.name, python)


def _kind_on_path(python: Path) -> EnvironmentKind | None:
    """What is on PATH is the system's, unless its files say otherwise."""
    prefix = python.parent.parent
    is_other = exists(prefix / "pyvenv.cfg") or is_directory(prefix / "conda-meta")
    return None if is_other else "system"


def _is_script(path: Path) -> bool:
    """Whether a program is a script: the stand-ins of pyenv and asdf are, and lead elsewhere."""
    try:
        with path.open("rb") as file:
            return file.read(2) == b"#!"
    except OSError:
        return True


def _pixi(home: Path, env: Mapping[str, str]) -> Path:
    return _directory(env, "PIXI_HOME") or home / ".pixi"


def _data(home: Path, env: Mapping[str, str]) -> Path:
    return _directory(env, "XDG_DATA_HOME") or home / ".local" / "share"


def _directory(env: Mapping[str, str], name: str) -> Path | None:
    """The directory that a variable names, `None` when it names none that counts."""
    path = Path(env.get(name) or "")
    return path if path.is_absolute() else None


def _children(directory: Path) -> Iterator[Path]:
    for name in sorted(names_in(directory)):
        child = directory / name
        if is_directory(child):
            yield child


def _without_hash(pattern: re.Pattern[str], name: str) -> str:
    found = pattern.fullmatch(name)
    return found[1] if found else name
