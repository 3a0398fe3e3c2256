"""What emacs' keys kill, keep and yank, and the region they do it to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets.text_area import Location, Selection

from tui.widgets.prompt.emacs import words
from tui.widgets.prompt.emacs.kill_ring import RING, Side

if TYPE_CHECKING:
    from tui.widgets.prompt.editor import PromptEditor


class Kills:
    """Kills and yanks in an editor. `last` is the action before; methods are actions."""

    def __init__(self, editor: PromptEditor) -> None:
        self._editor = editor
        self.last = ""
        self.anchor: Location | None = None
        """Where the region begins that ends at the cursor; `None` without one."""
        self._yanked: Location = (0, 0)

    # The region.

    def mark(self) -> None:
        """Begin a region."""
        self.anchor = self._editor.cursor_location

    def mark_all(self) -> None:
        """Have everything in the region."""
        self.anchor = self._editor.document.end
        self._editor.move_cursor((0, 0))

    def exchange(self) -> None:
        """Go to the other end of the region."""
        if self.anchor is not None:
            here = self._editor.cursor_location
            self._editor.move_cursor(self.anchor)
            self.anchor = here

    def quit(self) -> None:
        """Give the region up."""
        self.anchor = None
        self.collapse()

    def collapse(self) -> None:
        """Have nothing selected."""
        self._editor.selection = Selection.cursor(self._editor.cursor_location)

    def region(self) -> tuple[Location, Location] | None:
        """What is selected, by the keys of the region or otherwise."""
        here = self._editor.cursor_location
        other = self._editor.selection.start if self.anchor is None else self.anchor
        return None if other == here else (min(other, here), max(other, here))

    # Kills.

    def _kill(self, start: Location, end: Location, side: Side) -> None:
        text = self._editor.get_text_range(start, end)
        if text:
            RING.kill(text, side, goes_on=self.last.startswith("kill_"))
            self._editor.replace_step("", start, end)

    def kill_line(self) -> None:
        """Kill to the end of the line, there its line end."""
        editor = self._editor
        row, column = here = editor.cursor_location
        end = row, len(editor.document.get_line(row))
        if column == end[1] and row + 1 < editor.document.line_count:
            end = row + 1, 0
        self._kill(here, end, "after")

    def kill_line_back(self) -> None:
        """Kill to the start of the line, there the line end before."""
        self._kill(self._before(0), self._editor.cursor_location, "before")

    def _before(self, column: int) -> Location:
        """A column of the cursor's line; at its start the end of the line above."""
        row, here = self._editor.cursor_location
        return (row, column) if here else self._editor.get_cursor_left_location()

    def kill_word(self) -> None:
        """Kill to the end of the word."""
        here, lines = self._editor.cursor_location, self._editor.document.lines
        self._kill(here, words.end_of_next(lines, here), "after")

    def kill_word_back(self) -> None:
        """Kill to the beginning of the word."""
        here, lines = self._editor.cursor_location, self._editor.document.lines
        self._kill(words.start_of_previous(lines, here), here, "before")

    def kill_region(self) -> None:
        """Kill the region, without one to the blank before."""
        if (region := self.region()) is not None:
            self.quit()
            self._kill(*region, "after")
            return
        row, column = here = self._editor.cursor_location
        before = self._editor.document.get_line(row)[:column].rstrip()
        start = len(before) - len(before.split()[-1]) if before else 0
        self._kill(self._before(start), here, "before")

    # Yanks.

    def copy_region(self) -> None:
        """Keep the region, and leave it where it is."""
        if (region := self.region()) is not None:
            RING.kill(self._editor.get_text_range(*region), "after", goes_on=False)
            self.quit()

    def yank(self) -> None:
        """Put in what was killed last."""
        start, end = self.region() or (self._editor.cursor_location,) * 2
        if self.anchor is not None:
            start = end = self._editor.cursor_location
        self._put(start, end, RING.newest())

    def yank_pop(self) -> None:
        """Put in, for what was just yanked, what was killed before that."""
        if self.last in ("yank", "yank_pop"):
            self._put(self._yanked, self._editor.cursor_location, RING.turn())

    def _put(self, start: Location, end: Location, text: str) -> None:
        self.quit()
        self._yanked = start
        if text or start != end:
            self._editor.replace_step(text, start, end)

    def yank_last_word(self) -> None:
        """Put in the last word of the input before."""
        entries = self._editor.entries()
        last = entries[-1].split() if entries else []
        if last:
            self._editor.insert_pasted(last[-1])
