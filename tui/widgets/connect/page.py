"""What the panel shows of a page, and asks it."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from tui.widgets.connect.columns import Column
from tui.widgets.specs.telling import TellingLine


class Deed(StrEnum):
    """What can be done about a row, or about a page, by the actions' names."""

    OPEN = "open"
    INTERRUPT = "interrupt"
    RESTART = "restart"
    SHUT_DOWN = "shut_down"
    CLEAN_UP = "clean_up"
    REFRESH = "refresh"
    BACK = "back"


class Tone(StrEnum):
    """How a text in a row looks."""

    PLAIN = ""
    QUIET = "connect--dim"
    STRONG = "connect--strong"
    GOOD = "connect--good"
    BUSY = "connect--busy"
    BAD = "connect--bad"


@dataclass(frozen=True, slots=True)
class ConnectRow:
    """A row: its key, its cleaned texts column by column, and how those look.

    `search` is what the filter looks at, in lower case. `tones` is empty where all are plain.
    """

    key: str
    cells: tuple[str, ...]
    search: str
    tones: tuple[Tone, ...] = ()


class PageContent(Protocol):
    """A page as the panel asks for it; all texts are cleaned, and every answer is quick."""

    @property
    def title(self) -> str:
        """Its name among the pages."""
        ...

    @property
    def placeholder(self) -> str:
        """What stands in the empty filter."""
        ...

    @property
    def columns(self) -> Sequence[Column]:
        """The columns of its table."""
        ...

    @property
    def wanted(self) -> Sequence[int]:
        """The cells that the widest text of each column takes."""
        ...

    @property
    def status(self) -> str:
        """How many there are and what is under way."""
        ...

    @property
    def problem(self) -> str:
        """A sentence about what went wrong, "" for nothing."""
        ...

    @property
    def keeps_enter(self) -> bool:
        """Whether Enter pressed now opens the first row that is there later."""
        ...

    def rows(self, text: str) -> Sequence[ConnectRow]:
        """The rows that are left when `text` is typed."""
        ...

    def words(self, text: str) -> Sequence[str]:
        """What is said where there is no row."""
        ...

    def details(self, key: str) -> Sequence[TellingLine]:
        """All there is to tell about a row."""
        ...

    def deeds(self, key: str) -> AbstractSet[Deed]:
        """What can be done about a row, "" for none selected."""
        ...
