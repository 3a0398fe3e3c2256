"""The keys of the history panel."""

from __future__ import annotations

from textual.binding import Binding, BindingType


def _quiet(keys: str, action: str, words: str, name: str) -> Binding:
    return Binding(keys, action, words, id=f"history.{name}", show=False)


def _shown(keys: str, action: str, words: str, name: str) -> Binding:
    return Binding(keys, action, words, id=f"history.{name}")


# A letter is a key in the list only: the search row takes it as text.
BINDINGS: list[BindingType] = [
    _shown("enter", "take(False)", "Take", "take"),
    _shown("f5,ctrl+enter", "take(True)", "Run", "run"),
    _shown("ctrl+r", "next_scope", "Scope", "next_scope"),
    _shown("space", "mark", "Mark", "mark"),
    _shown("y", "act('copy')", "Copy", "copy"),
    _shown("d,delete", "act('forget')", "Forget", "forget"),
    _shown("s", "act('save')", "Save", "save"),
    _shown("backspace", "unmark", "Unmark", "unmark"),
    _shown("escape,ctrl+c,ctrl+g", "close", "Close", "close"),
    _shown("tab,shift+tab", "switch", "Switch", "switch"),
    _shown("alt+e,e", "filter('errors')", "Errors", "errors"),
    _shown("alt+c,c", "filter('cwd')", "Here", "here"),
    _shown("alt+l,l", "filter('language')", "Language", "language"),
    _shown("alt+s,t", "filter('since')", "Since", "since"),
    _shown("alt+u,u", "fold", "Unfold", "unfold"),
    _quiet("down,j", "move(1)", "Entry below", "down"),
    _quiet("up,k", "move(-1)", "Entry above", "up"),
    _quiet("pagedown", "page(1)", "Page below", "page_down"),
    _quiet("pageup", "page(-1)", "Page above", "page_up"),
    _quiet("ctrl+home,home", "go_to_end(-1)", "First entry", "first"),
    _quiet("ctrl+end,end", "go_to_end(1)", "Last entry", "last"),
    _quiet("alt+down", "preview(1, False)", "Preview down", "preview_down"),
    _quiet("alt+up", "preview(-1, False)", "Preview up", "preview_up"),
    _quiet("alt+pagedown,shift+pagedown", "preview(1, True)", "Preview page down", "preview_next"),
    _quiet("alt+pageup,shift+pageup", "preview(-1, True)", "Preview page up", "preview_previous"),
    _quiet("slash", "search", "Search", "search"),
    _quiet("1", "scope(0)", "First scope", "scope_1"),
    _quiet("2", "scope(1)", "Second scope", "scope_2"),
    _quiet("3", "scope(2)", "Third scope", "scope_3"),
]
