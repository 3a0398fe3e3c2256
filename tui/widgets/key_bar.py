"""The row at the bottom that names the keys of what has the focus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

NO_KEY = "no_key"
"""The key, for the toolkit, of an action that has none; nobody can press it."""

_DIM = Style(dim=True)


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key by its name for the toolkit, as it is shown, and what it does, if it can just now."""

    key: str
    shown: str
    words: str
    enabled: bool = True

    @property
    def width(self) -> int:
        """Cells of its text with the space after it."""
        return cell_len(self.shown) + cell_len(self.words) + 2


def hints_of(screen: Screen[Any]) -> tuple[KeyHint, ...]:
    """The keys that work on a screen now, of each action the first."""
    hints: dict[str, KeyHint] = {}
    for _node, binding, enabled, _tooltip in screen.active_bindings.values():
        if binding.show and binding.key != NO_KEY and binding.action not in hints:
            shown = screen.app.get_key_display(binding)
            hints[binding.action] = KeyHint(binding.key, shown, binding.description, enabled)
    return tuple(hints.values())


def keys_by_id(screen: Screen[Any]) -> dict[str, str]:
    """The first key that works on a screen now of each binding, by the binding's id."""
    keys: dict[str, str] = {}
    for _node, binding, _enabled, _tooltip in screen.active_bindings.values():
        if binding.id and binding.key != NO_KEY:
            keys.setdefault(binding.id, binding.key)
    return keys


def hint_of(screen: Screen[Any], binding_id: str, words: str) -> KeyHint | None:
    """A key that works on a screen by the id of its binding, with words for it; `None` for none."""
    for _node, binding, enabled, _tooltip in screen.active_bindings.values():
        if binding.id == binding_id and binding.key != NO_KEY:
            return KeyHint(binding.key, screen.app.get_key_display(binding), words, enabled)
    return None


class KeyBar(Widget):
    """Draws hints in one row; those at the end that do not fit are left out.

    The toolkit's own footer makes a widget of every key, and all of them anew whenever the focus
    moves: four times on the way to the first prompt.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key", "key-bar--words"}
    DEFAULT_CSS = """
    KeyBar {
        height: 1;
        background: $panel;
        & > .key-bar--key {
            color: $footer-key-foreground;
            background: $panel;
            text-style: bold;
        }
        & > .key-bar--words { color: $footer-description-foreground; background: $panel; }
    }
    """

    hints: reactive[Sequence[KeyHint]] = reactive(())
    more: reactive[KeyHint | None] = reactive(None)
    """What leads to all keys, the last in the row however little room there is."""

    class Pressed(Message):
        """A key was clicked; `key` is its name for the toolkit."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    @property
    def shown(self) -> Sequence[KeyHint]:
        """The hints there is room for, one at least."""
        last = () if self.more is None else (self.more,)
        # After the last one there need be no space.
        room = self.size.width + 1 - sum(hint.width for hint in last)
        fitting = [*takewhile(lambda end: end <= room, accumulate(h.width for h in self.hints))]
        return (*self.hints[: max(1, len(fitting))], *last)

    def render_line(self, y: int) -> Strip:
        """The row of keys."""
        key = self.get_component_rich_style("key-bar--key")
        words = self.get_component_rich_style("key-bar--words")
        segments: list[Segment] = []
        for hint in self.shown:
            segments += [
                Segment(hint.shown, key if hint.enabled else key + _DIM),
                Segment(f" {hint.words}", words if hint.enabled else words + _DIM),
                Segment(" ", words),
            ]
        width = self.size.width
        return Strip(segments).crop(0, width).extend_cell_length(width, words)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Ask for the key under the pointer."""
        start = 0
        for hint in self.shown:
            end = start + hint.width
            if start <= event.x < end - 1:
                if hint.enabled:
                    self.post_message(self.Pressed(hint.key))
                else:
                    self.app.bell()
                return
            start = end
