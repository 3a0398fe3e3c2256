"""A setting as the panel shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tui.widgets.specs.telling import TellingLine


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting; all texts are cleaned, but for `text`.

    `key` is its whole name, as in `Prompt.auto_close`. `source` says what the value is from.
    `marks` are those of `Mark` that apply. `choices` are the values there are; without any, a
    value is typed, at first `text`, and `hint` says how. Where the value is picked somewhere else
    `leads` is true. `search` is what the filter looks at, in lower case, and `lines` tell all
    there is.
    """

    key: str
    value: str
    source: str
    marks: str
    search: str
    lines: Sequence[TellingLine] = field(repr=False)
    text: str = ""
    hint: str = ""
    choices: tuple[str, ...] = ()
    leads: bool = False
    can_reset: bool = False

    @property
    def section(self) -> str:
        """The part of the name before the dot."""
        return self.key.partition(".")[0]

    @property
    def name(self) -> str:
        """The part of the name after the dot."""
        return self.key.partition(".")[2]


class Mark:
    """Signs before a setting."""

    CHANGED = "●"
    OVERRULED = "!"


@dataclass(frozen=True, slots=True)
class SectionHead:
    """What stands above the settings of a section, cleaned."""

    name: str
    prose: str


Listing = Sequence[tuple[SectionHead, Sequence[SettingRow]]]
"""All settings by section."""


def narrowed(listing: Listing, text: str) -> list[SectionHead | SettingRow]:
    """The lines of the settings that have all words of a text, in any case, with their heads."""
    words = text.lower().split()
    lines: list[SectionHead | SettingRow] = []
    for head, rows in listing:
        found = [row for row in rows if all(word in row.search for word in words)]
        lines += [head, *found] if found else []
    return lines
