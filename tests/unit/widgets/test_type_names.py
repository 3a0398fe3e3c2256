"""The names by which the stylesheet knows the widgets."""

from __future__ import annotations

import pkgutil
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module

from textual.widget import Widget

import tui.panes
import tui.screens
import tui.widgets


def classes_below(base: type[Widget]) -> Iterator[type[Widget]]:
    """All classes that derive from one, however far; some more than once."""
    for derived in base.__subclasses__():
        yield derived
        yield from classes_below(derived)


def test_no_two_widgets_are_the_same_to_the_stylesheet() -> None:
    # A rule of one would hold for the other, too, as soon as both were shown.
    for package in (tui.widgets, tui.panes, tui.screens):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    named: defaultdict[str, set[str]] = defaultdict(set)
    for each in classes_below(Widget):
        if each.__module__.startswith(("tui.", "textual.")):
            named[each._css_type_name].add(f"{each.__module__}.{each.__qualname__}")
    ours = {
        name: paths
        for name, paths in named.items()
        if any(path.startswith("tui.") for path in paths)
    }
    assert {"HistoryPanel", "Pager", "SpecsPanel", "HistoryScreen"} <= ours.keys()
    assert {name: paths for name, paths in ours.items() if len(paths) > 1} == {}
