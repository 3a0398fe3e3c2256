"""Walking through earlier inputs with Up and Down."""

from __future__ import annotations

from collections.abc import Sequence


class HistoryWalk:
    """A walk from a draft back through the entries that begin as it does, each shown once."""

    def __init__(self, entries: Sequence[str], prefix: str, draft: str) -> None:
        """Begin at `draft`; of `entries`, oldest first, those that start with `prefix` are met."""
        matching = (entry for entry in reversed(entries) if entry.startswith(prefix))
        self._found = [entry for entry in dict.fromkeys(matching) if entry not in ("", draft)]
        self._position = -1

    @property
    def at_draft(self) -> bool:
        """Whether the draft is what is shown."""
        return self._position < 0

    def older(self) -> str | None:
        """The next older entry, or `None` at the oldest."""
        if self._position + 1 >= len(self._found):
            return None
        self._position += 1
        return self._found[self._position]

    def newer(self) -> str | None:
        """The next newer entry, or `None` when what comes is the draft."""
        self._position = max(-1, self._position - 1)
        return None if self._position < 0 else self._found[self._position]
