"""The keys of the panel in which one picks what to open.

None of them is a letter: letters go to the filter.
"""

from __future__ import annotations

from textual.binding import Binding, BindingType


def _quiet(keys: str, action: str, words: str, name: str) -> Binding:
    return Binding(keys, action, words, id=f"connect.{name}", show=False)


def _shown(keys: str, action: str, words: str, name: str) -> Binding:
    return Binding(keys, action, words, id=f"connect.{name}")


BINDINGS: list[BindingType] = [
    _shown("enter", "act('open')", "Open", "open"),
    _shown("ctrl+t,tab,right", "step_page(1)", "Next page", "next_page"),
    _quiet("shift+tab,left", "step_page(-1)", "Page before", "previous_page"),
    _shown("escape,ctrl+c", "act('back')", "Back", "back"),
    _shown("f5", "act('refresh')", "Refresh", "refresh"),
    _shown("f6,alt+i", "act('interrupt')", "Interrupt", "interrupt"),
    _shown("f7,alt+r", "act('restart')", "Restart", "restart"),
    _shown("f8,alt+d,delete", "act('shut_down')", "Shut down", "shut_down"),
    _shown("f9,alt+c", "act('clean_up')", "Clean up", "clean_up"),
    _quiet("down,ctrl+n", "move(1)", "Row below", "down"),
    _quiet("up", "move(-1)", "Row above", "up"),
    _quiet("pagedown", "page(1)", "Page of rows below", "page_down"),
    _quiet("pageup", "page(-1)", "Page of rows above", "page_up"),
    _quiet("ctrl+home,home", "go_to_end(-1)", "First row", "first"),
    _quiet("ctrl+end,end", "go_to_end(1)", "Last row", "last"),
    _quiet("alt+down", "scroll_details(1, False)", "Details down", "details_down"),
    _quiet("alt+up", "scroll_details(-1, False)", "Details up", "details_up"),
    _quiet(
        "alt+pagedown,shift+pagedown",
        "scroll_details(1, True)",
        "Details page down",
        "details_next",
    ),
    _quiet(
        "alt+pageup,shift+pageup", "scroll_details(-1, True)", "Details page up", "details_previous"
    ),
]
