"""Completion and signatures while one types, also while the kernel runs a cell or serves others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

import pytest
from jupyter_client.blocking.client import BlockingKernelClient

from tests.e2e.harness import PATIENCE, Jtui

pytestmark = pytest.mark.e2e

SELECTED = "▸ "
"""What stands before the selected match in the menu."""


@contextmanager
def busy(console: Jtui) -> Iterator[None]:
    """Have the kernel run a cell meanwhile, which sleeps again and again."""
    gate = console.directory / "gate"
    console.send(f"import os, time\rwhile not os.path.exists({str(gate)!r}): time.sleep(0.05)\r\r")
    console.wait_state("busy")
    console.settle()
    yield
    assert "busy" in console.status
    gate.touch()
    console.wait_state("idle")


def wait_draft(console: Jtui, text: str) -> float:
    """Wait until the prompt holds one line."""
    return console.wait_for(lambda: console.draft == [text], what=f"{text!r} in the prompt")


def test_names_paths_magics_and_keys_are_completed(console: Jtui) -> None:
    folder = console.work / "a folder"
    folder.mkdir()
    (console.work / "script_of_mine.py").touch()
    console.ask("import os; d = {'apple': 1, 'apricot': 2}")
    console.type("os.pa")
    console.press("tab")
    console.wait_for(f"{SELECTED}pardir")
    assert console.row(SELECTED) != console.row("In [2]: os.pa")
    console.press("down")
    console.wait_for(f"{SELECTED}path")
    console.press("up")
    console.wait_for(f"{SELECTED}pardir")
    console.type("th")
    console.wait_for(lambda: "pardir" not in console.text, what="a menu of what fits")
    console.press("escape")
    console.wait_gone(SELECTED)
    wait_draft(console, "os.path")
    console.type(".joi")
    console.press("tab")
    wait_draft(console, "os.path.join")
    console.clear_draft()
    console.type("%ti")
    console.press("tab")
    console.wait_for(f"{SELECTED}%time ")
    console.wait_for("%timeit")
    console.press("tab", "tab", "enter")
    wait_draft(console, "%timeit")
    console.clear_draft()
    console.type('d["')
    console.press("tab")
    wait_draft(console, 'd["ap"]')
    console.wait_for(f"{SELECTED}apple")
    console.wait_for("apricot")
    console.type("r")
    console.wait_for(f"{SELECTED}apricot")
    console.press("enter")
    wait_draft(console, 'd["apricot"]')
    console.press("end", "enter")
    console.wait_for("Out[2]: 2")
    console.wait_done(2)
    console.type("open('script_")
    console.press("tab")
    wait_draft(console, "open('script_of_mine.py')")
    console.clear_draft()
    console.type("no_such_na")
    console.press("tab")
    console.wait_for("No completions")
    assert console.draft == ["no_such_na"]


def test_the_signature_of_a_call_is_told_while_it_is_typed(console: Jtui) -> None:
    console.type("open(")
    console.wait_for("open(file, mode='r', buffering=-1")
    console.type("'name', ")
    console.wait_for(lambda: console.character("mode='r'").underscore, what="the second parameter")
    assert not console.character("buffering").underscore
    console.press("escape")
    console.wait_gone("buffering=-1")
    assert console.draft == ["open('name', )"]
    console.clear_draft()
    assert console.ask("'next'") == ["Out[1]: 'next'"]


def test_a_busy_kernel_answers_and_keys_are_prompt(console: Jtui) -> None:
    console.ask("import textwrap")
    # The kernel's completer takes its time once.
    console.type("textwrap.de")
    console.press("tab")
    wait_draft(console, "textwrap.dedent")
    console.clear_draft()
    with busy(console):
        console.type("textwrap.in")
        console.press("tab")
        first = wait_draft(console, "textwrap.indent")
        console.press("shift+tab")
        console.wait_for("'prefix' to the beginning of selected lines")
        # Ctrl+C would interrupt the cell.
        console.press("ctrl+a", "ctrl+k")
        wait_draft(console, "")
        console.type("textwrap.fi")
        console.press("tab")
        assert min(first, wait_draft(console, "textwrap.fill")) < 2
        typed = "textwrap.fill"
        times = []
        for letter in " + abcdefghijkl":
            typed += letter
            console.type(letter)
            times.append(console.wait_for(f": {typed}".rstrip()))
        assert median(times) < 0.1
        console.press("home")
        console.settle()


def test_a_page_comes_on_a_kernel_that_others_use(console: Jtui) -> None:
    console.ask("shared = 1")
    (file,) = console.connection_files
    other = BlockingKernelClient(connection_file=str(file))
    other.load_connection_file()
    other.start_channels()
    try:
        other.wait_for_ready(timeout=PATIENCE)
        reply = other.execute_interactive(
            "shared = 41", timeout=PATIENCE, output_hook=lambda _: None
        )
        assert reply["content"]["status"] == "ok"
        before = reply["content"]["execution_count"]
        console.enter("len?")
        console.wait_for(lambda: bool(console.pager), what="the pager")
        console.wait_for("Return the number of items in a container.")
        console.wait_done(before + 1)
        assert console.ask("shared + 1") == [f"Out[{before + 2}]: 42"]
        reply = other.execute_interactive("len?", timeout=PATIENCE, output_hook=lambda _: None)
        assert reply["content"]["payload"][0]["source"] == "page"
    finally:
        other.stop_channels()
    console.settle()
    assert len([row for row in console.pager if "Return the number" in row]) == 1
    assert "2/2" not in console.pager[0]
