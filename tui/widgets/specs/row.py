"""A kernelspec as the table shows it: its texts cleaned, cut to what a screen can hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tui.model.clean import clean
from tui.model.spec_entry import SpecEntry, SpecState
from tui.render.rows import cells_of

LONGEST = 400
"""Code points of a text up to which it is shown, and found by the filter."""

SpecKey = tuple[str, str, str]
"""What tells one kernelspec from all others: its place, directory and name."""


@dataclass(frozen=True, slots=True)
class SpecRow:
    """What the table shows of an entry; `search` is what the filter looks at, in lower case."""

    entry: SpecEntry
    key: SpecKey
    name: str
    display_name: str
    language: str
    where: str
    path: str
    problem: str
    search: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows there are, and the cells that the widest name, display name, ... would take."""

    rows: Sequence[SpecRow] = ()
    wanted: tuple[int, ...] = (0, 0, 0, 0, 0)
    by_name: Mapping[str, Sequence[SpecRow]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[SpecEntry], home: Path | None = None) -> Listing:
        """The rows of entries; below `home` a path begins with `~`. 20 µs a row."""
        base = f"{home}/" if home is not None and home != Path("/") else ""
        rows = [_row(entry, base) for entry in entries]
        by_name: dict[str, list[SpecRow]] = {}
        for row in rows:
            by_name.setdefault(row.entry.name, []).append(row)
        shown = ((row.name, row.display_name, row.language, row.where, row.path) for row in rows)
        widths = [tuple(map(cells_of, texts)) for texts in shown]
        wanted = tuple(map(max, zip(*widths, strict=True))) if widths else cls().wanted
        return cls(rows, wanted, by_name)

    def named(self, name: str) -> Sequence[SpecRow]:
        """The rows with a name, in their order."""
        return self.by_name.get(name, ())


def key_of(entry: SpecEntry) -> SpecKey:
    """The key of an entry; the same whenever the disk is read."""
    return str(entry.place), str(entry.path or entry.provider), entry.name


def one_line(text: str) -> str:
    """A text cleaned and cut, for one line."""
    return clean(text) if len(text) <= LONGEST else f"{clean(text[:LONGEST])}…"


def _row(entry: SpecEntry, base: str) -> SpecRow:
    path = str(entry.path) if entry.path is not None else entry.provider
    if base and path.startswith(base):
        path = f"~/{path[len(base) :]}"
    spec = entry.spec
    texts = (
        one_line(entry.name),
        one_line(spec.display_name) if spec is not None else "",
        one_line(spec.language) if spec is not None else "",
        f"{entry.place}, link" if entry.is_link else str(entry.place),
        one_line(path),
    )
    state = "" if entry.state is SpecState.USABLE else str(entry.state)
    search = "\n".join((*texts, state)).lower()
    return SpecRow(entry, key_of(entry), *texts, one_line(entry.problem), search)
