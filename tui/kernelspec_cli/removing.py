"""`jtui kernelspec remove` and `restore`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence

from tui.errors import KernelspecError
from tui.history_cli.options import UsageError, read_words
from tui.history_cli.output import say
from tui.kernels.survivors import living_kernels
from tui.kernelspec_cli.asking import is_agreed, may_replace
from tui.kernelspec_cli.found import find
from tui.kernelspec_cli.stopping import held
from tui.model.clean import clean
from tui.model.spec_entry import SpecEntry, TrashItem, TrashKind
from tui.stores.kernelspecs.owners import removal_refusal
from tui.stores.kernelspecs.trash import latest, remove, restore, trash

DONE, SOMETHING_FAILED = 0, 1


def run_remove(argv: Sequence[str]) -> int:
    """Move kernelspecs to the trash, after asking; answers the exit status.

    When one of them cannot be removed, none is. Raises `KernelspecError`, `UsageError`,
    `NobodyToAsk`, and `OSError` for the output.
    """
    words = read_words(argv, flags=["--yes"], valued=[])
    if not words.operands:
        raise UsageError("remove needs the name of a kernelspec.")
    found = find()
    named = (found.named(word) for word in words.operands)
    entries = {str(entry.path): entry for entry in named}.values()
    refusals = [refusal for entry in entries if (refusal := removal_refusal(entry))]
    if refusals:
        raise KernelspecError("\n".join([*refusals, "Nothing was removed."]))
    living = living_kernels()
    for entry in entries:
        sys.stdout.write("".join(_lines(entry, living)))
    which = "this kernelspec" if len(entries) == 1 else f"these {len(entries):,} kernelspecs"
    if not is_agreed(f"Move {which} to the trash?", unasked="--yes" in words.flags):
        sys.stdout.write("Nothing was removed.\n")
        return SOMETHING_FAILED
    removed = [_remove(entry) for entry in entries]
    return DONE if all(removed) else SOMETHING_FAILED


def _lines(entry: SpecEntry, living: Mapping[str, int]) -> Iterator[str]:
    yield f"{clean(str(entry.path))}\n"
    # What is hidden by another of its name is not what kernels were started from.
    if entry.shadowed_by is None and (count := living.get(entry.name, 0)):
        kernels = "1 kernel" if count == 1 else f"{count:,} kernels"
        yield f"    {clean(entry.name)} is in use by {kernels}.\n"
    if entry.is_link and entry.path is not None:
        target = clean(os.path.realpath(entry.path))
        yield f"    It is a link: only that goes, {target} stays.\n"


def _remove(entry: SpecEntry) -> bool:
    try:
        with held():
            item = remove(entry)
            sys.stdout.write(
                f"{clean(str(item.path))} is in the trash."
                f" This brings it back: jtui kernelspec restore {clean(item.name)}\n"
            )
            sys.stdout.flush()
    except KernelspecError as error:
        say(str(error))
        return False
    return True


def run_restore(argv: Sequence[str]) -> int:
    """Put a kernelspec back where it was, or list the trash; answers the exit status.

    Raises `KernelspecError`, `UsageError`, `NobodyToAsk`, and `OSError` for the output.
    """
    words = read_words(argv, flags=["--list", "--yes", "--replace"], valued=[])
    if "--list" in words.flags:
        return _list(words.operands)
    if len(words.operands) != 1:
        raise UsageError("restore needs the name of one kernelspec; --list shows what there is.")
    item = _item(words.operands[0])
    replace = os.path.lexists(item.path)
    if replace and not may_replace(item.path, words):
        sys.stdout.write("Nothing was restored.\n")
        return SOMETHING_FAILED
    with held():
        path = restore(item, replace=replace)
        sys.stdout.write(f"{clean(str(path))} is as it was on {_date(item)}.\n")
    return DONE


def _item(word: str) -> TrashItem:
    """What is meant by a name, its newest, or by the id of one thing; raises `KernelspecError`."""
    by_id = next((item for item in trash() if _id(item) == word), None)
    item = by_id or latest(word)
    if item is None:
        raise KernelspecError(f"There is nothing called {clean(word)} in the trash.")
    return item


def _list(names: Sequence[str]) -> int:
    """List the trash, or what has these names in it; each name that has nothing is said."""
    everything = trash()
    wanted = dict.fromkeys(name.lower() for name in names)
    items = [item for item in everything if not wanted or item.name in wanted]
    for item in items:
        what = {
            TrashKind.DIRECTORY: "",
            TrashKind.LINK: " (a link)",
            TrashKind.FILE: " (kernel.json only)",
        }[item.kind]
        sys.stdout.write(
            f"{_id(item)}  {_date(item)}  {clean(item.name)}  {clean(item.reason)}"
            f"  {clean(str(item.path))}{what}\n"
        )
    if not everything:
        sys.stdout.write("There is nothing in the trash.\n")
        return SOMETHING_FAILED
    missing = wanted.keys() - {item.name for item in items}
    for name in (name for name in wanted if name in missing):
        say(f"There is nothing called {clean(name)} in the trash.")
    return SOMETHING_FAILED if missing else DONE


def _id(item: TrashItem) -> str:
    return item.kept.parent.name


def _date(item: TrashItem) -> str:
    """When it was put into the trash, in local time to the minute."""
    try:
        return f"{item.removed_at.astimezone():%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):
        return item.removed_at.isoformat()
