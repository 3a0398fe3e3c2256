"""The keys of the kernelspecs' screen."""

from __future__ import annotations

from textual.binding import Binding, BindingType


def _quiet(keys: str, action: str, words: str, name: str) -> Binding:
    return Binding(keys, action, words, id=f"kernelspecs.{name}", show=False)


def _shown(keys: str, action: str, words: str, name: str) -> Binding:
    return Binding(keys, action, words, id=f"kernelspecs.{name}")


# A letter is a key in the table only: the filter takes it as text. A narrow terminal names the
# first of those that are shown.
BINDINGS: list[BindingType] = [
    _shown("enter", "act('start')", "Start", "start"),
    _shown("c", "act('check')", "Check", "check"),
    _shown("d,delete", "act('remove')", "Remove", "remove"),
    _shown("u", "act('undo')", "Undo", "undo"),
    _shown("e", "act('edit')", "Edit", "edit"),
    _shown("i", "act('install')", "Install", "install"),
    _shown("escape,ctrl+c,f4", "close", "Close", "close"),
    _shown("slash", "filter", "Filter", "filter"),
    _shown("space", "mark", "Mark", "mark"),
    _shown("asterisk", "act('set_default')", "Default", "default"),
    _shown("D", "act('duplicate')", "Duplicate", "duplicate"),
    _shown("r", "act('restore')", "Restore", "restore"),
    _shown("C", "act('check_all')", "Check all", "check_all"),
    _shown("E", "act('edit_file')", "Edit file", "edit_file"),
    _shown("backspace", "unmark", "Unmark", "unmark"),
    _shown("greater_than_sign", "step_order(1)", "Sort", "sort_next"),
    _shown("tab,shift+tab", "switch", "Table or filter", "switch"),
    _quiet("less_than_sign", "step_order(-1)", "Sort by the column before", "sort_previous"),
    _quiet("f5,R", "act('read')", "Read again", "read"),
    _quiet("down,j", "move(1)", "Kernelspec below", "down"),
    _quiet("up,k", "move(-1)", "Kernelspec above", "up"),
    _quiet("pagedown", "page(1)", "Page below", "page_down"),
    _quiet("pageup", "page(-1)", "Page above", "page_up"),
    _quiet("ctrl+home,home", "go_to_end(-1)", "First kernelspec", "first"),
    _quiet("ctrl+end,end", "go_to_end(1)", "Last kernelspec", "last"),
    _quiet("alt+down", "details(1, False)", "Details down", "details_down"),
    _quiet("alt+up", "details(-1, False)", "Details up", "details_up"),
    _quiet("alt+pagedown,shift+pagedown", "details(1, True)", "Details page down", "details_next"),
    _quiet("alt+pageup,shift+pageup", "details(-1, True)", "Details page up", "details_previous"),
    _quiet("1", "sort(0)", "Sort by state", "sort_state"),
    _quiet("2", "sort(1)", "Sort by name", "sort_name"),
    _quiet("3", "sort(2)", "Sort by display name", "sort_display_name"),
    _quiet("4", "sort(3)", "Sort by language", "sort_language"),
    _quiet("5", "sort(4)", "Sort by place", "sort_place"),
    _quiet("6", "sort(5)", "Sort by path", "sort_path"),
]
