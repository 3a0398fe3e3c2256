"""jtui in a terminal for every test; whatever the test started is ended with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.harness import Jtui


@pytest.fixture
def jtui(tmp_path: Path) -> Iterator[Jtui]:
    """A jtui that is not started yet."""
    terminal = Jtui(tmp_path)
    try:
        yield terminal
    finally:
        terminal.close()


@pytest.fixture
def console(jtui: Jtui) -> Jtui:
    """jtui with an IPython kernel that is ready, in 120 columns and 40 rows."""
    jtui.start(size=(120, 40))
    jtui.wait_state("idle")
    return jtui
