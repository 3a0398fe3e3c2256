"""The question of a kernel: its field stands in the cell that asks, and takes the focus."""

from __future__ import annotations

import re

from rich.cells import cell_len

from tui.model.cells import Cell
from tui.model.outputs import InputOutput
from tui.render.registry import question_prompt
from tui.widgets.stdin_field import StdinField
from tui.widgets.transcript.view import TranscriptView

LEAST_WIDTH = 12
_DEBUGGER_PROMPT = re.compile(r"^\s*(\(?i?pdb\)?>?|\(Pdb\)|ipdb>|Browse\[\d+\]>|debug>)\s*$", re.I)


class Asking:
    """Places the field over the line that asks, and remembers what debuggers were told."""

    def __init__(self, view: TranscriptView, field: StdinField) -> None:
        self._view = view
        self._field = field
        self._question: InputOutput | None = None
        self._debugger_lines: list[str] = []

    @property
    def is_open(self) -> bool:
        """Whether a question is open."""
        return self._question is not None

    def update(self, cell: Cell | None) -> bool:
        """Follow the open question of the session; answers whether the focus has to follow.

        An answered question's field stays for the moment in which the next one may come.
        """
        question = cell.waiting_input if cell is not None else None
        changed = question is not self._question
        if changed:
            self._question = question
            if question is not None:
                self._field.display = True
                self._field.ask(question.password)
                self._field.earlier = self._debugger_lines if self._at_debugger else ()
            elif not self._field.holding:
                self.close()
        self.place()
        return changed and not self._field.holding

    def close(self) -> None:
        """Hide the field: nothing more is asked."""
        self._field.take_held()
        self._field.display = False

    @property
    def _at_debugger(self) -> bool:
        question = self._question
        return question is not None and bool(_DEBUGGER_PROMPT.match(question.prompt))

    def remember(self, text: str | None) -> None:
        """Keep an answer for Up and Down, at debugger prompts only and never a password."""
        question = self._question
        if text and question is not None and not question.password and self._at_debugger:
            self._debugger_lines.append(text)

    def place(self) -> None:
        """Put the field where the question is; out of view it waits at the nearest edge."""
        question = self._question
        if question is None:
            return
        size = self._view.size
        line = self._view.question_line()
        row = size.height - 1 if line is None else min(max(line, 0), size.height - 1)
        prompt = question_prompt(question)
        # The question may be wrapped: the field goes on where its last row ends.
        column = cell_len(prompt) % max(size.width, 1) if prompt else 0
        column = max(0, min(column, size.width - LEAST_WIDTH))
        self._field.styles.offset = (column, max(row, 0))
        self._field.styles.width = max(1, size.width - column)
