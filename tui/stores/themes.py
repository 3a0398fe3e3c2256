"""Themes: files in TOML with the colours of the screen, of code and of what kernels colour."""

from __future__ import annotations

import errno
import os
import stat
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tui.errors import ConfigurationError
from tui.paths import themes_dir, user_themes_dir
from tui.stores.theme_file import (
    COLORS,
    SIXTEEN,
    ThemeFile,
    WrittenTheme,
    did_you_mean,
    theme_of,
)

__all__ = [
    "COLORS",
    "DEFAULT_THEME",
    "SIXTEEN",
    "Stamp",
    "ThemeFile",
    "builtin_names",
    "choose_theme",
    "load_themes",
    "read_theme",
    "stamp_of",
    "starting_themes",
]

DEFAULT_THEME = "jtui-dark"

Stamp = tuple[tuple[str, int, int], ...]
"""Name, time of change in ns and size of every theme file of a directory."""

_MAX_BYTES = 1_000_000
_MOST_FILES = 500


def load_themes(user_dir: Path | None = None) -> tuple[dict[str, ThemeFile], tuple[str, ...]]:
    """All themes by name, the built-in ones and those in `user_dir`, which win.

    `None` for the user's usual directory. Broken files are left out; for each there are
    sentences that name file and key, not cleaned.
    """
    reading = _Reading()
    themes = {name: theme for name in builtin_names() if (theme := reading.builtin(name))}
    themes |= reading.users(user_themes_dir() if user_dir is None else user_dir)
    return themes, tuple(reading.problems)


def starting_themes(
    name: str, user_dir: Path | None = None
) -> tuple[dict[str, ThemeFile], tuple[str, ...]]:
    """As `load_themes`, but of the built-in ones only the theme called `name` or the default.

    Reading all of them takes longer than the start should.
    """
    reading = _Reading()
    users = reading.users(user_themes_dir() if user_dir is None else user_dir)
    themes: dict[str, ThemeFile] = {}
    for builtin in (name, DEFAULT_THEME):
        if builtin in users or builtin not in builtin_names():
            continue
        if (theme := reading.builtin(builtin)) is not None:
            themes[builtin] = theme
            break
    return {**themes, **users}, tuple(reading.problems)


def builtin_names() -> tuple[str, ...]:
    """The names of jtui's own themes; each is in a file of its name."""
    return tuple(sorted(file.stem for file in _toml_files(themes_dir())))


def choose_theme(
    themes: Mapping[str, ThemeFile], name: str, known: Iterable[str] = ()
) -> tuple[ThemeFile, str | None]:
    """The theme called `name`, or the default one and a sentence saying why.

    `known` are names of themes that are not among `themes` yet. Raises `ConfigurationError` when
    there is not even the default.
    """
    if (theme := themes.get(name)) is not None:
        return theme, None
    if (default := themes.get(DEFAULT_THEME)) is None:
        raise ConfigurationError(f"jtui's own themes are missing from {themes_dir()}.")
    names = sorted({*themes, *known})
    hint = did_you_mean(name, names)
    return default, f"JtuiApp.theme: there is no theme {name}; there are {', '.join(names)}.{hint}"


def read_theme(file: Path) -> ThemeFile:
    """Read one theme; raises `ConfigurationError` with the file and every key that is wrong.

    What it inherits from is looked for among jtui's own.
    """
    reading = _Reading()
    written = reading.read(file)
    theme = None if written is None else reading.resolved(written, {})
    if theme is not None:
        return theme
    raise ConfigurationError("\n".join(reading.problems))


def stamp_of(directory: Path | None = None) -> Stamp:
    """What changes when a theme of the user's changes; `()` when there is none."""
    stamp = []
    for file in _toml_files(user_themes_dir() if directory is None else directory):
        try:
            status = file.stat()
        except OSError:
            continue
        stamp.append((file.name, status.st_mtime_ns, status.st_size))
    return tuple(stamp)


def _regular_file(path: Path) -> bytes:
    """What a file begins with, more than it may have; raises `OSError`."""
    # Without waiting: a FIFO that nobody writes to would hold the start for ever.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "Not a regular file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(_MAX_BYTES + 1)
    finally:
        os.close(descriptor)


def _toml_files(directory: Path) -> list[Path]:
    try:
        files = sorted(file for file in directory.iterdir() if file.suffix == ".toml")
    except OSError:
        return []
    # Editors keep what is not saved yet, and locks, in hidden files.
    return [file for file in files if not file.name.startswith(".")][:_MOST_FILES]


@dataclass(slots=True)
class _Reading:
    """Reads themes and collects what is wrong with them."""

    problems: list[str] = field(default_factory=list)

    def builtin(self, name: str) -> ThemeFile | None:
        """One of jtui's own, `None` when it is broken."""
        written = self.read(themes_dir() / f"{name}.toml")
        return None if written is None else self.resolved(written, {})

    def users(self, directory: Path) -> dict[str, ThemeFile]:
        """The user's own, by name."""
        written: dict[str, WrittenTheme] = {}
        for file in _toml_files(directory):
            if (theme := self.read(file)) is None:
                continue
            if (first := written.setdefault(theme.name, theme)) is not theme:
                self.problems.append(
                    f"{file}: name is {theme.name}, as in {first.file.name}, which counts."
                )
        found = ((name, self.resolved(theme, written)) for name, theme in written.items())
        return {name: replace(theme, own=True) for name, theme in found if theme is not None}

    def read(self, file: Path) -> WrittenTheme | None:
        """What a file says, `None` when something is wrong with it by itself."""
        try:
            content = _regular_file(file)
            if len(content) > _MAX_BYTES:
                self.problems.append(f"{file}: larger than {_MAX_BYTES:,} bytes.")
                return None
            table = tomllib.loads(content.decode("utf-8-sig"))
        except OSError as error:
            self.problems.append(f"{file}: {error.strerror}.")
            return None
        except (ValueError, RecursionError) as error:
            self.problems.append(f"{file}: not valid TOML: {error}.")
            return None
        theme, problems = theme_of(table, file)
        self.problems += problems
        return None if problems else theme

    def resolved(
        self, written: WrittenTheme, users: Mapping[str, WrittenTheme]
    ) -> ThemeFile | None:
        """A theme with all that it inherits, `None` when something is wrong with that."""
        line = [written]
        parent: ThemeFile | None = None
        while (name := line[-1].inherits) is not None:
            # A theme that is called as one of jtui's own inherits from that one.
            above = users.get(name) if name != line[-1].name else None
            if above in line:
                names = [each.name for each in line[line.index(above) :]]
                circle = " → ".join((*names, name))
                self._wrong(written, f"goes round in a circle: {circle}.")
                return None
            if above is not None:
                line.append(above)
                continue
            if name not in builtin_names():
                others = users.keys() - {line[-1].name}
                hint = did_you_mean(name, (*builtin_names(), *others))
                if line[-1] is written:
                    self._wrong(written, f"names {name}, and there is no such theme.{hint}")
                else:
                    self._wrong(written, f"leads to {name}, and there is no such theme.")
                return None
            if (parent := self.builtin(name)) is None:
                return None
            break
        for each in reversed(line):
            parent, problems = each.over(parent)
            if problems:
                self.problems += [problem for problem in problems if problem not in self.problems]
                return None
        return parent

    def _wrong(self, written: WrittenTheme, reason: str) -> None:
        self.problems.append(f"{written.file}: inherits {reason}")
