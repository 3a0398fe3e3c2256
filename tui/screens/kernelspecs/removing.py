"""Removing kernelspecs and putting them back: what is said first, and what is done. On the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui.errors import KernelspecError
from tui.model.clean import clean
from tui.model.spec_entry import SpecEntry, TrashItem
from tui.render.rows import cells_of
from tui.screens.kernelspecs.uses import listed
from tui.stores.kernelspecs.owners import removal_refusal
from tui.stores.kernelspecs.trash import remove, restore
from tui.widgets.specs.cells import cut
from tui.widgets.specs.row import one_line

MOST_PROBLEMS = 3
"""Sentences about what went wrong that are shown together."""

# Lines of the question for what comes before it.
_LEAD = 4


@dataclass(frozen=True, slots=True)
class Removal:
    """What is to be removed: entries that can be, with what to say of each; and why others not.

    `uses` tell what uses an entry, and `facts` what else is to be known; both can be `""`. All
    texts are cleaned.
    """

    entries: tuple[SpecEntry, ...]
    uses: tuple[str, ...]
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
    """See which entries can be removed; `used_by` has words by name. Takes disk time."""
    removable: list[SpecEntry] = []
    refusals: list[str] = []
    for entry in entries:
        if refusal := removal_refusal(entry):
            refusals.append(refusal)
        else:
            removable.append(entry)
    uses = tuple(_use(entry, (used_by or {}).get(entry.name, ())) for entry in removable)
    facts = tuple(_fact(entry) for entry in removable)
    return Removal(tuple(removable), uses, facts, tuple(refusals))


def question(removal: Removal, width: int, height: int) -> str:
    """What is asked before a removal, in lines of `width` cells and at most `height` of them."""
    count = len(removal.entries)
    which = "this kernelspec" if count == 1 else f"these {count:,} kernelspecs"
    lead = _lead(removal, (_LEAD - 1) * width)
    lines = [f"{lead}Move {which} to the trash? u brings back, r later."]
    tail: list[str] = []
    if removal.refusals:
        tail = [f"Not removed: {one_line(removal.refusals[0])}"]
        if more := len(removal.refusals) - 1:
            tail = [f"{more + 1:,} others cannot be removed, the first of them: {tail[0][13:]}"]
    # A refusal is a sentence or two.
    room = max(1, (height - 2 - 4 * len(tail) - (_LEAD if lead else 0)) // 2)
    shown = room if count > room else count
    for number, entry in enumerate(removal.entries[:shown]):
        lines.append(cut(one_line(str(entry.path)), width, keeps_end=True).rstrip())
        use = removal.uses[number] if count > 1 else ""
        if fact := "; ".join(filter(None, (use and f"in use by {use}", removal.facts[number]))):
            lines.append(cut(f"  {fact}", width).rstrip())
    if count > shown:
        lines.append(f"… and {count - shown:,} more")
    return "\n".join([*lines, *tail])


def _lead(removal: Removal, cells: int) -> str:
    """What has to be known first: that kernels run which were started from these. With a newline.

    It takes `cells` at most.
    """
    used = [one_line(entry.name) for entry, use in _with_uses(removal)]
    if not used:
        return ""
    if len(removal.entries) == 1:
        words = f"{used[0]} is in use by {removal.uses[0]}"
    else:
        words = f"{len(used):,} of them {'is' if len(used) == 1 else 'are'} in use: {listed(used)}"
    tail = ". What runs goes on running."
    return f"{cut(words, min(cells_of(words), cells - len(tail)))}{tail}\n"


def _with_uses(removal: Removal) -> Iterator[tuple[SpecEntry, str]]:
    return ((e, use) for e, use in zip(removal.entries, removal.uses, strict=True) if use)


def _use(entry: SpecEntry, used_by: Sequence[str]) -> str:
    # What another of its name hides is not what kernels were started from.
    return one_line(listed(used_by)) if used_by and entry.shadowed_by is None else ""


def _fact(entry: SpecEntry) -> str:
    if entry.is_link and entry.path is not None:
        return f"only the link goes, {one_line(os.path.realpath(entry.path))} stays"
    return ""


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


def names_of(items: Sequence[TrashItem]) -> str:
    """What was removed or restored, as the cleaned beginning of a sentence with its verb."""
    if len(items) == 1:
        return f"{one_line(items[0].name)} was"
    return f"{len(items):,} kernelspecs were"


def home() -> str:
    """The user's directory, which paths are shown without; `""` where there is none."""
    try:
        return str(Path.home())
    except RuntimeError:
        return ""


def problem_words(problems: Sequence[str]) -> str:
    """Sentences for one notification."""
    shown = [*problems[:MOST_PROBLEMS]]
    if len(problems) > MOST_PROBLEMS:
        shown.append(f"… and {len(problems) - MOST_PROBLEMS:,} more")
    return "\n".join(one_line(each) for each in shown)
