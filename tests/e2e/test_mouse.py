"""The mouse: text is selected and copied as it was printed, tabs are clicked."""

from __future__ import annotations

import base64
import re

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e


def drag(jtui: Jtui, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Press the button at a column and row (from 1), move to another place, let go there."""
    for code, (column, row), final in ((0, start, "M"), (32, end, "M"), (0, end, "m")):
        jtui.send(f"\x1b[<{code};{column};{row}{final}")
        jtui.settle()


def copied(raw: bytes) -> str:
    """The text that was given to the terminal's clipboard last."""
    return base64.b64decode(re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)", raw)[-1]).decode()


def test_a_selection_is_copied_without_prompts_and_with_wrapped_lines_joined(
    console: Jtui,
) -> None:
    console.run("print('alpha beta gamma'); print('x' * 100)")
    console.wait_done(1)
    first = next(n for n, line in enumerate(console.lines) if line.startswith("alpha")) + 1
    drag(console, (7, first), (30, first + 2))
    console.press("ctrl+c")
    console.wait_for("Copied 2 lines")
    assert copied(console.raw) == "beta gamma\n" + "x" * 100


def test_a_click_on_a_tab_shows_it(jtui: Jtui) -> None:
    jtui.start("--kernel", "python3", "--kernel", "bash")
    jtui.wait_for("In [1]:")
    column = jtui.tabs.index("2 Bash") + 2
    jtui.send(f"\x1b[<0;{column};1M\x1b[<0;{column};1m")
    jtui.wait_for(lambda: jtui.status.startswith(" Bash"))
