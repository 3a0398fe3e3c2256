"""Help as IPython's users ask for it, and the side pager it is read in."""

from __future__ import annotations

import inspect
import json
import re
import stat

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e

PAGER_FOCUSED = "/ Search"
"""What the last row shows when keys go to the pager."""
PROMPT_FOCUSED = "⏎ Run"


def wait_page(console: Jtui, title: str, *texts: str) -> None:
    """Wait for a page with a title and texts."""

    def shown() -> bool:
        pager = console.pager
        return (
            bool(pager)
            and pager[0].startswith(f" {title}")
            and all(any(text in row for row in pager) for text in texts)
        )

    console.wait_for(shown, what=f"{title!r} with {texts} in the pager")
    console.settle()


def enter_pager(console: Jtui) -> None:
    """Give the keys to the pager (F9)."""
    console.press("f9")
    console.wait_for(PAGER_FOCUSED)


def test_pages_open_at_the_right_and_transcript_and_prompt_stay_usable(console: Jtui) -> None:
    console.ask("import os")
    assert console.pager == []
    assert console.ask("%pdoc len") == []
    wait_page(console, "%pdoc len", "Return the number of items in a container.")
    assert console.row("In [2]: %pdoc len") >= 0
    assert " %pdoc len" in console.lines[1][50:]
    assert console.ask("len?") == []
    wait_page(console, "len?", "Signature: len(obj, /)", "builtin_function_or_method")
    assert console.pager[0].endswith("2/2")
    assert console.ask("?len") == []
    wait_page(console, "?len", "Signature: len(obj, /)")
    console.ask("os.path.join??")
    # The path functions are frozen into Python: IPython has their source where Python has.
    source = "sep = _get_sep(a)" if has_source() else "<frozen posixpath>"
    wait_page(console, "os.path.join??", "os.path.join(a, *p)", source)
    console.ask("%timeit?")
    wait_page(console, "%timeit?", "Time execution of a Python statement or expression")
    console.ask("?os.*dir*")
    wait_page(console, "?os.*dir*", "os.listdir", "os.makedirs", "os.scandir")
    console.ask("%quickref")
    wait_page(console, "%quickref", "Quick Reference")
    console.ask("%magic")
    wait_page(console, "%magic", "IPython's 'magic' functions")
    assert console.ask("nothing_of_this_name?") == ["Object `nothing_of_this_name` not found."]
    assert console.ask("20 + 3") == ["Out[11]: 23"]
    console.press("escape")
    console.wait_for(lambda: console.pager == [], what="a closed pager")
    assert console.ask("20 + 4") == ["Out[12]: 24"]


def has_source() -> bool:
    """Whether Python knows the source of its path functions."""
    import posixpath

    try:
        inspect.getsource(posixpath.join)
    except OSError:
        return False
    return True


def test_below_the_transcript_of_a_narrow_terminal(jtui: Jtui) -> None:
    jtui.start(size=(80, 24))
    jtui.wait_state("idle")
    jtui.ask("len?")
    wait_page(jtui, "len?", "Return the number of items")
    title = jtui.row(" len?")
    assert jtui.row("In [1]: len?") < title < jtui.row("In [2]:")
    enter_pager(jtui)
    jtui.press("q")
    jtui.wait_for(lambda: jtui.pager == [], what="a closed pager")
    jtui.wait_for(PROMPT_FOCUSED)
    jtui.press("f9")
    wait_page(jtui, "len?", "Return the number of items")
    jtui.resize(120, 40)
    jtui.wait_for(lambda: " len?" in jtui.lines[1][40:], what="the pager at the right")
    jtui.press("f9")
    jtui.wait_for(lambda: jtui.pager == [], what="a closed pager")


def test_a_help_is_searched(console: Jtui) -> None:
    console.ask("import json")
    console.ask("json.dumps?")
    wait_page(console, "json.dumps?", "skipkeys")
    enter_pager(console)
    console.press("/")
    console.wait_for("find in this help")
    console.type("obj")
    text = inspect.getdoc(json.dumps) or ""
    matches = text.count("obj") + text.count("Obj") + 1
    console.wait_for(lambda: f"1 of {matches}" in console.pager[0], what="the count")
    console.press("enter", "n")
    console.wait_for(lambda: f"2 of {matches}" in console.pager[0], what="the second match")
    console.press("N", "N")
    console.wait_for(
        lambda: f"{matches} of {matches}" in console.pager[0], what="the last match, around the top"
    )
    console.press("/")
    console.wait_for("find in this help")
    console.type("no such words")
    console.wait_for(lambda: re.search("no match|0 of 0", console.pager[0].lower()) is not None)
    console.press("escape")
    console.wait_gone("no such words")
    console.wait_for(PAGER_FOCUSED)


def test_from_name_to_name_and_back(console: Jtui) -> None:
    console.ask("import json, textwrap")
    console.ask("?json.d*")
    wait_page(console, "?json.d*", "json.dump", "json.dumps")
    enter_pager(console)
    row = next(n for n, line in enumerate(console.pager) if line.startswith("json.dumps"))
    console.press(*["j"] * (row - 1), "enter")
    wait_page(console, "json.dumps", "Serialize")
    assert console.pager[0].endswith("2/2")
    console.press("alt+left")
    wait_page(console, "?json.d*")
    assert console.pager[0].endswith("1/2")
    console.press("alt+right")
    wait_page(console, "json.dumps")
    console.press("s")
    wait_page(console, "json.dumps", "1  def dumps(")
    numbered = [line for line in console.pager if re.match(r" *\d+ ", line)]
    assert len(numbered) > 5
    console.press("f9")
    console.wait_for(lambda: console.pager == [], what="a closed pager")
    # Nothing of this was run.
    assert console.number == 3


def test_a_pinned_help_stays(console: Jtui) -> None:
    console.ask("len?")
    wait_page(console, "len?")
    enter_pager(console)
    console.press("p")
    console.wait_for(lambda: "[pinned]" in console.pager[0], what="a pinned topic")
    # A letter that is no key of the pager goes on in the prompt.
    console.type("x")
    console.wait_for("In [2]: x")
    console.press("backspace")
    console.ask("abs?")
    console.wait_for(lambda: "1 waiting" in console.pager[0], what="a topic that waits")
    wait_page(console, "len?", "[pinned]")
    enter_pager(console)
    console.press("p")
    console.wait_for(lambda: "[pinned]" not in console.pager[0], what="no pinned topic")
    console.press("alt+right")
    wait_page(console, "abs?", "absolute value")


def test_help_is_copied(console: Jtui) -> None:
    console.ask("len?")
    wait_page(console, "len?")
    enter_pager(console)
    console.press("y")
    console.wait_for(lambda: b"\x1b]52;c;" in console.raw, what="the clipboard's sequence")


def test_the_source_is_opened_in_the_editor_at_its_line(jtui: Jtui) -> None:
    log = jtui.directory / "arguments"
    # Of an editor of this name it is known how it is told a line.
    editor = jtui.directory / "vim"
    editor.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {log}\n')
    editor.chmod(stat.S_IRWXU)
    jtui.start(size=(120, 40), env={"EDITOR": str(editor)})
    jtui.wait_state("idle")
    jtui.ask("import json")
    jtui.ask("json.dumps??")
    wait_page(jtui, "json.dumps??", "def dumps(")
    enter_pager(jtui)
    jtui.press("o")
    jtui.wait_for(lambda: log.exists() and log.read_text().count("\n") == 2, what="the editor")
    _, line = inspect.getsourcelines(json.dumps)
    assert log.read_text().split() == [f"+{line}", inspect.getfile(json.dumps)]
    jtui.wait_back(1)
    wait_page(jtui, "json.dumps??", "def dumps(")
    editor.unlink()
    jtui.press("o")
    jtui.wait_for("was not opened")
    jtui.wait_back(2)
    assert any("def dumps(" in row for row in jtui.pager)


def test_shift_tab_inspects_without_running_anything(console: Jtui) -> None:
    console.ask("import textwrap")
    console.type("textwrap.dedent")
    console.press("shift+tab")
    wait_page(console, "textwrap.dedent", "Remove any common leading whitespace")
    assert not any("def dedent" in row for row in console.pager)
    console.press("shift+tab")
    wait_page(console, "textwrap.dedent", "def dedent(text):")
    assert console.draft == ["textwrap.dedent"]
    console.clear_draft()
    console.type("no_such_name_here")
    console.press("shift+tab")
    console.wait_for("Nothing is known of no_such_name_here")
    console.clear_draft()
    assert console.ask("'next'") == ["Out[2]: 'next'"]
