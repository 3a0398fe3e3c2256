"""Carrying an installation out: what is in the way goes to the trash, and comes back on failure."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui.errors import KernelspecError
from tui.kernels.installing import CommandPlan, InstallPlan, run
from tui.model.clean import clean
from tui.model.spec_entry import SpecEntry, TrashItem
from tui.screens.installing.making import make_kernel
from tui.screens.installing.offers import shown_path
from tui.screens.installing.subjects import Examined, OfDirectory, OfEnvironment, OfKnown, Subject
from tui.screens.spec_file import Stamp, stamp_of
from tui.stores.kernelspecs.listing import list_specs
from tui.stores.kernelspecs.trash import discard_copy, keep_copy
from tui.stores.kernelspecs.writing import install_directory

Line = Callable[[str], None]


async def carry_out(subject: Subject, examined: Examined, line: Line) -> tuple[Path, ...]:
    """Install it, and answer the directories of the kernelspecs that are new or written anew.

    `line` gets the output of commands. Raises `KernelspecError` with the reason; then, and when
    it is cancelled, what was replaced is as it was.
    """
    match subject, examined.plan:
        case OfDirectory(path), _:
            replaces = examined.replaced is not None
            installed = await asyncio.to_thread(
                install_directory, path, examined.name, replace=replaces
            )
            return (installed,)
        case OfEnvironment(), InstallPlan() as planned:
            await make_kernel(planned, line)
            return (planned.destination,)
        case OfKnown(), CommandPlan() as planned:
            return await _install_known(subject, planned, examined.endangered, line)
        case _:
            raise KernelspecError("There is nothing to be run.")


@dataclass(frozen=True, slots=True)
class Installed:
    """What has come of it: the `name` to go to, whether it can be opened, and cleaned words."""

    name: str
    is_openable: bool
    words: str


def look_at(paths: Sequence[Path]) -> Installed:
    """See whether Jupyter finds what was installed, or another of its name. Takes disk time."""
    entries = list_specs(ensure_native=False)
    odd: list[str] = []
    openable: list[str] = []
    for path in paths:
        if oddity := _oddity(path, entries):
            odd.append(oddity if len(paths) == 1 else f"{clean(path.name)} {oddity}")
        else:
            openable.append(path.name.lower())
    names = list(dict.fromkeys(path.name.lower() for path in paths))
    words = f"Installed as {', '.join(clean(name) for name in names)}"
    if odd:
        words = f"{words}, but {'; '.join(odd)}"
    if not openable:
        return Installed(names[0], is_openable=False, words=words)
    it = "it" if len(names) == 1 else clean(openable[0])
    return Installed(openable[0], is_openable=True, words=f"{words}. Enter opens {it}")


def _oddity(path: Path, entries: Sequence[SpecEntry]) -> str:
    """Why the kernelspec of a directory is not the one its name stands for, `""` when it is."""
    for entry in entries:
        if (
            entry.path is not None
            and entry.name == path.name.lower()
            and _is_same(entry.path, path)
        ):
            hidden_by = entry.shadowed_by
            return f"hidden by {shown_path(hidden_by)}" if hidden_by is not None else ""
    return f"Jupyter does not look into {shown_path(path.parent)}"


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


async def _install_known(
    subject: OfKnown, planned: CommandPlan, endangered: Sequence[SpecEntry], line: Line
) -> tuple[Path, ...]:
    before = await asyncio.to_thread(_stamps)
    copies = await asyncio.to_thread(_copies, endangered)
    try:
        await run(planned, line)
    finally:
        await asyncio.to_thread(_discard_needless, copies)
    after = await asyncio.to_thread(_stamps)
    paths = tuple(path for path in after if after[path] != before.get(path))
    if not paths:
        raise KernelspecError(_nowhere(subject))
    return paths


def _stamps() -> Mapping[Path, Stamp | None]:
    """The kernelspecs on the disk with the states of their files."""
    entries = list_specs(ensure_native=False)
    paths = [entry.path for entry in entries if entry.path is not None and entry.is_on_disk]
    return {path: stamp_of(path) for path in paths}


def _copies(entries: Sequence[SpecEntry]) -> list[TrashItem]:
    """Copies in the trash of the files that may be overwritten."""
    return [
        keep_copy(entry.path / "kernel.json", entry.name, "replaced")
        for entry in entries
        if entry.path is not None
    ]


def _discard_needless(copies: Sequence[TrashItem]) -> None:
    for item in copies:
        try:
            is_same = item.path.read_bytes() == item.kept.read_bytes()
        except OSError:
            continue
        if is_same:
            discard_copy(item)


def _nowhere(subject: OfKnown) -> str:
    """What to do when Jupyter does not see what was installed."""
    words = "The commands went well, but no kernelspec has come to where Jupyter looks."
    if subject.environment is None:
        return words
    kernels = subject.environment.path / "share" / "jupyter" / "kernels"
    try:
        there = sorted(path for path in kernels.iterdir() if (path / "kernel.json").is_file())
    except OSError:
        there = []
    if not there:
        return words
    listed = ", ".join(clean(path.name) for path in there)
    return (
        f"{words} In {shown_path(kernels)} there is {listed}: go back and install from that"
        " directory, or start jtui in that environment."
    )
