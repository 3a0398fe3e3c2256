"""Removing kernelspecs and putting them back: what is said first, and what is done. On the disk."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tui.errors import KernelspecError
from tui.model.clean import clean
from tui.model.spec_entry import SpecEntry, TrashItem
from tui.stores.kernelspecs.owners import removal_refusal
from tui.stores.kernelspecs.trash import remove, restore
from tui.widgets.specs.cells import cut
from tui.widgets.specs.row import one_line

MOST_PROBLEMS = 3
"""Sentences about what went wrong that are shown together."""


@dataclass(frozen=True, slots=True)
class Removal:
    """What is to be removed: entries that can be, with what to say of each; and why others not.

    `facts` and `refusals` are cleaned; of an entry there may be nothing to say, `""`.
    """

    entries: tuple[SpecEntry, ...]
    facts: tuple[str, ...]
    refusals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: what is in the trash now, or out of it again, and cleaned problems."""

    items: tuple[TrashItem, ...]
    problems: tuple[str, ...]


def plan_removal(
    entries: Sequence[SpecEntry], used_by: Mapping[str, Sequence[str]] | None = None
) -> Removal:
    """See which entries can be removed; `used_by` are titles of tabs by name. Takes disk time."""
    removable: list[SpecEntry] = []
    facts: list[str] = []
    refusals: list[str] = []
    for entry in entries:
        if refusal := removal_refusal(entry):
            refusals.append(refusal)
        else:
            removable.append(entry)
            facts.append(_facts(entry, (used_by or {}).get(entry.name, ())))
    return Removal(tuple(removable), tuple(facts), tuple(refusals))


def question(removal: Removal, width: int, height: int) -> str:
    """What is asked before a removal, in lines of `width` cells and at most `height` of them."""
    count = len(removal.entries)
    which = "this kernelspec" if count == 1 else f"these {count:,} kernelspecs"
    lines = [f"Move {which} to the trash? u brings back, r later."]
    tail: list[str] = []
    if removal.refusals:
        tail = [f"Not removed: {one_line(removal.refusals[0])}"]
        if more := len(removal.refusals) - 1:
            tail = [f"{more + 1:,} others cannot be removed, the first of them: {tail[0][13:]}"]
    # A refusal is a sentence or two.
    room = max(1, (height - 2 - 4 * len(tail)) // 2)
    shown = room if count > room else count
    for entry, fact in zip(removal.entries[:shown], removal.facts[:shown], strict=True):
        lines.append(cut(one_line(str(entry.path)), width, keeps_end=True).rstrip())
        if fact:
            lines.append(cut(f"  {fact}", width).rstrip())
    if count > shown:
        lines.append(f"… and {count - shown:,} more")
    return "\n".join([*lines, *tail])


def _facts(entry: SpecEntry, titles: Sequence[str]) -> str:
    facts: list[str] = []
    if titles and entry.shadowed_by is None:
        facts.append(f"in use by {one_line(', '.join(titles))}; that goes on running")
    if entry.is_link and entry.path is not None:
        target = one_line(os.path.realpath(entry.path))
        facts.append(f"only the link goes, {target} stays")
    return "; ".join(facts)


def any_gone(entries: Sequence[SpecEntry]) -> bool:
    """Whether one of these is not where it was found any more. Takes disk time."""
    return any(
        entry.is_on_disk and entry.path is not None and not os.path.lexists(entry.path)
        for entry in entries
    )


def remove_all(entries: Sequence[SpecEntry]) -> Outcome:
    """Move each to the trash. Takes disk time."""
    items: list[TrashItem] = []
    problems: list[str] = []
    for entry in entries:
        try:
            items.append(remove(entry))
        except KernelspecError as error:
            problems.append(clean(str(error)))
    return Outcome(tuple(items), tuple(problems))


def restore_all(items: Sequence[TrashItem]) -> Outcome:
    """Put each back where it was, the last first; over nothing that is there. Takes disk time."""
    back: list[TrashItem] = []
    problems: list[str] = []
    for item in reversed(items):
        try:
            restore(item)
            back.append(item)
        except KernelspecError as error:
            problems.append(clean(str(error)))
    return Outcome(tuple(back), tuple(problems))


def problem_words(problems: Sequence[str]) -> str:
    """Sentences for one notification."""
    shown = [*problems[:MOST_PROBLEMS]]
    if len(problems) > MOST_PROBLEMS:
        shown.append(f"… and {len(problems) - MOST_PROBLEMS:,} more")
    return "\n".join(one_line(each) for each in shown)
