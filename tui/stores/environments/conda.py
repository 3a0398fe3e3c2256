"""Where conda and its kin keep environments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from tui.stores.environments.layout import is_directory, names_in, text_of

_KEY = re.compile(r"(envs_dirs|envs_path)\s*:\s*(.*)")
_VARIABLE = re.compile(r"\$\{?(\w+)\}?")
_ROOTS = (
    *("miniforge3", "mambaforge", "miniconda3", "anaconda3", "micromamba", "miniconda"),
    *(".local/share/mamba", "opt/miniconda3", "opt/anaconda3"),
)
_SHARED_ROOTS = (
    *("/opt/conda", "/opt/miniforge3", "/opt/mambaforge", "/opt/miniconda3", "/opt/anaconda3"),
    *("/opt/homebrew/Caskroom/miniforge/base", "/opt/homebrew/Caskroom/miniconda/base"),
)


def conda_places(home: Path, env: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    """Directories that may be conda environments, each with its name; most do not exist."""
    if active := env.get("CONDA_PREFIX"):
        yield from _named(Path(active))
    for line in (text_of(home / ".conda" / "environments.txt") or "").splitlines():
        yield from _named(Path(line.strip()))
    roots = list(_roots(home, env))
    for root in roots:
        yield from _named(root)
    for directory in _envs_directories(home, env, roots):
        for name in sorted(names_in(directory)):
            yield from _named(directory / name)


def _named(prefix: Path) -> Iterator[tuple[Path, str]]:
    if prefix.is_absolute() and is_directory(prefix / "conda-meta"):
        yield prefix, "base" if is_directory(prefix / "condabin") else prefix.name


def _roots(home: Path, env: Mapping[str, str]) -> Iterator[Path]:
    if program := env.get("CONDA_EXE"):
        yield Path(program).parent.parent
    if root := env.get("MAMBA_ROOT_PREFIX"):
        yield Path(root)
    for name in _ROOTS:
        yield home / name
    for name in _SHARED_ROOTS:
        yield Path(name)


def _envs_directories(home: Path, env: Mapping[str, str], roots: list[Path]) -> Iterator[Path]:
    for name in ("CONDA_ENVS_DIRS", "CONDA_ENVS_PATH"):
        for entry in filter(None, env.get(name, "").split(":")):
            yield _expanded(entry, home, env)
    for file in _configurations(home, env, roots):
        for entry in _envs_dirs(text_of(file) or ""):
            yield _expanded(entry, home, env)
    yield home / ".conda" / "envs"
    for root in roots:
        yield root / "envs"


def _configurations(home: Path, env: Mapping[str, str], roots: list[Path]) -> Iterator[Path]:
    if named := env.get("CONDARC"):
        yield _expanded(named, home, env)
    yield home / ".condarc"
    yield home / ".mambarc"
    yield home / ".conda" / ".condarc"
    yield home / ".conda" / "condarc"
    yield Path(env.get("XDG_CONFIG_HOME") or home / ".config") / "conda" / ".condarc"
    yield Path("/etc/conda/.condarc")
    for root in roots:
        yield root / ".condarc"


def _envs_dirs(text: str) -> Iterator[str]:
    """The directories in a .condarc, as far as its YAML is written in the usual ways."""
    inside = False
    for line in text.splitlines():
        bare = line.split(" #")[0].strip()
        if not bare or bare.startswith("#"):
            continue
        if found := _KEY.fullmatch(bare):
            inside = not found[2]
            if found[2].startswith("["):
                yield from (_unquoted(each) for each in found[2].strip("[]").split(","))
        elif inside and bare.startswith("- "):
            yield _unquoted(bare[2:])
        else:
            inside = False


def _unquoted(text: str) -> str:
    return text.strip().strip("\"'")


def _expanded(text: str, home: Path, env: Mapping[str, str]) -> Path:
    text = _VARIABLE.sub(lambda found: env.get(found[1], found[0]), text)
    return home / text[2:] if text.startswith("~/") else Path(text)
