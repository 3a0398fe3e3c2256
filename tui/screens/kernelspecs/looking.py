"""What the disk tells of kernelspecs, gathered in threads; knows no screen."""

from __future__ import annotations

import asyncio
import stat
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.segment import Segment

from tui.model.spec_entry import Level, SpecEntry
from tui.render.pictures.decoding import Picture, PictureError, decoded
from tui.render.pictures.half_blocks import half_blocks
from tui.render.pictures.svg import png_of_svg
from tui.stores.kernelspecs.checking import check_static, interpreter_of
from tui.stores.kernelspecs.providing import SpecProvider
from tui.stores.kernelspecs.settings import SpecSettings, list_allowed
from tui.widgets.specs.row import Listing, SpecKey, key_of
from tui.widgets.specs.telling import SpecFacts

LOGOS = ("logo-64x64.png", "logo-32x32.png", "logo-svg.svg")
"""Jupyter's names of a kernel's pictures, the best for a terminal first."""
LOGO_CELLS = (8, 4)
"""Columns and rows."""
LARGEST_LOGO = 1_000_000
"""Bytes."""
SLICE = 0.02
"""Seconds that a thread looks at kernelspecs before keys have their turn for as long."""

Faulty = Callable[[Sequence[SpecKey], Sequence[SpecKey]], None]


def listing_of(settings: SpecSettings) -> Listing:
    """The kernelspecs in the directories of kernels. Takes disk time.

    Raises `OSError` and `KernelspecError`.
    """
    return Listing.of(list_allowed(settings), _home())


async def provided_listing(
    entries: Sequence[SpecEntry], provider: SpecProvider, *, afresh: bool
) -> tuple[Listing, str]:
    """These as the configured class has them, and a problem, cleaned, or `""`.

    Takes as long as the class does; with `afresh` an answer under way is not good enough.
    """
    provided = await provider.complete(entries, afresh=afresh)
    return await asyncio.to_thread(Listing.of, provided.entries, _home()), provided.problem


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:
        return None


def facts_of(entry: SpecEntry) -> SpecFacts:
    """What the disk tells of one. Takes disk time."""
    interpreter = interpreter_of(entry.spec) if entry.spec is not None else None
    version = interpreter.version if interpreter is not None else ""
    return SpecFacts(check_static(entry), version, logo_of(entry.path))


def logo_of(directory: Path | None) -> tuple[tuple[Segment, ...], ...]:
    """The rows of a kernel's logo in half blocks, none where there is no picture. Takes time."""
    for name in LOGOS if directory is not None else ():
        try:
            picture = _picture_in(Path(directory or "") / name)
        except (OSError, PictureError):
            continue
        return tuple(half_blocks(picture, *LOGO_CELLS))
    return ()


def _picture_in(path: Path) -> Picture:
    """The picture in a file; raises `OSError` and `PictureError`."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_LOGO:
        raise PictureError("it is no small file")
    data = path.read_bytes()
    if path.suffix == ".svg":
        data = png_of_svg(data.decode("utf-8", "replace"))
    return decoded("image/png", data)


async def look_for_faults(entries: Sequence[SpecEntry], report: Faulty) -> None:
    """Find out which kernels cannot start, without starting them, and report them as they come.

    `report` gets the keys of those that cannot and of those that can. Of many this takes seconds,
    a part of which it leaves to others.
    """
    usable = [entry for entry in entries if entry.spec is not None]
    begin = 0
    while begin < len(usable):
        faulty, others = await asyncio.to_thread(_look_at_some, usable[begin:])
        begin += len(faulty) + len(others)
        report(faulty, others)
        if begin < len(usable):
            await asyncio.sleep(SLICE)


def _look_at_some(entries: Sequence[SpecEntry]) -> tuple[list[SpecKey], list[SpecKey]]:
    """The keys of the first entries, for a slice of time: those with faults, and the others."""
    faulty: list[SpecKey] = []
    others: list[SpecKey] = []
    end = time.monotonic() + SLICE
    for entry in entries:
        is_faulty = any(finding.level is Level.ERROR for finding in check_static(entry))
        (faulty if is_faulty else others).append(key_of(entry))
        if time.monotonic() >= end:
            break
    return faulty, others
