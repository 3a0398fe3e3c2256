"""A history of edits in which many of them, whatever they are, can be one step of undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.document._document import EditResult, Selection
from textual.document._edit import Edit
from textual.document._history import EditHistory
from textual.widgets.text_area import Location

# As a text area's own.
_STEPS = 50
_SECONDS = 2.0
_CHARACTERS = 100


class JoinedHistory(EditHistory):
    """Keeps edits as a text area does; between `begin` and `end` what they come to, as one.

    The toolkit's own batches are not made for edits in several places: undoing such a one leaves
    lines wrapped as they no longer are.
    """

    def __init__(self, lines: Callable[[], Sequence[str]]) -> None:
        """Keep what happens to the text whose `lines` are answered."""
        super().__init__(_STEPS, _SECONDS, _CHARACTERS)
        self._lines = lines
        self._before: tuple[Sequence[str], Selection] | None = None
        self._is_touched = False

    @property
    def is_joining(self) -> bool:
        """Whether edits are one step now."""
        return self._before is not None

    def begin(self, selection: Selection) -> None:
        """Begin a step, which undo takes back to this selection."""
        self.end()
        self._before = list(self._lines()), selection

    def end(self) -> None:
        """End the step, if one was begun."""
        if self._before is None:
            return
        (lines, selection), self._before = self._before, None
        touched, self._is_touched = self._is_touched, False
        edit = _difference(lines, self._lines(), selection) if touched else None
        if edit is not None:
            super().checkpoint()
            super().record(edit)
        super().checkpoint()

    def record(self, edit: Edit) -> None:
        """Keep an edit that was made."""
        if self._before is None:
            super().record(edit)
        else:
            self._is_touched = True

    def checkpoint(self) -> None:
        """Have the next edit be another step, unless a step was begun."""
        if self._before is None:
            super().checkpoint()

    def clear(self) -> None:
        """Forget everything."""
        self._before, self._is_touched = None, False
        super().clear()

    def _pop_undo(self) -> list[Edit] | None:
        self.end()
        return super()._pop_undo()

    def _pop_redo(self) -> list[Edit] | None:
        self.end()
        return super()._pop_redo()


def _difference(old: Sequence[str], new: Sequence[str], selection: Selection) -> Edit | None:
    """The one edit that makes `new` lines of `old` ones, as if it had been made."""
    head, tail, most = 0, 0, min(len(old), len(new))
    while head < most and old[head] == new[head]:
        head += 1
    if head == len(old) == len(new):
        return None
    while tail < most - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if head + tail == most:
        # Only lines that came or went: one beside them goes along, with its line end.
        head, tail = (head - 1, tail) if head else (head, tail - 1)
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    start: Location = (head, 0)
    edit = Edit("\n".join(after), start, (head + len(before) - 1, len(before[-1])), False)
    edit._original_selection = selection
    end = head + len(after) - 1, len(after[-1])
    edit._edit_result = EditResult(end, "\n".join(before))
    return edit
