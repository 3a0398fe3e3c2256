"""What narrows a search besides its words."""

from __future__ import annotations

from dataclasses import dataclass

from tui.model.history.entry import HistoryEntry, Outcome


@dataclass(frozen=True, slots=True)
class HistoryFilters:
    """Which entries count at all; `None` and `False` let all pass.

    `cwd`, `language` and `kernelspec` must be the entry's, `since` is the earliest start in
    seconds since the epoch. An entry of which that is unknown does not pass.
    """

    errors: bool = False
    cwd: str | None = None
    language: str | None = None
    kernelspec: str | None = None
    since: float | None = None

    def passes(self, entry: HistoryEntry) -> bool:
        """Whether `entry` counts."""
        return (
            (not self.errors or entry.outcome is Outcome.ERROR)
            and (self.cwd is None or entry.cwd == self.cwd)
            and (self.language is None or entry.language == self.language)
            and (self.kernelspec is None or entry.kernelspec == self.kernelspec)
            and (self.since is None or (entry.started is not None and entry.started >= self.since))
        )
