"""Cell magics, timing and debugging of IPython's quick reference, and what is seen of them."""

from __future__ import annotations

import re

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e

TIMING = re.compile(r"\d.* [nµm]?s ± .* per loop \(mean ± std\. dev\. of 2 runs, 100 loops each\)")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>'


def ask_cell(console: Jtui, head: str, body: str) -> list[str]:
    """Type a cell magic; as in IPython's own terminal it is run at its second empty line."""
    return console.ask(f"{head}\r{body}\r\r")


def test_timing(console: Jtui) -> None:
    # On a busy machine IPython says first that the slowest run took much longer.
    assert TIMING.fullmatch(console.ask("%timeit -n 100 -r 2 x=10")[-1])
    assert TIMING.fullmatch(ask_cell(console, "%%timeit -n 100 -r 2 x=2**100", "x*2")[-1])
    assert console.ask("x")[-1] == "NameError: name 'x' is not defined"
    # As the quick reference has it, with as many loops as fill a fifth of a second.
    said = console.ask("%timeit x=10", timeout=90)
    assert re.match(r"\d.* ns ± .* per loop \(mean ± std\. dev\. of 7 runs, [\d,]+ loops", said[-1])


def test_what_a_browser_shows_is_shown_as_well_as_here(console: Jtui) -> None:
    assert ask_cell(console, "%%html", "<b>bold</b> words") == ["bold words"]
    assert ask_cell(console, "%%latex", "$x^2$") == ["x²"]
    said = ask_cell(console, "%%javascript", "alert(1)")
    assert said == ["[JavaScript, which a terminal does not run]"]
    ask_cell(console, "%%svg", SVG)
    console.wait_for("[image/svg+xml, 10 × 10, ")
    (error,) = ask_cell(console, "%%nothing", "body")[-1:]
    assert "Cell magic `%%nothing` not found" in error


def test_the_output_of_bash_is_seen_while_it_runs(console: Jtui) -> None:
    gate = console.directory / "gate"
    console.send(
        f"%%bash\recho first\rwhile [ ! -e {gate} ]; do sleep 0.02; done\recho second\r\r\r"
    )
    console.wait_for(lambda: "first" in console.transcript, what="output while bash runs")
    console.wait_state("busy")
    assert "second" not in console.transcript
    gate.touch()
    console.wait_done(1)
    assert console.rows_of(1)[-2:] == ["first", "second"]
    said = ask_cell(console, "%%bash", "echo bad >&2; exit 3")
    assert said[0] == "▎bad"
    assert "returned non-zero exit status 3" in said[-1]


def test_a_debugger_after_an_error_and_at_every_error(console: Jtui) -> None:
    console.ask("def fail(x): return x / 0\r")
    assert console.ask("fail(20)")[-1] == "ZeroDivisionError: division by zero"
    console.enter("%debug")
    console.wait_state("needs input")
    console.enter("p x + 1")
    console.wait_for(lambda: "21" in console.lines, what="the answer of the debugger")
    console.enter("q")
    console.wait_done(3)
    assert console.ask("'after'") == ["Out[4]: 'after'"]
    assert console.ask("%pdb on") == ["Automatic pdb calling has been turned ON"]
    console.enter("[][3]")
    console.wait_for("IndexError: list index out of range")
    console.wait_state("needs input")
    console.wait_for("ipdb>")
    console.enter("p 6 * 7")
    console.wait_for(lambda: "42" in console.lines, what="the answer of the debugger")
    console.enter("q")
    console.wait_done(6)
    assert console.ask("%pdb off") == ["Automatic pdb calling has been turned OFF"]
    assert console.ask("[][3]")[-1] == "IndexError: list index out of range"
