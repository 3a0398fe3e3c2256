"""The keys of the settings' screen."""

from __future__ import annotations

from textual.binding import Binding, BindingType


def _quiet(keys: str, action: str, words: str, name: str) -> Binding:
    return Binding(keys, action, words, id=f"settings.{name}", show=False)


def _shown(keys: str, action: str, words: str, name: str) -> Binding:
    return Binding(keys, action, words, id=f"settings.{name}")


# A letter is a key in the list only: the filter takes it as text.
BINDINGS: list[BindingType] = [
    _shown("enter", "edit", "Change", "edit"),
    _shown("space", "step", "Next value", "step"),
    _shown("d,delete", "reset", "Default", "reset"),
    _shown("u", "undo", "Undo", "undo"),
    _shown("slash", "filter", "Filter", "filter"),
    _shown("escape,ctrl+c,f11", "close", "Close", "close"),
    _shown("f5,R", "read", "Read again", "read"),
    _shown("tab,shift+tab", "switch", "List or filter", "switch"),
    _quiet("down,j", "move(1)", "Setting below", "down"),
    _quiet("up,k", "move(-1)", "Setting above", "up"),
    _quiet("pagedown", "page(1)", "Page of settings below", "page_down"),
    _quiet("pageup", "page(-1)", "Page of settings above", "page_up"),
    _quiet("ctrl+home,home", "go_to_end(-1)", "First setting", "first"),
    _quiet("ctrl+end,end", "go_to_end(1)", "Last setting", "last"),
    _quiet("alt+down", "details(1, False)", "Details down", "details_down"),
    _quiet("alt+up", "details(-1, False)", "Details up", "details_up"),
    _quiet("alt+pagedown,shift+pagedown", "details(1, True)", "Details page down", "details_next"),
    _quiet("alt+pageup,shift+pageup", "details(-1, True)", "Details page up", "details_previous"),
]
FIELD_BINDINGS: list[BindingType] = [
    _shown("enter", "take", "Set", "submit"),
    _shown("escape", "leave", "Cancel", "cancel"),
]
