"""The topics a pager has had, of which one is shown."""

from __future__ import annotations

from dataclasses import dataclass

from tui.model.help import HelpTopic
from tui.render.help.page import HelpPage

MOST = 50

# Lines up to which the page of a topic out of sight is kept.
_KEPT_LINES = 5_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where one is in a help, in any width.

    That is the line at the top of the view with how many rows of it are above, and the line of
    the caret with its row and the column (code points) in that row.
    """

    line: int = 0
    above: int = 0
    caret_line: int = 0
    caret_row: int = 0
    column: int = 0


@dataclass(slots=True, eq=False)
class Entry:
    """A topic with what the user did to it, and its page while that is at hand."""

    topic: HelpTopic
    pinned: bool = False
    seen: bool = False
    place: Place | None = None
    page: HelpPage | None = None


class Topics:
    """The topics in the order they came, the last `MOST` of them."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._shown: Entry | None = None

    @property
    def shown(self) -> Entry | None:
        """The one that is shown, `None` when there is none."""
        return self._shown

    @property
    def number(self) -> int:
        """Which of them is shown, from 1; 0 for none."""
        return self._entries.index(self._shown) + 1 if self._shown is not None else 0

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._entries)

    @property
    def waiting(self) -> int:
        """How many came behind a pinned one and were not looked at yet."""
        return sum(not entry.seen for entry in self._entries)

    def add(self, topic: HelpTopic) -> bool:
        """Take a new topic; answers whether it is shown now, which a pinned one prevents.

        The same topic from before gives way to it, unless it is shown and pinned.
        """
        shown = self._shown
        if shown is not None and shown.pinned and shown.topic == topic:
            return False
        self._entries = [entry for entry in self._entries if entry.pinned or entry.topic != topic]
        if shown is not None and shown not in self._entries:
            shown = self._shown = None
        entry = Entry(topic)
        self._entries.append(entry)
        if len(self._entries) > MOST:
            self._entries.remove(self._oldest(entry))
        if shown is not None and shown.pinned:
            return False
        self._show(entry)
        return True

    def _oldest(self, new: Entry) -> Entry:
        """What has to go: the oldest that is not pinned, else the oldest, but never the shown."""
        others = [entry for entry in self._entries if entry not in (self._shown, new)]
        return next((entry for entry in others if not entry.pinned), others[0])

    def step(self, step: int) -> bool:
        """Show an earlier (-1) or later (1) topic; answers whether there is one."""
        place = self.number - 1 + step
        if self._shown is None or not 0 <= place < len(self._entries):
            return False
        self._show(self._entries[place])
        return True

    def _show(self, entry: Entry) -> None:
        if self._shown is not None:
            page = self._shown.page
            if page is not None and len(page.drawing.lines) > _KEPT_LINES:
                self._shown.page = None
        self._shown = entry
        entry.seen = True

    def forget_pages(self) -> None:
        """The pages are of no use any more: styles or language have changed."""
        for entry in self._entries:
            entry.page = None

    def clear(self) -> None:
        """Forget all topics."""
        self._entries.clear()
        self._shown = None
