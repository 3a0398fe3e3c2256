"""An editor whose keys can be those of vi or of emacs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from textual import events
from textual.message import Message
from textual.widgets.text_area import Edit, EditResult

from tui.widgets.prompt.joined_history import JoinedHistory
from tui.widgets.prompt.suggesting_area import SuggestingArea

if TYPE_CHECKING:
    from tui.widgets.prompt.editor import PromptEditor

EditingMode = Literal["default", "emacs", "vi"]

BAR = "-bar-cursor"
"""The class of an editor whose cursor is a line and no block."""


class KeySet(Protocol):
    """The keys of another editor."""

    @property
    def shown(self) -> str:
        """What is said of what keys mean now, "" for nothing."""
        ...

    @property
    def types(self) -> bool:
        """Whether characters are typed into the text now."""
        ...

    @property
    def joins(self) -> bool:
        """Whether all edits are one step of undo now."""
        ...

    def wants(self, event: events.Key) -> bool:
        """Whether a key that is no character may be one of the set's."""
        ...

    def goes_first(self, event: events.Key) -> bool:
        """Whether a key is to be seen before the bindings of others that come before all."""
        ...

    async def take(self, event: events.Key) -> bool:
        """Do what a key means; false when it is none of the set's."""
        ...

    def after(self, *, moved: bool, changed: bool) -> None:
        """A key was taken: it `changed` the text, or only `moved` the cursor, or neither."""
        ...

    def begin_anew(self) -> None:
        """The prompt is for the next input."""
        ...


def behind_escape(event: events.Key) -> str:
    """The character that came right behind an ESC, which is how terminals send Alt; else ""."""
    sequence = event.character or ""
    return sequence[1] if len(sequence) == 2 and sequence[0] == "\x1b" else ""


class KeyedArea(SuggestingArea):
    """A code area that another set of keys can be put before: `set_keys`."""

    @dataclass
    class ShownChanged(Message):
        """There is something else to say of what keys mean; see `keys_shown`."""

        editor: KeyedArea

        @property
        def control(self) -> KeyedArea:
            """The editor."""
            return self.editor

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        self._keys: KeySet | None = None
        self._edits = 0
        self._apart = False
        self._said = ""
        super().__init__(id=id, classes=classes)
        self._joined = self.history = JoinedHistory(lambda: self.document.lines)

    # The set of keys.

    def set_keys(self, mode: EditingMode, others: Iterable[str] = ()) -> None:
        """Take keys as `mode` says; those of `others`, which no character is, are left alone."""
        editor: PromptEditor = self  # type: ignore[assignment]
        self._joined.end()
        match mode:
            case "vi":
                # 8 ms of a start that most do not need.
                from tui.widgets.prompt.vi.keys import ViKeys

                self._keys = ViKeys(editor, frozenset(others))
            case "emacs":
                from tui.widgets.prompt.emacs.keys import EmacsKeys

                self._keys = EmacsKeys(editor, frozenset(others))
            case "default":
                self._keys = None
                self.remove_class(BAR)
        self._say()

    @property
    def keys_shown(self) -> str:
        """What is said of what keys mean now: `NORMAL`; "" for nothing."""
        return "" if self._keys is None else self._keys.shown

    @property
    def is_typing(self) -> bool:
        """Whether characters are typed into the text."""
        return self._keys is None or self._keys.types

    def goes_first(self, event: events.Key) -> bool:
        """Whether nobody may take a key before this editor has seen it."""
        return self._keys is not None and self._keys.goes_first(event)

    def _say(self) -> None:
        if self.is_mounted and self.keys_shown != self._said:
            self._said = self.keys_shown
            self.post_message(self.ShownChanged(self))

    # Keys.

    def wants(self, event: events.Key) -> bool:
        """Whether a key is one of this editor's."""
        return super().wants(event) or (self._keys is not None and self._keys.wants(event))

    async def take_key(self, event: events.Key) -> None:
        """Take a key, and then let the set see what came of it."""
        edits, selection = self._edits, self.selection
        await super().take_key(event)
        if self._keys is not None:
            changed = self._edits != edits
            # A closing bracket may only step over the one that is there.
            steps = event.is_printable and self.is_typing
            moved = not changed and not steps and self.selection != selection
            self._keys.after(moved=moved, changed=changed)
            self._say()

    async def take_otherwise(self, event: events.Key) -> bool:
        """Take a key as the set says."""
        if self._keys is None:
            return False
        if await self._keys.take(event):
            return True
        if event.is_printable or self.action_of(event) or await self.run_binding(event.key):
            return False
        # An Esc that means nothing, and a key that is none with Alt.
        behind = behind_escape(event)
        return bool(behind) and await self._keys.take(events.Key(behind, behind))

    async def run_binding(self, key: str) -> bool:
        """Run what a key is bound to, wherever that is; false where it is nothing."""
        active = self.screen.active_bindings.get(key)
        if active is None:
            return False
        return await self.app.run_action(active.binding.action, active.node)

    async def run_command(self, command_id: str) -> bool:
        """Run the action with an id, if a key for it works now."""
        for active in self.screen.active_bindings.values():
            if active.binding.id == command_id:
                return await self.app.run_action(active.binding.action, active.node)
        return False

    # Undo.

    def begin_step(self) -> None:
        """Have all edits until `end_step` be one step of undo."""
        if not self._joined.is_joining:
            self._joined.begin(self.selection)

    def end_step(self) -> None:
        """End a step of undo."""
        self._joined.end()

    def edit(self, edit: Edit) -> EditResult:
        """Perform `edit`, as part of the step that typing is for the set of keys."""
        self._edits += 1
        if self._keys is not None and self._keys.joins and not self._apart:
            self.begin_step()
        return super().edit(edit)

    def replace_text(self, code: str) -> None:
        """Put `code` in the place of all text, as a step of its own."""
        self._joined.end()
        self._apart = True
        try:
            super().replace_text(code)
        finally:
            self._apart = False

    def clear_text(self) -> None:
        """Empty the editor, for the next input."""
        super().clear_text()
        if self._keys is not None:
            self._keys.begin_anew()
            self._say()

    # What is only there while typing.

    def _suggested(self) -> tuple[str, str, int]:
        return super()._suggested() if self.is_typing else ("", "", 0)
