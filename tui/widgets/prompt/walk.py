"""Walking through earlier inputs with Up and Down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from tui.model.clean import clean_code

LONGEST = 200_000
"""Characters of an input of an earlier session that the prompt, made for less, takes."""


class HistoryWalk:
    """A walk from a draft back through the entries that begin with `prefix`, each shown once.

    It looks at no more of them than it has to, so that a step costs what is near. At the oldest
    entry, `known` says how many matching ones of `earlier` sessions it was given, and `complete`
    that there are no more.
    """

    def __init__(
        self,
        entries: Sequence[str],
        earlier: Sequence[str],
        prefix: str,
        draft: str,
        *,
        complete: bool = False,
    ) -> None:
        """Begin at `draft`; the `entries` of this session, oldest first, are met from their end.

        Below them are those of `earlier` sessions, newest first, `complete` or not.
        """
        self.prefix = prefix
        self.earlier = earlier
        self.known = 0
        self.complete = complete
        self._met = {"", draft}
        self._found: list[str] = []
        self._position = -1
        self._left: Iterator[str] = chain(self._matching(reversed(entries)), self._counted(earlier))

    @property
    def at_draft(self) -> bool:
        """Whether the draft is what is shown."""
        return self._position < 0

    def older(self) -> str | None:
        """The next older entry, cleaned, or `None` at the oldest."""
        if self._position + 1 == len(self._found) and not self._find():
            return None
        self._position += 1
        return self._found[self._position]

    def newer(self) -> str | None:
        """The next newer entry, or `None` when what comes is the draft."""
        self._position = max(-1, self._position - 1)
        return None if self._position < 0 else self._found[self._position]

    def add(self, entries: Sequence[str], complete: bool) -> None:
        """Go on with `entries`, of earlier sessions and newest first, below the oldest one."""
        self.known += len(entries)
        # None at all are the end, whatever is said: they would be asked for again and again.
        self.complete = complete or not entries
        self._left = _short(self._matching(entries))

    def _find(self) -> bool:
        """Find the next one that was not met."""
        for entry in self._left:
            code = clean_code(entry)
            if code not in self._met:
                self._met.add(code)
                self._found.append(code)
                return True
        return False

    def _matching(self, entries: Iterable[str]) -> Iterator[str]:
        prefix = self.prefix
        return (entry for entry in entries if entry.startswith(prefix))

    def _counted(self, entries: Iterable[str]) -> Iterator[str]:
        for entry in self._matching(entries):
            self.known += 1
            if len(entry) <= LONGEST:
                yield entry


def _short(entries: Iterable[str]) -> Iterator[str]:
    return (entry for entry in entries if len(entry) <= LONGEST)
