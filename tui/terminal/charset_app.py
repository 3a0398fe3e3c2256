"""An app that is drawn in what its terminal's charset has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from textual.app import App
from textual.binding import Binding
from textual.filter import LineFilter

from tui.terminal.charset import UTF_8, Charset

ReturnType = TypeVar("ReturnType")

_KEY_NAMES = {
    "⏎": "enter",
    "⌫": "backspace",
    "↑": "up",
    "↓": "down",
    "←": "left",
    "→": "right",
}


class CharsetApp(App[ReturnType]):
    """An app with a charset, which the driver writes and reads in as well; at first UTF-8."""

    _charset = UTF_8
    _stand_ins: tuple[LineFilter, ...] = ()

    @property
    def charset(self) -> Charset:
        """The charset of the terminal; it is set before the app is run."""
        return self._charset

    @charset.setter
    def charset(self, charset: Charset) -> None:
        self._charset, self._stand_ins = charset, ()
        if charset.has_ascii_frames:
            # 10 ms, with regex, for which no usual terminal waits.
            from tui.terminal.stand_ins import StandIns

            self._stand_ins = (StandIns(charset),)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Stand-ins for what the charset has not, then the toolkit's filters."""
        return [*self._stand_ins, *super().get_line_filters()]

    def get_key_display(self, binding: Binding) -> str:
        """A key as it is shown: by its name where its symbol cannot be drawn."""
        shown = super().get_key_display(binding)
        if not self.charset.has_ascii_frames:
            return shown
        return "".join(_KEY_NAMES.get(character, character) for character in shown)
