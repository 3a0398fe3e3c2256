"""Notebooks opened, run, edited and saved in a terminal, with real kernels."""

from __future__ import annotations

import importlib.util
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
SIZE = (120, 40)


def code(cell_id: str, text: str, number: int | None = None, *tags: str) -> dict[str, Any]:
    outputs = [{"output_type": "stream", "name": "stdout", "text": [f"stored {cell_id}\n"]}]
    return {
        "cell_type": "code",
        "execution_count": number,
        "id": cell_id,
        "metadata": {"tags": list(tags)} if tags else {"mine": {"a": 1}},
        "outputs": outputs if number is not None else [],
        "source": text.splitlines(keepends=True),
    }


def text(cell_id: str, kind: str, words: str) -> dict[str, Any]:
    source = words.splitlines(keepends=True)
    return {"cell_type": kind, "id": cell_id, "metadata": {"x": [1]}, "source": source}


CELLS = [
    text("title", "markdown", "# A title\n\nand *words*"),
    code("first", "x = 20\nprint(x + 1)", 7),
    text("raw", "raw", "raw text"),
    code("second", "x * 2"),
]


def write(path: Path, *cells: dict[str, Any], kernel: object = KERNEL) -> bytes:
    """Write a notebook; answers the file's content."""
    metadata = {"kernelspec": kernel, "authors": [{"name": "Ann"}]} if kernel else {}
    notebook = {"cells": [*cells], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    return path.read_bytes()


def read(path: Path) -> dict[str, Any]:
    """A notebook that is valid."""
    notebook: dict[str, Any] = json.loads(path.read_text())
    nbformat.validate(notebook)
    return notebook


def cell_in(path: Path, cell_id: str) -> dict[str, Any]:
    (cell,) = (cell for cell in read(path)["cells"] if cell["id"] == cell_id)
    return dict(cell)


def save(jtui: Jtui) -> None:
    jtui.press("ctrl+s")
    jtui.wait_for("Saved as ")
    jtui.settle()


@pytest.fixture
def notebook(jtui: Jtui) -> Path:
    """A notebook, opened in a terminal in which its kernel rests."""
    path = jtui.work / "a.ipynb"
    write(path, *CELLS)
    jtui.start("a.ipynb", size=SIZE)
    jtui.wait_state("idle")
    jtui.wait_for("In [7] stored: x = 20")
    return path


def test_a_notebook_that_was_not_run_is_saved_as_it_was(jtui: Jtui, notebook: Path) -> None:
    before = notebook.read_bytes()
    assert "a.ipynb" in jtui.tabs
    for words in ("A title", "stored first", "raw text", "In [ ]: x * 2"):
        assert words in jtui.text
    save(jtui)
    assert notebook.read_bytes() == before


def test_all_cells_are_run_one_is_edited_and_all_is_saved(jtui: Jtui, notebook: Path) -> None:
    jtui.press("alt+r")
    jtui.wait_for("Out[2]: 40")
    jtui.wait_gone("stored")
    jtui.press("alt+up")
    jtui.press("e")
    jtui.wait_for("Edit [2]: x * 2")
    jtui.press("end")
    jtui.type("00")
    jtui.settle()
    jtui.press("enter")
    jtui.wait_for("Out[3]: 4000")
    jtui.enter("x + 3")
    jtui.wait_for("Out[4]: 23")
    save(jtui)
    cells = read(notebook)["cells"]
    assert [cell["cell_type"] for cell in cells] == ["markdown", "code", "raw", "code", "code"]
    assert [cells[0], cells[2]] == [CELLS[0], CELLS[2]]
    assert ["".join(cells[at]["source"]) for at in (1, 3, 4)] == [
        "x = 20\nprint(x + 1)",
        "x * 200",
        "x + 3",
    ]
    assert [cells[at]["execution_count"] for at in (1, 3, 4)] == [1, 3, 4]
    assert cells[1]["outputs"] == [{"name": "stdout", "output_type": "stream", "text": ["21\n"]}]
    assert cells[1]["metadata"] == CELLS[1]["metadata"]
    assert read(notebook)["metadata"]["authors"] == [{"name": "Ann"}]
    if importlib.util.find_spec("nbconvert") is not None:
        _execute(jtui, notebook)
        assert cell_in(notebook, "second")["outputs"][0]["data"]["text/plain"] == ["4000"]


def _execute(jtui: Jtui, path: Path) -> None:
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace"]
    environment = {**jtui.environment, "JUPYTER_RUNTIME_DIR": str(jtui.directory / "other")}
    subprocess.run([*command, str(path)], env=environment, check=True, timeout=120)


def test_an_error_takes_back_the_rest_which_can_be_run_again(jtui: Jtui) -> None:
    path = jtui.work / "a.ipynb"
    cells = [
        code("a", "1 / 0", None, "raises-exception"),
        code("b", "print('b', 'ran')"),
        code("c", "print('skipped')", 5, "skip-execution"),
        code("d", "missing_name"),
        code("e", "print('e', 'ran')", 6),
    ]
    write(path, *cells)
    jtui.start("a.ipynb", size=(120, 60))
    jtui.wait_state("idle")
    jtui.press("alt+r")
    jtui.wait_for("b ran")
    jtui.wait_for("NameError")
    jtui.wait_state("idle")
    assert "e ran" not in jtui.text
    assert "stored c" in jtui.text
    jtui.wait_for("stored e")
    jtui.press("f8")
    jtui.wait_for("e ran")
    save(jtui)
    assert cell_in(path, "c") == cells[2]
    assert cell_in(path, "a")["metadata"] == {"tags": ["raises-exception"]}


def test_a_restart_keeps_the_notebook(jtui: Jtui, notebook: Path) -> None:
    jtui.press("alt+r")
    jtui.wait_for("Out[2]: 40")
    jtui.press("f7")
    jtui.wait_for("Restart a.ipynb?")
    jtui.press("r")
    jtui.wait_for("restarted")
    jtui.wait_state("idle")
    assert "Out[2]: 40" in jtui.text
    jtui.press("alt+up")
    jtui.press("r")
    jtui.wait_for("NameError")
    save(jtui)
    assert cell_in(notebook, "second")["outputs"][0]["ename"] == "NameError"


def test_a_notebook_whose_kernel_is_missing_runs_on_one_of_its_language(jtui: Jtui) -> None:
    path = jtui.work / "a.ipynb"
    write(path, *CELLS, kernel={"name": "gone", "display_name": "Gone", "language": "python"})
    jtui.start("a.ipynb", size=SIZE)
    jtui.wait_for("There is no kernel called gone.")
    jtui.wait_state("idle")
    jtui.press("alt+r")
    jtui.wait_for("Out[2]: 40")
    save(jtui)
    assert read(path)["metadata"]["kernelspec"]["name"] == "python3"


def test_the_user_picks_the_kernel_where_none_fits(jtui: Jtui) -> None:
    path = jtui.work / "a.ipynb"
    write(path, *CELLS, kernel={"name": "gone", "display_name": "Gone", "language": "cobol"})
    jtui.start("a.ipynb", size=SIZE)
    jtui.wait_for("a.ipynb: which kernel?")
    jtui.type("python3")
    jtui.settle()
    jtui.press("enter")
    jtui.wait_for("In [7] stored:")
    jtui.wait_state("idle")
    jtui.press("alt+r")
    jtui.wait_for("Out[2]: 40")


def test_who_picks_no_kernel_for_the_only_notebook_is_told_why_jtui_ended(jtui: Jtui) -> None:
    write(jtui.work / "a.ipynb", *CELLS, kernel={"name": "gone"})
    jtui.start("a.ipynb", size=SIZE)
    jtui.wait_for("a.ipynb: which kernel?")
    jtui.press("escape")
    assert jtui.wait_exit() == 2
    assert b"a.ipynb was not opened: no kernel was picked for it." in jtui.raw
    jtui.check_terminal_is_restored()


def test_several_open_in_tabs_and_one_that_is_open_is_gone_to(jtui: Jtui) -> None:
    for name in ("a.ipynb", "b.ipynb"):
        write(jtui.work / name, *CELLS)
    jtui.start("a.ipynb", "./a.ipynb", "b.ipynb", size=SIZE)
    jtui.wait_for("2 b.ipynb")
    assert "3 " not in jtui.tabs
    write(jtui.work / "c.ipynb", code("c", "print('in', 'c')"))
    jtui.command("Open a notebook")
    jtui.wait_for("Open the notebook")
    jtui.type("c.ipynb")
    jtui.settle()
    jtui.press("enter")
    jtui.wait_for("3 c.ipynb")
    jtui.wait_state("idle")
    jtui.press("alt+r")
    jtui.wait_for("in c")
    jtui.command("Open a notebook")
    jtui.wait_for("Open the notebook")
    jtui.type("b.ipynb")
    jtui.settle()
    jtui.press("enter")
    jtui.wait_for("In [7] stored:")
    assert "4 " not in jtui.tabs
    jtui.command("Open a notebook")
    jtui.wait_for("Open the notebook")
    jtui.type("missing.ipynb")
    jtui.settle()
    jtui.press("enter")
    jtui.wait_for("missing.ipynb cannot be opened")


def test_a_large_notebook_is_read_behind_the_screen(jtui: Jtui) -> None:
    path = jtui.work / "large.ipynb"
    cells = [code(f"c{number}", f"x = {number}\n{'#' * 400}", 1) for number in range(6_000)]
    write(path, *cells)
    assert path.stat().st_size > 3_000_000
    jtui.start("large.ipynb", size=SIZE)
    jtui.wait_for("x = 0")
    jtui.wait_state("idle")
    jtui.enter("6 * 7")
    jtui.wait_for("Out[1]: 42")
    jtui.press("alt+up")
    jtui.press("alt+up")
    jtui.wait_for("x = 5999")


def test_a_large_file_that_is_no_notebook_is_said_when_jtui_has_ended(jtui: Jtui) -> None:
    (jtui.work / "large.ipynb").write_bytes(b" " * 3_000_000 + b"no")
    jtui.start("large.ipynb", size=SIZE)
    assert jtui.wait_exit() == 2
    assert b"large.ipynb cannot be opened: it is not JSON" in jtui.raw.replace(b"\r\n", b" ")


def test_a_notebook_of_version_3_is_converted_and_said_to_be(jtui: Jtui) -> None:
    old = {
        "metadata": {"name": ""},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "heading", "level": 2, "metadata": {}, "source": "Old"},
                    {
                        "cell_type": "code",
                        "collapsed": False,
                        "input": "6 * 7",
                        "language": "python",
                        "metadata": {},
                        "outputs": [],
                        "prompt_number": 3,
                    },
                ],
                "metadata": {},
            }
        ],
    }
    path = jtui.work / "old.ipynb"
    path.write_text(json.dumps(old))
    jtui.start("old.ipynb", size=SIZE)
    jtui.wait_for("It was in version 3 of nbformat")
    jtui.wait_state("idle")
    jtui.press("alt+r")
    jtui.wait_for("Out[1]: 42")
    save(jtui)
    assert (read(path)["nbformat"], len(read(path)["cells"])) == (4, 2)


# Changes that are not saved.


def test_changes_are_asked_about_when_jtui_is_left(jtui: Jtui, notebook: Path) -> None:
    jtui.enter("x = 5")
    jtui.wait_done(1)
    jtui.press("ctrl+q")
    jtui.wait_for("Not saved: a.ipynb.")
    jtui.press("c")
    jtui.wait_gone("Not saved")
    jtui.press("ctrl+q")
    jtui.wait_for("Save, quit and shut down")
    jtui.press("s")
    assert jtui.wait_exit() == 0
    assert len(read(notebook)["cells"]) == 5
    jtui.check_nothing_is_left()


@pytest.mark.parametrize("key", ["s", "d"])
def test_changes_are_asked_about_when_the_tab_is_closed(
    jtui: Jtui, notebook: Path, key: str
) -> None:
    jtui.enter("x = 5")
    jtui.wait_done(1)
    before = notebook.read_bytes()
    jtui.press("alt+w")
    jtui.wait_for("Not saved: a.ipynb.")
    jtui.press(key)
    assert jtui.wait_exit() == 0
    assert (notebook.read_bytes() == before) is (key == "d")
    jtui.check_nothing_is_left()


def test_what_was_never_saved_and_what_has_not_changed_is_not_asked_about(
    jtui: Jtui, notebook: Path
) -> None:
    jtui.press("ctrl+q")
    jtui.wait_for("Quit jtui?")
    assert "Not saved" not in jtui.text
    jtui.press("c")
    jtui.enter("x = 5")
    jtui.wait_done(1)
    save(jtui)
    jtui.press("ctrl+q")
    jtui.wait_for("Quit jtui?")
    assert "Not saved" not in jtui.text
    jtui.press("s")
    assert jtui.wait_exit() == 0


def test_a_file_that_others_changed_is_replaced_only_if_wanted(jtui: Jtui, notebook: Path) -> None:
    jtui.enter("x = 5")
    jtui.wait_done(1)
    theirs = write(notebook, code("theirs", "theirs"))
    jtui.press("ctrl+q")
    jtui.wait_for("Save, quit and shut down")
    jtui.press("s")
    jtui.wait_for("changed by something else")
    jtui.press("c")
    jtui.settle()
    assert notebook.read_bytes() == theirs
    jtui.enter("x")
    jtui.wait_for("Out[2]: 5")
    jtui.press("ctrl+s")
    jtui.wait_for("Replace it")
    jtui.press("r")
    jtui.wait_for("Saved as ")
    assert len(read(notebook)["cells"]) == 6


def test_a_file_that_was_deleted_meanwhile_is_written_again(jtui: Jtui, notebook: Path) -> None:
    notebook.unlink()
    save(jtui)
    assert len(read(notebook)["cells"]) == 4


def test_a_notebook_behind_a_link_is_saved_where_it_is(jtui: Jtui) -> None:
    real = jtui.work / "real.ipynb"
    write(real, *CELLS)
    link = jtui.work / "link.ipynb"
    link.symlink_to(real)
    jtui.start("link.ipynb", size=SIZE)
    jtui.wait_state("idle")
    jtui.press("alt+r")
    jtui.wait_for("Out[2]: 40")
    save(jtui)
    assert link.is_symlink()
    assert cell_in(real, "second")["execution_count"] == 2


# Saving by itself.


def test_a_notebook_saves_itself_and_never_over_others(jtui: Jtui) -> None:
    path = jtui.work / "a.ipynb"
    before = write(path, *CELLS)
    jtui.start("--Saving.autosave=0.2", "a.ipynb", size=SIZE)
    jtui.wait_state("idle")
    jtui.enter("x = 5")
    jtui.wait_done(1)
    jtui.wait_for(lambda: path.read_bytes() != before, what="a notebook saved by itself")
    assert len(read(path)["cells"]) == 5
    theirs = write(path, code("theirs", "theirs"))
    jtui.enter("x + 1")
    # One word of what is said, which wraps as the path is long.
    jtui.wait_for("(Ctrl+S)")
    jtui.enter("x + 2")
    jtui.wait_for("Out[3]: 7")
    assert path.read_bytes() == theirs
    jtui.press("ctrl+s")
    jtui.wait_for("Replace it")
    jtui.press("r")
    jtui.wait_for("Saved as ")
    jtui.enter("x + 3")
    jtui.wait_for(lambda: len(read(path)["cells"]) == 8, what="a notebook saved by itself again")


def test_a_tab_that_was_never_saved_is_not_saved_by_itself(jtui: Jtui) -> None:
    jtui.start("--Saving.autosave=0.1", size=SIZE)
    jtui.wait_state("idle")
    jtui.enter("6 * 7")
    jtui.wait_for("Out[1]: 42")
    jtui.settle()
    assert list(jtui.work.iterdir()) == []


def test_what_saves_itself_is_saved_when_a_signal_ends_jtui(jtui: Jtui) -> None:
    path = jtui.work / "a.ipynb"
    write(path, *CELLS)
    jtui.start("--Saving.autosave=3600", "a.ipynb", size=SIZE)
    jtui.wait_state("idle")
    jtui.enter("x = 5")
    jtui.wait_done(1)
    jtui.child.kill(signal.SIGTERM)
    jtui.wait_exit()
    assert len(read(path)["cells"]) == 5
    jtui.check_terminal_is_restored()
    jtui.check_nothing_is_left()
