"""Tabs saved as notebooks, scripts and pages, in a terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e


def read(file: Path) -> dict[str, Any]:
    """A notebook that is valid."""
    notebook: dict[str, Any] = json.loads(file.read_text())
    nbformat.validate(notebook)
    return notebook


def save_as(jtui: Jtui, name: str) -> Path:
    """Save the tab under a name; answers the file."""
    jtui.press("ctrl+s")
    jtui.wait_for("Save this tab as")
    jtui.press("ctrl+u")
    jtui.type(name)
    jtui.settle()
    jtui.press("enter")
    return jtui.work / name


def test_a_tab_is_saved_as_a_notebook_and_saved_again(console: Jtui) -> None:
    console.enter("print('hello'); 6 * 7")
    console.wait_for("Out[1]: 42")
    file = save_as(console, "kept.ipynb")
    console.wait_for("Saved as ")
    (cell,) = read(file)["cells"]
    assert "".join(cell["source"]) == "print('hello'); 6 * 7"
    assert [each["output_type"] for each in cell["outputs"]] == ["stream", "execute_result"]
    assert read(file)["metadata"]["kernelspec"]["name"] == "python3"
    console.enter("1 / 0")
    console.wait_for("ZeroDivisionError")
    console.press("ctrl+s")
    console.wait_for(lambda: len(json.loads(file.read_text())["cells"]) == 2)
    assert read(file)["cells"][1]["outputs"][0]["ename"] == "ZeroDivisionError"


def test_a_file_that_is_there_is_replaced_only_when_the_user_says_so(console: Jtui) -> None:
    theirs = console.work / "theirs.ipynb"
    theirs.write_text("precious")
    console.enter("6 * 7")
    console.wait_for("Out[1]: 42")
    # A name without an ending is a notebook's.
    save_as(console, "theirs")
    console.wait_for("Replace it")
    console.press("c")
    console.settle()
    assert theirs.read_text() == "precious"
    save_as(console, "theirs.ipynb")
    console.wait_for("Replace it")
    console.press("r")
    console.wait_for("Saved as ")
    assert read(theirs)["cells"][0]["source"] == ["6 * 7"]


def test_a_script_has_cells_with_marks(console: Jtui) -> None:
    console.enter("x = 6 * 7")
    console.wait_done(1)
    file = save_as(console, "kept.py")
    console.wait_for("Saved as ")
    text = file.read_text()
    assert "# %% In [1]" in text
    assert "x = 6 * 7" in text


def test_what_cannot_be_written_is_said(console: Jtui) -> None:
    save_as(console, "no/such/place.ipynb")
    console.wait_for("Nothing was changed.")
    console.enter("6 * 7")
    console.wait_for("Out[1]: 42")


def test_a_page_that_takes_long_is_shown_and_can_be_stopped(jtui: Jtui) -> None:
    pytest.importorskip("nbconvert")
    slow = jtui.directory / "slow" / "nbconvert"
    slow.mkdir(parents=True)
    (slow / "__init__.py").write_text("import time\ntime.sleep(60)\n")
    paths = [str(slow.parent), *jtui.environment.get("PYTHONPATH", "").split(":")]
    jtui.start("--kernel", "python3", size=(110, 30), env={"PYTHONPATH": ":".join(paths)})
    jtui.wait_state("idle")
    page = save_as(jtui, "page.html")
    jtui.wait_for("Saving page.html: 2 s, Alt+K stops it")
    jtui.enter("6 * 7")
    jtui.wait_for("Out[1]: 42")
    jtui.press("alt+k")
    jtui.wait_for("Stopped: Saving page.html.")
    assert not page.exists()
