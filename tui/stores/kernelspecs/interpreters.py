"""What the files of a Python interpreter tell about it, without running it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

_NAME = re.compile(r"(?:python|pypy)(?:\d+(?:\.\d+)?)?t?")
_LIBRARY = re.compile(r"(?:python|pypy)(3\.\d+)t?")
_SHOWN_VERSION = re.compile(r"\d+(?:\.\d+){1,2}")
_LARGEST_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python interpreter: its environment's directory, and where its modules are.

    `version` is as exact as the files say: `3.11.7`, `3.11`, or `""`. `is_venv` is whether the
    environment is a virtual one on top of another Python.
    """

    executable: Path
    prefix: Path
    version: str
    is_venv: bool
    library: tuple[Path, ...]


class Module(Enum):
    """Whether `python -m` would find a module."""

    FOUND = auto()
    MISSING = auto()
    NO_MAIN = auto()


def find_interpreter(executable: Path) -> Interpreter | None:
    """The interpreter `executable` is, or `None` when it is none or its files do not tell."""
    if _NAME.fullmatch(executable.name) is None:
        return None
    config = _venv_config(executable)
    prefix = (
        executable.parent.parent if config else Path(os.path.realpath(executable)).parent.parent
    )
    base = Path(config.get("home", "")).parent if config else prefix
    exact = config.get("version") or config.get("version_info") or ""
    libraries = list(_libraries(prefix))
    short = _short_version(executable, exact, libraries)
    if not short:
        return None
    shown = _SHOWN_VERSION.match(exact or _exact_version(prefix, short))
    places = [*_site(prefix, short)]
    if config:
        places += [path for path in _libraries(base) if _is_of(path, short)]
    if not config or config.get("include-system-site-packages", "").lower() == "true":
        places += [*_site(base, short), *_user_site(short)]
    return Interpreter(
        executable=executable,
        prefix=prefix,
        version=shown[0] if shown else short,
        is_venv=bool(config),
        library=tuple(dict.fromkeys([*places, *(p for p in libraries if _is_of(p, short))])),
    )


def find_module(interpreter: Interpreter, module: str, env: Mapping[str, str]) -> Module:
    """Whether `python -m module` would find it; `env` are the variables the process would have."""
    parts = module.split(".")
    path = env.get("PYTHONPATH", "")
    places = [*(Path(place) for place in path.split(os.pathsep) if place), *interpreter.library]
    found = [_in_place(place, parts) for place in places]
    if Module.FOUND not in found:
        # Packages that are installed where they are developed have only a pointer here.
        found += [_in_place(place, parts) for place in _pointed_to(interpreter.library)]
        if any(_is_mapped(place, parts[0]) for place in interpreter.library):
            found.append(Module.FOUND)
    for answer in (Module.FOUND, Module.NO_MAIN):
        if answer in found:
            return answer
    return Module.MISSING


def _venv_config(executable: Path) -> dict[str, str]:
    for directory in (executable.parent, executable.parent.parent):
        text = _text(directory / "pyvenv.cfg")
        if text:
            lines = (line.partition("=") for line in text.splitlines())
            return {key.strip().lower(): value.strip() for key, _, value in lines}
    return {}


def _libraries(prefix: Path) -> Iterator[Path]:
    """The directories of standard libraries below `prefix`, such as `lib/python3.11`."""
    for lib in ("lib", "lib64"):
        try:
            names = sorted(os.listdir(prefix / lib))  # noqa: PTH208 (names, not paths)
        except OSError:
            continue
        yield from (prefix / lib / name for name in names if _LIBRARY.fullmatch(name))


def _short_version(executable: Path, exact: str, libraries: list[Path]) -> str:
    """Major and minor version, from what is the surest: `3.11`, or `""`."""
    if found := re.match(r"\d+\.\d+", exact):
        return found[0]
    if found := re.search(r"(3\.\d+)t?$", os.path.realpath(executable)):
        return found[1]
    versions = {found[1] for path in libraries if (found := _LIBRARY.fullmatch(path.name))}
    return versions.pop() if len(versions) == 1 else ""


def _exact_version(prefix: Path, short: str) -> str:
    """What conda notes, or a directory is called, as pyenv and uv do; else `short`."""
    try:
        noted = sorted((prefix / "conda-meta").glob(f"python-{short}.*.json"))
    except OSError:
        noted = []
    for name in (*(path.name for path in noted), prefix.name):
        if found := re.search(rf"(?:^|-)({re.escape(short)}\.\d+)(?:-|$)", name):
            return found[1]
    return short


def _is_of(library: Path, short: str) -> bool:
    return library.name.rstrip("t").endswith(short)


def _site(prefix: Path, short: str) -> Iterator[Path]:
    """Where packages of an environment are, on Debian too."""
    for library in _libraries(prefix):
        if _is_of(library, short):
            yield library / "site-packages"
    if prefix == Path("/usr"):
        yield Path("/usr/local/lib", f"python{short}", "dist-packages")
    yield prefix / "lib" / "python3" / "dist-packages"


def _user_site(short: str) -> Iterator[Path]:
    base = os.environ.get("PYTHONUSERBASE") or os.path.expanduser("~/.local")  # noqa: PTH111
    yield Path(base, "lib", f"python{short}", "site-packages")


def _in_place(place: Path, parts: list[str]) -> Module:
    """Whether the module is there: a file, or a package that can be executed."""
    path = os.path.join(place, *parts)  # noqa: PTH118 (a tenth of the time of paths)
    if os.path.isfile(f"{path}.py") or os.path.isfile(f"{path}/__main__.py"):  # noqa: PTH113
        return Module.FOUND
    if os.path.isfile(f"{path}.pyc") or os.path.isfile(f"{path}/__main__.pyc"):  # noqa: PTH113
        return Module.FOUND
    return Module.NO_MAIN if os.path.isfile(f"{path}/__init__.py") else Module.MISSING  # noqa: PTH113


def _pointed_to(library: tuple[Path, ...]) -> Iterator[Path]:
    """The directories that `.pth` files add."""
    for place in library:
        for name in _names(place):
            if name.endswith(".pth"):
                for line in _text(place / name).splitlines():
                    if line.strip() and not line.startswith(("#", "import ", "import\t")):
                        yield place / line.strip()


def _is_mapped(place: Path, package: str) -> bool:
    """Whether setuptools's finder for a package in development names it."""
    return any(
        f"'{package}'" in _text(place / name)
        for name in _names(place)
        if name.startswith("__editable__") and name.endswith("_finder.py")
    )


def _names(place: Path) -> list[str]:
    try:
        return os.listdir(place)  # noqa: PTH208 (names, not paths)
    except OSError:
        return []


def _text(file: Path) -> str:
    """The beginning of a regular file, `""` when it cannot be read."""
    try:
        if not file.is_file():
            return ""
        with file.open("rb") as reading:
            return reading.read(_LARGEST_TEXT).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""
