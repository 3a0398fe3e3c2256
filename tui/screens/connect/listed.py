"""A page of rows that are read: what all pages have in common."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Coroutine, Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Protocol

from tui.errors import JtuiError
from tui.model.clean import clean
from tui.render.rows import cells_of
from tui.screens.connect.results import Picked, Surroundings
from tui.tasks import TaskOwner
from tui.widgets.connect.columns import Column
from tui.widgets.connect.page import ConnectRow, Deed
from tui.widgets.specs.telling import TellingLine

LONGEST = 300
"""Code points of a text in a row up to which it is shown, and found by the filter."""


class PageHost(Protocol):
    """The screen as its pages know it."""

    @property
    def surroundings(self) -> Surroundings:
        """What the application has given."""
        ...

    def page_changed(self, page: ListedPage) -> None:
        """Show anew what a page holds, soon."""
        ...

    def set_text(self, page: ListedPage, text: str, key: str = "") -> None:
        """Have a text typed in a page, and the row of a key selected."""
        ...

    def finish(self, picked: Picked) -> None:
        """Open this in a tab."""
        ...

    def say(self, words: str) -> None:
        """Tell the user what was done."""
        ...

    async def confirm(self, question: str, words: str, key: str) -> bool:
        """Ask whether to do what `words` say; nothing is preselected."""
        ...


class ListedPage:
    """Rows by their keys, read by a task of the page's own and filtered by words."""

    title = ""
    noun = "row"
    placeholder = "type to filter"
    columns: Sequence[Column] = ()

    def __init__(self, host: PageHost, tasks: TaskOwner) -> None:
        self.host = host
        self.problem = ""
        self._tasks = tasks
        self._rows: Sequence[ConnectRow] = ()
        self._wanted = [0] * len(self.columns)
        self._reading: asyncio.Task[None] | None = None
        self._doing: asyncio.Task[None] | None = None
        self.is_reading = False

    # Reading.

    def begin(self) -> None:
        """Read, if that was not done yet: the page came into view."""
        if self._reading is None:
            self.refresh()

    @property
    def has_begun(self) -> bool:
        """Whether it has been read, or is being read."""
        return self._reading is not None

    def refresh(self) -> None:
        """Read anew; what is being read already is given up."""
        if self._reading is not None:
            self._reading.cancel()
        self.is_reading, self.problem = True, ""
        self._reading = self._tasks.start(self._read_safely(), self.title)
        self.changed()

    async def _read_safely(self) -> None:
        try:
            await self.read()
        except (JtuiError, OSError) as error:
            self.problem = sentence(error)
        # A cancelled one does not come here: another reads now, or nobody looks any more.
        self.is_reading = False
        self.changed()

    @abstractmethod
    async def read(self) -> None:
        """Find the rows and `set_rows` them; raises `JtuiError` and `OSError` with the reason."""

    def set_rows(self, rows: Sequence[ConnectRow], wanted: Sequence[int] | None = None) -> None:
        """Have other rows; `wanted` are the cells of their texts where those are known already."""
        self._rows = rows
        self._wanted = list(wanted if wanted is not None else widths_of(rows, len(self.columns)))
        self.changed()

    def changed(self) -> None:
        """Have what the page holds shown."""
        self.host.page_changed(self)

    # What the panel asks.

    @property
    def wanted(self) -> Sequence[int]:
        """The cells that the widest text of each column takes."""
        return self._wanted

    @property
    def status(self) -> str:
        """How many rows there are and whether they are being read."""
        noun = self.noun if len(self._rows) == 1 else f"{self.noun}s"
        count = f"{len(self._rows):,} {noun}" if self._rows else ""
        return " · ".join(part for part in (count, "reading …" if self.is_reading else "") if part)

    @property
    def keeps_enter(self) -> bool:
        """Whether Enter pressed now opens the first row that is there later."""
        return False

    def rows(self, text: str) -> Sequence[ConnectRow]:
        """The rows that have all words of a text in them, in any case."""
        return with_words(self._rows, text)

    def words(self, text: str) -> Sequence[str]:
        """What is said where there is no row."""
        if self.is_reading:
            return ("Reading …",)
        if self._rows and text.strip():
            return (f"Nothing here has “{clean(' '.join(text.split()))}”.",)
        return self.empty_words()

    @abstractmethod
    def empty_words(self) -> Sequence[str]:
        """What would be here, and how to get it."""

    @abstractmethod
    def details(self, key: str) -> Sequence[TellingLine]:
        """All there is to tell about a row."""

    def deeds(self, key: str) -> AbstractSet[Deed]:
        """What can be done about a row, "" for none selected, besides opening it."""
        return frozenset()

    # What the screen asks.

    @abstractmethod
    def open(self, key: str, text: str) -> None:
        """Open a row."""

    def act(self, deed: Deed, key: str) -> None:
        """Do one of `deeds`."""

    def back(self) -> bool:
        """Go back to what was in view before within the page, if that is possible."""
        return False

    async def close(self) -> None:
        """The screen goes, and the tasks have ended."""

    def do(self, coroutine: Coroutine[Any, Any, None], name: str) -> None:
        """Do something that takes time, unless something of that kind is under way."""
        if self._doing is not None and not self._doing.done():
            coroutine.close()
            return
        self._doing = self._tasks.start(self._do_safely(coroutine), name)

    async def _do_safely(self, coroutine: Coroutine[Any, Any, None]) -> None:
        self.problem = ""
        self.changed()
        try:
            await coroutine
        except (JtuiError, OSError) as error:
            self.problem = sentence(error)
            self.changed()


def sentence(error: JtuiError | OSError) -> str:
    """What went wrong, cleaned."""
    if isinstance(error, OSError):
        words = f"{error.filename}: {error.strerror}." if error.filename else f"{error}"
        return clean(words, newlines=True)
    return clean(str(error), newlines=True)


def with_words(rows: Sequence[ConnectRow], text: str) -> Sequence[ConnectRow]:
    """The rows that have all words of a text in them, in any case."""
    for word in text.lower().split():
        rows = [row for row in rows if word in row.search]
    return rows


def widths_of(rows: Iterable[ConnectRow], columns: int) -> list[int]:
    """The cells that the widest text of each column takes."""
    widths = [0] * columns
    for row in rows:
        widths = [max(pair) for pair in zip(widths, map(cells_of, row.cells), strict=True)]
    return widths


def one_line(text: str) -> str:
    """A text cleaned and cut, for one line."""
    return clean(text) if len(text) <= LONGEST else f"{clean(text[:LONGEST])}…"
