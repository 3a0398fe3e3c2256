"""What stands in a tab."""

from __future__ import annotations

import pytest

from tui.widgets.tab_bar import TabLabel


@pytest.mark.parametrize(
    ("label", "text"),
    [
        (TabLabel("Python 3"), " 1 Python 3 "),
        (TabLabel("Python 3", "busy"), " 1 Python 3 ● "),
        (TabLabel("Python 3", "busy", unseen=True), " 1 Python 3 ●+ "),
        (TabLabel("Python 3", unseen=True, end="done"), " 1 Python 3 ✓ "),
        (TabLabel("Python 3", unseen=True, end="failed"), " 1 Python 3 ! "),
        (TabLabel("Python 3", "dead", end="failed"), " 1 Python 3 ✗! "),
        (TabLabel("Python 3", end="of another version"), " 1 Python 3 "),
        (TabLabel("Python 3", marked=True, end="done"), " ◆1 Python 3 ✓ "),
        (TabLabel("x" * 99, end="done"), f" 1 {'x' * 27}… ✓ "),
    ],
)
def test_a_tab_has_its_number_and_signs_for_what_is_new(label: TabLabel, text: str) -> None:
    assert label.text(1) == text
