"""Histories that can be taken over from elsewhere: where they are, what they are, in one order."""

from __future__ import annotations

import heapq
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tui.errors import HistoryError
from tui.model.history.entry import HistoryEntry
from tui.stores.history.export import entry_of_line
from tui.stores.history.foreign import ipython, own, shells, xonsh
from tui.stores.history.foreign.databases import MAGIC, opened, tables
from tui.stores.history.foreign.kinds import Format, Imported, Kind, Losses
from tui.stores.history.foreign.lines import read_lines

FORMATS: Mapping[Kind, Format] = {
    Kind.IPYTHON: ipython.FORMAT,
    Kind.XONSH: xonsh.FORMAT,
    Kind.BASH: shells.BASH,
    Kind.ZSH: shells.ZSH,
    Kind.JTUI: own.DATABASE,
    Kind.JSONL: own.LINES,
}

OWN = (Kind.JTUI, Kind.JSONL)
"""The kinds whose entries may have come from the very store they are imported into."""

_HEAD = 8_192
_TIMED_BASH = re.compile(rb"^#\d{9,12}\s*$", re.MULTILINE)
_STEERING = re.compile(rb"[\0-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class HistoryFile:
    """A history to import; for xonsh it may be a directory."""

    path: Path
    kind: Kind
    losses: Losses = field(default_factory=Losses, compare=False)

    def count(self) -> int:
        """How many entries there are, more or less; raises `HistoryError`."""
        return FORMATS[self.kind].count(self.path)

    def entries(self) -> Iterator[Imported]:
        """The entries in their order, as they are read; errors go to `losses`, and are the end."""
        try:
            yield from FORMATS[self.kind].read(self.path, self.losses)
        except HistoryError as error:
            self.losses.problems.append(str(error))


def usual_files(environ: Mapping[str, str] = os.environ) -> list[HistoryFile]:
    """The histories of other programs where these keep them, as far as they exist."""
    home = Path(environ.get("HOME") or Path.home())
    ipython_dir = _path(environ.get("IPYTHONDIR"), home, home / ".ipython")
    data = _path(environ.get("XDG_DATA_HOME"), home, home / ".local" / "share")
    xonsh_dir = _path(environ.get("XONSH_DATA_DIR"), home, data / "xonsh")
    sqlite = xonsh_dir / "xonsh-history.sqlite"
    candidates = [
        *((path, Kind.IPYTHON) for path in _databases_of_ipython(ipython_dir)),
        (xonsh_dir / "history_json", Kind.XONSH),
        (_path(environ.get("XONSH_HISTORY_SQLITE_FILE"), home, sqlite), Kind.XONSH),
        *_shell_files(environ.get("HISTFILE"), home),
    ]
    # Wherever two of these are the same file, it is read once.
    found = {
        os.path.realpath(path): HistoryFile(path, kind)
        for path, kind in candidates
        if os.path.isfile(path) or os.path.isdir(path)  # noqa: PTH112, PTH113 (Path's can raise)
    }
    return list(found.values())


def _path(value: str | None, home: Path, default: Path) -> Path:
    """The path a variable holds, in which a tilde is the user's directory."""
    if not value:
        return default
    return home / value[2:] if value.startswith("~/") else Path(value)


def _shell_files(histfile: str | None, home: Path) -> list[tuple[Path, Kind]]:
    files = [(home / ".bash_history", Kind.BASH), (home / ".zsh_history", Kind.ZSH)]
    path = _path(histfile, home, files[0][0])
    if os.path.isfile(path):  # noqa: PTH113
        # bash and zsh call it the same.
        files.append((path, Kind.ZSH if "zsh" in path.name or _is_zsh(path) else Kind.BASH))
    return files


def _is_zsh(path: Path) -> bool:
    return shells.TIMED_ZSH.match(_head_of(path).lstrip()) is not None


def files_at(
    path: Path, kind: Kind | None = None, environ: Mapping[str, str] = os.environ
) -> list[HistoryFile]:
    """The histories at a path, their kind recognised as by `kind_of` unless it is said.

    In a directory those that IPython and xonsh keep there. Raises `HistoryError` with a sentence
    when there is nothing, or nothing that jtui knows.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise HistoryError(f"There is no file {path}.") from error
    except OSError as error:
        raise HistoryError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise HistoryError(f"No file can be called {path}.") from error
    if stat.S_ISDIR(mode):
        return _files_in(path)
    if not stat.S_ISREG(mode):
        raise HistoryError(f"{path} is no regular file.")
    return [HistoryFile(path, kind or kind_of(path, environ))]


def _files_in(directory: Path) -> list[HistoryFile]:
    files = [HistoryFile(path, Kind.IPYTHON) for path in _databases_of_ipython(directory)]
    for child in (directory, directory / "history_json"):
        if next(child.glob(xonsh.FILES), None) is not None:
            files.append(HistoryFile(child, Kind.XONSH))
    if os.path.isfile(database := directory / "xonsh-history.sqlite"):  # noqa: PTH113
        files.append(HistoryFile(database, Kind.XONSH))
    if not files:
        raise HistoryError(f"There is no history of IPython or xonsh in the directory {directory}.")
    return files


def _databases_of_ipython(directory: Path) -> list[Path]:
    """Those of all profiles in IPython's directory, or of the profile whose directory it is."""
    name = "history.sqlite"
    found = [directory / name, *sorted(directory.glob(f"profile_*/{name}"))]
    return [path for path in found if os.path.isfile(path)]  # noqa: PTH113


def kind_of(path: Path, environ: Mapping[str, str] = os.environ) -> Kind:
    """What a file is, by its content; raises `HistoryError` when it is nothing jtui knows.

    Any text could be lines of bash: it is when it has times as bash writes them, or is called a
    history, or is where the shell keeps its own.
    """
    head = _head_of(path)
    if head.startswith(MAGIC):
        return _kind_of_database(path)
    if path.suffix in (".sqlite", ".sqlite3", ".db") and head:
        raise HistoryError(f"{path} is no SQLite database, or a damaged one.")
    if head.startswith(b'{"locs":'):
        return Kind.XONSH
    if shells.TIMED_ZSH.match(head.lstrip()) is not None:
        return Kind.ZSH
    if head.lstrip().startswith(b"{"):
        lines = read_lines(path, Losses(), own.LARGEST_LINE)
        if any(entry_of_line(line) is not None for line in islice(lines, 3)):
            return Kind.JSONL
    if len(_STEERING.findall(head)) * 10 > len(head):
        raise HistoryError(f"{path} is no history that jtui knows; --kind says what it is.")
    is_called_so = "history" in path.name.lower() or _is_histfile(path, environ)
    if head and not is_called_so and _TIMED_BASH.search(head) is None:
        raise HistoryError(
            f"{path} is no history that jtui knows; --kind bash takes its lines as inputs of bash."
        )
    return Kind.BASH


def _is_histfile(path: Path, environ: Mapping[str, str]) -> bool:
    home = Path(environ.get("HOME") or Path.home())
    histfile = _path(environ.get("HISTFILE"), home, home / ".bash_history")
    return os.path.realpath(path) == os.path.realpath(histfile)


def _head_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise HistoryError(f"{path} cannot be read: {error.strerror}.") from error


def _kind_of_database(path: Path) -> Kind:
    with opened(path) as connection:
        names = tables(connection).keys()
    if names >= own.TABLES:
        return Kind.JTUI
    if names >= ipython.TABLES:
        return Kind.IPYTHON
    if xonsh.TABLE in names:
        return Kind.XONSH
    raise HistoryError(f"{path} is a database, but not of IPython, xonsh or jtui.")


def merged(files: Iterable[HistoryFile]) -> Iterator[tuple[HistoryFile, Imported]]:
    """The entries of all files in order of time, the order within a file kept.

    Entries without a time count as of the latest before them, or of the first after them; those of
    a file without any as of its last change.
    """
    dated = (_dated(number, file) for number, file in enumerate(files))
    for _, file, imported in heapq.merge(*dated, key=lambda one: one[0]):
        yield file, imported


_Dated = tuple[tuple[float, int], HistoryFile, Imported]


def _dated(number: int, file: HistoryFile) -> Iterator[_Dated]:
    latest = 0.0
    waiting: list[Imported] = []
    for imported in file.entries():
        latest = max(latest, imported[1].started or 0.0)
        waiting.append(imported)
        if latest:
            yield from (((latest, number), file, one) for one in waiting)
            waiting.clear()
    changed = _changed(file.path) if waiting else 0.0
    yield from (((changed, number), file, one) for one in waiting)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def distinct(
    entries: Iterable[tuple[HistoryFile, Imported]], present: Iterable[HistoryEntry] = ()
) -> Iterator[tuple[HistoryFile, Imported]]:
    """What is neither among `present` nor in an earlier file: another text, start or language.

    The others are counted in their file's losses.
    """
    owners: dict[int, HistoryFile | None] = {_identity(entry): None for entry in present}
    for file, imported in entries:
        if owners.setdefault(_identity(imported[1]), file) is file:
            yield file, imported
        else:
            file.losses.repeated += 1


def _identity(entry: HistoryEntry) -> int:
    return hash((entry.code, entry.started, entry.language))
