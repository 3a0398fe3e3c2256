"""Directories that cannot be written, and a terminal of five rows: jtui starts and is of use."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e


def _words(jtui: Jtui) -> str:
    return " ".join(jtui.text.split())


@pytest.mark.parametrize("home", ["/dev/null", "/proc/none"])
def test_a_home_that_cannot_be_written_is_told_and_kernels_run(
    jtui: Jtui, tmp_path: Path, home: str
) -> None:
    kept = tmp_path / "tmp"
    kept.mkdir()
    places = {
        "JUPYTER_DATA_DIR": f"{home}/data",
        "JUPYTER_CONFIG_DIR": f"{home}/config",
        "JUPYTER_RUNTIME_DIR": f"{home}/runtime",
    }
    jtui.start(size=(160, 40), env={"HOME": home, "TMPDIR": str(kept), **places})
    jtui.wait_state("idle")
    jtui.wait_for(lambda: f"The log file {home}/data" in _words(jtui), what="the log file")
    jtui.wait_for(lambda: f"The runtime directory {home}" in _words(jtui), what="the directory")
    jtui.wait_for(lambda: "Set JUPYTER_RUNTIME_DIR to" in _words(jtui), what="what to do")
    jtui.enter("1+1")
    jtui.wait_for("Out[1]: 2")
    (runtime,) = kept.glob("jtui-*/runtime")
    # Jupyter adds the sticky bit.
    assert [each.stat().st_mode & 0o777 for each in (runtime, runtime.parent)] == [0o700, 0o700]
    assert list(runtime.glob("*.json"))


def test_a_relative_runtime_directory_is_one_for_all(jtui: Jtui) -> None:
    jtui.start(size=(120, 30), env={"JUPYTER_RUNTIME_DIR": "rel"})
    jtui.wait_state("idle")
    jtui.enter("import os; os.environ['JUPYTER_RUNTIME_DIR'].startswith('/')")
    jtui.wait_for("Out[1]: True")
    assert list((jtui.work / "rel").glob("*.json"))


def test_five_rows_are_enough_for_every_screen(jtui: Jtui) -> None:
    jtui.start(size=(20, 5))
    jtui.wait_for("In [1]:")
    jtui.wait_for("idle")
    jtui.enter("1+1")
    jtui.wait_for("Out[1]: 2")
    screens = {
        "f1": "jtui: keys",
        "ctrl+p": "Search for",
        "ctrl+r": "search the history",
        "f4": "filter:",
        "ctrl+t": "New tab",
        "ctrl+q": "Quit jtui?",
    }
    for key, shown in screens.items():
        jtui.press(key)
        jtui.wait_for(shown)
        jtui.resize(200, 60)
        jtui.settle()
        jtui.resize(20, 5)
        jtui.wait_for(shown)
        jtui.settle()
        jtui.press("escape")
        jtui.wait_for(lambda: jtui.row("In [2]:") == 3, what=f"the prompt after {key}")
    jtui.enter("6*7")
    jtui.wait_for("Out[2]: 42")


def test_the_palette_has_rows_for_commands_in_five(jtui: Jtui) -> None:
    jtui.start(size=(20, 5))
    jtui.wait_for("idle")
    jtui.press("ctrl+p")
    jtui.wait_for("Search for")
    jtui.type("theme")
    jtui.wait_for(lambda: any("Change the" in line for line in jtui.lines[1:]), what="a command")
