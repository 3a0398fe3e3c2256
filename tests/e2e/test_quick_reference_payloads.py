"""What a cell can ask of jtui: to edit a file and run it, and to end."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e


class Editor:
    """An editor that writes down how it was called and does what a test wants."""

    def __init__(self, directory: Path, name: str = "vim") -> None:
        self.path = directory / name
        self._log = directory / "calls"

    def does(self, commands: str = "", code: int = 0) -> None:
        """Make it run shell commands, `$file` being what it edits, and end with a code."""
        note = f'printf "%s\\n" "$*" >> {self._log}\nfor file in "$@"; do :; done\n'
        self.path.write_text(f"#!/bin/sh\n{note}{commands}\nexit {code}\n")
        self.path.chmod(stat.S_IRWXU)

    @property
    def calls(self) -> list[str]:
        """The arguments of each call."""
        return self._log.read_text().splitlines() if self._log.exists() else []


@pytest.fixture
def editor(jtui: Jtui) -> Editor:
    """An editor that only looks at files, and a jtui with a kernel that uses it."""
    editor = Editor(jtui.directory)
    editor.does()
    jtui.start(size=(120, 40), env={"EDITOR": str(editor.path)})
    jtui.wait_state("idle")
    return editor


def wait_told(jtui: Jtui, words: str) -> None:
    """Wait until a note tells some words, in whatever rows."""
    wanted = "".join(words.split())

    def told() -> str:
        notes = [line.rpartition("▌")[2] for line in jtui.lines if "▌" in line]
        return "".join("".join(notes).split())

    jtui.wait_for(lambda: wanted in told(), what=repr(words))
    jtui.settle()


def test_a_file_is_edited_and_run(jtui: Jtui, editor: Editor) -> None:
    file = jtui.work / "cell.py"
    file.write_text("print('before')\n")
    editor.does("echo \"print('edited', 6 * 7)\" >> $file")
    jtui.enter("%edit cell.py")
    jtui.wait_for("edited 42")
    jtui.wait_done(2)
    assert editor.calls == [str(file)]
    assert jtui.rows_of(1) == [
        "In [1]: %edit cell.py",
        "In [2]: print('before')",
        "   ...: print('edited', 6 * 7)",
        "before",
        "edited 42",
    ]
    editor.does()
    # A function is edited where it was defined.
    jtui.ask("import json")
    jtui.enter("%edit json.dumps")
    jtui.wait_back(2)
    line, name = editor.calls[1].split()
    assert name == json.__file__
    assert json.dumps.__code__.co_firstlineno == int(line[1:])


def test_the_kernel_refuses_to_only_edit(jtui: Jtui, editor: Editor) -> None:
    (jtui.work / "cell.py").write_text("print('run')\n")
    # The help of `%edit` names the option, ipykernel does not take it.
    said = jtui.ask("%edit -x cell.py")
    assert said[-1] == 'UsageError: option -x not recognized (allowed: "prn:")'
    assert editor.calls == []


def test_an_editor_that_fails(jtui: Jtui, editor: Editor) -> None:
    (jtui.work / "cell.py").write_text("print('was', 'run')\n")
    editor.does(code=1)
    jtui.enter("%edit cell.py")
    wait_told(jtui, "cell.py was not run. The editor ended with exit code 1.")
    jtui.wait_done(1)
    jtui.type("'my' + 'draft'")
    jtui.press("f2")
    wait_told(jtui, "The editor ended with exit code 1. The prompt is as it was.")
    assert jtui.draft == ["'my' + 'draft'"]
    editor.path.unlink()
    jtui.press("f2")
    words = f"The editor {editor.path} cannot be run: No such file or directory."
    wait_told(jtui, f"{words} The prompt is as it was.")
    assert jtui.draft == ["'my' + 'draft'"]
    jtui.press("end", "enter")
    jtui.wait_for("Out[2]: 'mydraft'")
    jtui.enter("%edit cell.py")
    wait_told(jtui, f"cell.py was not run. {words}")
    jtui.wait_done(3)
    assert "was run" not in jtui.transcript


@pytest.mark.parametrize("word", ["exit", "quit()"])
def test_the_last_tab_ends_with_its_kernel(console: Jtui, word: str) -> None:
    console.ask("1 + 1")
    console.enter(word)
    assert console.wait_exit() == 0
    console.check_nothing_is_left()
    console.check_terminal_is_restored()


def test_one_of_two_tabs_is_closed(jtui: Jtui) -> None:
    jtui.start("--kernel", "python3", "--kernel", "python3", size=(120, 40))
    jtui.wait_state("idle")
    jtui.ask("'first tab'")
    jtui.press("alt+2")
    jtui.wait_for(lambda: "first tab" not in jtui.text, what="the second tab")
    jtui.wait_state("idle")
    jtui.enter("quit")
    jtui.wait_for("Out[1]: 'first tab'")
    assert "2 Python 3" not in jtui.tabs
    jtui.wait_for(lambda: len(jtui.connection_files) == 1, what="one kernel")
    jtui.enter("exit")
    assert jtui.wait_exit() == 0
    jtui.check_nothing_is_left()


def test_the_kernel_is_kept(console: Jtui) -> None:
    console.ask("kept = 'still here'")
    console.enter("exit(keep_kernel=True)")
    assert console.wait_exit() == 0
    assert len(console.kernel_processes) == 1
    assert len(console.connection_files) == 1
