"""`jtui history import`."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui.config import Settings
from tui.config.usual import usual_settings
from tui.errors import HistoryError
from tui.history_cli.options import UsageError, Words, read_words
from tui.history_cli.output import count_of, is_terminal, say, with_progress
from tui.model.clean import clean
from tui.model.history.ignoring import is_kept
from tui.stores.history.foreign.kinds import Imported, Kind
from tui.stores.history.imports import OWN, HistoryFile, distinct, files_at, merged, usual_files
from tui.stores.history.store import HistoryStore

DONE, SOMETHING_LEFT, MISTAKE = 0, 1, 2

ORIGIN = "import"
"""What the store calls where imported entries come from: one name, whatever the file."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A history that can be read, and how many entries it has, more or less."""

    file: HistoryFile
    count: int


def run_import(argv: Sequence[str]) -> int:
    """Take over what there is, or what is named; answers the exit status.

    Raises `HistoryError` of jtui's own history, `UsageError`, and `OSError` for the output.
    """
    words = read_words(argv, flags=["--yes"], valued=["--kind"])
    kind = _kind(words)
    files, failures = usual_files(), 0
    if words.operands:
        files, failures = _files_at([Path(word) for word in words.operands], kind)
    found = _counted(files)
    failures += len(files) - len(found)
    if not found:
        if not failures:
            sys.stdout.write("There is no history to import.\n")
        return MISTAKE if failures else DONE
    if not words.operands and "--yes" not in words.flags and not _is_wanted(found):
        sys.stdout.write("Nothing was imported.\n")
        return SOMETHING_LEFT
    _import(found)
    lossy = any(one.file.losses.problems for one in found)
    return SOMETHING_LEFT if failures or lossy else DONE


def _kind(words: Words) -> Kind | None:
    name = words.values.get("--kind")
    if name is None:
        return None
    if not words.operands:
        raise UsageError("--kind says what a PATH is, and there is none.")
    try:
        return Kind(name)
    except ValueError:
        raise UsageError(f"There is no kind {name}; there are {', '.join(Kind)}.") from None


def _files_at(paths: Sequence[Path], kind: Kind | None) -> tuple[list[HistoryFile], int]:
    """What is at some paths, each file once, and at how many of them there is nothing; says why."""
    found: dict[str, HistoryFile] = {}
    failures = 0
    for path in paths:
        try:
            found |= {os.path.realpath(file.path): file for file in files_at(path, kind)}
        except HistoryError as error:
            failures += 1
            say(str(error))
    return list(found.values()), failures


def _counted(files: Iterable[HistoryFile]) -> list[_Found]:
    """Those files that can be read, with their size; says what is wrong with the others."""
    found: list[_Found] = []
    for file in files:
        try:
            found.append(_Found(file, file.count()))
        except HistoryError as error:
            say(str(error))
    return found


def _is_wanted(found: Sequence[_Found]) -> bool:
    """Show what would be imported, and ask; raises `HistoryError` when nobody can answer."""
    for one in found:
        count = count_of(one.count)
        sys.stdout.write(f"{one.file.kind.value:8} {count:>18}  {clean(str(one.file.path))}\n")
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        raise HistoryError("There is no terminal to ask at; -y imports without asking.")
    sys.stdout.write("Import them? [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _import(found: Sequence[_Found]) -> None:
    """Import all of it in one step, and say what became of it; raises `HistoryError`."""
    files = [one.file for one in found]
    left_out: Counter[str] = Counter()
    store = HistoryStore()
    entries = merged(files)
    if len(files) > 1 or files[0].kind in OWN:
        present = store.entries() if any(file.kind in OWN for file in files) else ()
        entries = distinct(entries, present)
    total = sum(one.count for one in found)
    try:
        added, known = store.add_older(
            with_progress(_kept(entries, _ignored(), left_out), total, "Imported"), ORIGIN
        )
    finally:
        store.close()
    for file in files:
        for problem in file.losses.problems:
            say(problem if str(file.path) in problem else f"{file.path}: {problem}")
    sys.stdout.write(f"{_summary(added, known, left_out['ignored'], files)}\n")


def _kept(
    entries: Iterable[tuple[HistoryFile, Imported]], ignored: Sequence[str], left_out: Counter[str]
) -> Iterator[Imported]:
    """The entries that jtui keeps; counts those it does not."""
    for _, (key, entry) in entries:
        if is_kept(entry.code, ignored):
            yield key, entry
        else:
            left_out["ignored"] += 1


def _ignored() -> Sequence[str]:
    """The patterns of what is never kept; says what is wrong with the configuration."""
    settings = _settings()
    for problem in settings.problems:
        say(problem)
    return settings.history.ignore


def _settings() -> Settings:
    if (usual := usual_settings([])) is not None:
        return usual[0]
    # 25 ms with traitlets, only needed where there is a configuration file.
    from tui.config.application import JtuiApp

    app = JtuiApp()
    app.initialize([])
    return app.settings()


def _summary(added: int, known: int, ignored: int, files: Sequence[HistoryFile]) -> str:
    known += sum(file.losses.repeated for file in files)
    too_long = sum(file.losses.too_long for file in files)
    unreadable = sum(file.losses.unreadable for file in files)
    parts = [
        f"{count_of(added)} imported",
        f"{known:,} there already" if known else "",
        f"{ignored:,} not to be kept" if ignored else "",
        f"{too_long:,} too long" if too_long else "",
        f"{unreadable:,} unreadable" if unreadable else "",
    ]
    return f"{', '.join(part for part in parts if part)}."
