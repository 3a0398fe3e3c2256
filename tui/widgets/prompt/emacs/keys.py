"""The keys of emacs in the prompt's editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.widgets.text_area import Selection

from tui.widgets.prompt.emacs.changes import Changes
from tui.widgets.prompt.emacs.kills import Kills
from tui.widgets.prompt.emacs.table import BY_KEY, CHORD
from tui.widgets.prompt.keyed_area import behind_escape

if TYPE_CHECKING:
    from tui.widgets.prompt.editor import PromptEditor

# Actions after which there still is a region.
_MOVES = ("cursor_", "previous", "next", "text_", "word_", "exchange", "mark")


_ENDS = frozenset(chord.partition(" ")[2] for chord in BY_KEY) - {""}


class EmacsKeys:
    """Takes keys of an editor as emacs does; characters are typed as ever."""

    joins = False
    types = True

    def __init__(self, editor: PromptEditor, others: frozenset[str]) -> None:
        """Take the keys of `editor`, but none of `others`."""
        self._editor = editor
        self._others = others
        self._kills = Kills(editor)
        self._changes = Changes(editor)
        self._chord = ""
        self._now = ""

    @property
    def shown(self) -> str:
        """The chord that has begun, or that there is a region."""
        if self._chord:
            return "Ctrl+X …"
        return "REGION" if self._kills.anchor is not None else ""

    def begin_anew(self) -> None:
        """Forget the region, which was in another text."""
        self._kills.anchor, self._chord = None, ""

    def goes_first(self, event: events.Key) -> bool:
        """The set's keys are its own in the prompt, and those that may end a chord."""
        return self.wants(event) or event.key in _ENDS

    def wants(self, event: events.Key) -> bool:
        """Whether a key is one of the set's; behind the first of a chord every key is."""
        if self._chord:
            return True
        key = _key_of(event)
        return key not in self._others and (key in BY_KEY or key == CHORD)

    async def take(self, event: events.Key) -> bool:
        """Do what a key means."""
        key, begun = _key_of(event), self._chord
        if not begun and key == CHORD and key not in self._others:
            self._chord = key
            return True
        self._chord = ""
        self._kills.last, self._now = self._now, ""
        row = None if key in self._others and not begun else BY_KEY.get(f"{begun} {key}".strip())
        if row is None:
            self._before(self._editor.action_of(event))
            # What ends no chord means nothing.
            return bool(begun)
        self._now = row.action
        self._before(row.action)
        await self._do(row.action)
        return True

    def _before(self, action: str) -> None:
        """Moving with a region goes on from the cursor and not from the region's end."""
        moves = action.removeprefix("prompt:").startswith(_MOVES)
        if self._kills.anchor is not None and moves and "True" not in action:
            self._kills.collapse()

    async def _do(self, action: str) -> None:
        own, _, name = action.rpartition(":")
        if own:
            await self._editor.run_action(name)
        elif "." in name:
            await self._editor.run_command(name)
        else:
            deeds = self._kills if hasattr(self._kills, name) else self._changes
            deed: Callable[[], None] = getattr(deeds, name)
            deed()

    def after(self, *, moved: bool, changed: bool) -> None:
        """Draw the region, which there is until the text changes."""
        anchor = self._kills.anchor
        if anchor is None:
            return
        if changed:
            self._kills.anchor = None
        else:
            self._editor.selection = Selection(anchor, self._editor.cursor_location)


def _key_of(event: events.Key) -> str:
    """The key's name; what terminals send for Alt and B is also what some send for Ctrl+Left."""
    if behind := behind_escape(event):
        return {"b": "alt+b", "f": "alt+f"}.get(behind, event.key)
    return event.key
