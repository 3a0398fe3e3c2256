"""What a history panel asks of the screen it is in."""

from __future__ import annotations

from textual.message import Message

from tui.model.history.entry import HistoryEntry
from tui.model.history.filters import HistoryFilters

Entries = tuple[HistoryEntry, ...]
"""At least one entry; several are in the order of time, the oldest first."""


class SearchWanted(Message, namespace="history_panel"):
    """A search is wanted: for a text, in the scope of a number, with one row a text if `folded`."""

    def __init__(self, text: str, scope: int, filters: HistoryFilters, folded: bool) -> None:
        super().__init__()
        self.text = text
        self.scope = scope
        self.filters = filters
        self.folded = folded


class PreviewWanted(Message, namespace="history_panel"):
    """The selection rests on an entry, of which all the code and the output are to be shown."""

    def __init__(self, entry: HistoryEntry) -> None:
        super().__init__()
        self.entry = entry


class Taken(Message, namespace="history_panel"):
    """Entries are wanted in the prompt; `runs` asks for them to be run."""

    def __init__(self, entries: Entries, runs: bool) -> None:
        super().__init__()
        self.entries = entries
        self.runs = runs


class CopyWanted(Message, namespace="history_panel"):
    """The code of entries is to be copied to the clipboard."""

    def __init__(self, entries: Entries) -> None:
        super().__init__()
        self.entries = entries


class ForgetWanted(Message, namespace="history_panel"):
    """Entries are to be forgotten; the user has not been asked yet."""

    def __init__(self, entries: Entries) -> None:
        super().__init__()
        self.entries = entries


class SaveWanted(Message, namespace="history_panel"):
    """The code of entries is to be saved to a file."""

    def __init__(self, entries: Entries) -> None:
        super().__init__()
        self.entries = entries


class SinceWanted(Message, namespace="history_panel"):
    """The user is to be asked for the date that entries must not be older than."""


class Closed(Message, namespace="history_panel"):
    """The user has done with the history."""
