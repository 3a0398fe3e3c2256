"""Where jtui's files are, and whether they can be written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from jupyter_core.paths import jupyter_data_dir, jupyter_path, jupyter_runtime_dir

from tui.config.usual import FILE_NAME, config_directories, standard_config_files
from tui.doctor_cli.report import Fact, Section
from tui.model.clean import clean
from tui.paths import (
    drafts_dir,
    history_file,
    kernelspec_trash_dir,
    log_file,
    user_themes_dir,
)


def places() -> list[tuple[str, list[Path]]]:
    """Every kind of file with its paths, the most important first; they need not exist."""
    return [
        ("configuration", [Path(each) for each in config_directories()]),
        ("kernels", [Path(each) / "kernels" for each in jupyter_path()]),
        ("runtime", [Path(jupyter_runtime_dir())]),
        ("themes", [user_themes_dir()]),
        ("history", [history_file()]),
        ("drafts", [drafts_dir()]),
        ("trash", [kernelspec_trash_dir()]),
        ("log", [log_file()]),
    ]


def path_lines() -> Iterator[str]:
    """What `jtui --paths` prints, in the manner of `jupyter --paths`, cleaned."""
    for kind, paths in places():
        yield f"{kind}:"
        for path in paths:
            yield f"    {clean(str(path))}{'' if _exists(path) else '  (not there)'}"


def configuration_facts(problems: tuple[str, ...]) -> Section:
    """The configuration files that are read, and what is wrong in them."""
    files = standard_config_files(config_directories())
    facts = [Fact("read", str(file)) for file in reversed(files)]
    if not files:
        facts.append(Fact("read", f"none; one is called {FILE_NAME}.py or {FILE_NAME}.json"))
    facts += [Fact("", "", problem) for problem in problems]
    return Section("configuration", tuple(facts))


def file_facts() -> Section:
    """Files that jtui writes, with their sizes and what keeps it from writing them."""
    facts = [
        Fact("data", jupyter_data_dir(), _unwritable(Path(jupyter_data_dir()))),
        Fact("runtime", jupyter_runtime_dir(), _unwritable(Path(jupyter_runtime_dir()))),
    ]
    for name, path in (("log", log_file()), ("history", history_file())):
        facts.append(Fact(name, f"{path}{_size(path)}"))
    return Section("files", tuple(facts))


def _unwritable(path: Path) -> str:
    """What to do about a directory that cannot be written or made, `""` when it can."""
    there = next((each for each in (path, *path.parents) if _exists(each)), path)
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return ""
    why = "is no directory" if not there.is_dir() else "cannot be written"
    return (
        f"{there} {why}: kernels cannot be started, and nothing is kept. Set JUPYTER_DATA_DIR and"
        " JUPYTER_RUNTIME_DIR to directories that can."
    )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        # A name that no disk can have, or a directory of others.
        return False


def _size(path: Path) -> str:
    try:
        return f", {path.stat().st_size / 1000:,.0f} kB"
    except OSError:
        return " (not there yet)"
