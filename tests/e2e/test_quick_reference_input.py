"""What IPython makes of lines that are no Python, and of lines and results from before."""

from __future__ import annotations

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e


def test_calls_without_parentheses(console: Jtui) -> None:
    console.send("def f(*words): return words\r\r")
    console.wait_done(1)
    assert console.ask("/f 1,2") == ["Out[2]: (1, 2)"]
    assert console.ask(",f 1 2") == ["Out[3]: ('1', '2')"]
    assert console.ask(";f 1 2") == ["Out[4]: ('1 2',)"]
    assert console.ask("f 1,2")[-1].startswith("SyntaxError: invalid syntax")
    assert console.ask("%autocall 1") == ["Automatic calling is: Smart"]
    said = console.ask("f 1,2")
    # The kernel says what it made of the line, once or (7.4) twice.
    assert set(said[:-1]) == {"------> f(1,2)"}
    assert said[-1] == "Out[7]: (1, 2)"


def test_input_and_output_from_before(console: Jtui) -> None:
    console.ask("foo = 20 + 2")
    assert console.ask("foo * 2") == ["Out[2]: 44"]
    assert console.ask("'third'") == ["Out[3]: 'third'"]
    assert console.ask("_") == ["Out[4]: 'third'"]
    assert console.ask("__") == ["Out[5]: 'third'"]
    assert console.ask("_oh[2], _2, Out[2]") == ["Out[6]: (44, 44, 44)"]
    assert console.ask("_i") == ["Out[7]: '_oh[2], _2, Out[2]'"]
    assert console.ask("_ii") == ["Out[8]: '_oh[2], _2, Out[2]'"]
    assert console.ask("_i3") == ['''Out[9]: "'third'"''']
    assert console.ask("_ih[1:3]") == ["Out[10]: ['foo = 20 + 2', 'foo * 2']"]
    assert console.ask("sorted(_oh)") == ["Out[11]: [2, 3, 4, 5, 6, 7, 8, 9, 10]"]
    assert console.ask("_oh")[:3] == ["Out[12]:", "{2: 44,", " 3: 'third',"]
    assert console.ask("foo = 0; exec(_i1)") == []
    assert console.ask("foo") == ["Out[14]: 22"]


def test_input_from_before_is_brought_back_into_the_prompt(console: Jtui) -> None:
    console.ask("foo = 1")
    console.ask("bar = 2")
    console.ask("foo + bar")
    assert console.ask("%rep 3") == []
    console.wait_for(lambda: console.draft == ["foo + bar"], what="the recalled line")
    console.press("enter")
    console.wait_for("Out[5]: 3")
    assert console.ask("%recall 1-2") == []
    console.wait_for(lambda: console.draft == ["foo = 1", "bar = 2"], what="two lines")
    console.clear_draft()
    assert console.ask("%rep foo") == []
    console.wait_for(lambda: console.draft == ["1"], what="the value of a variable")
    console.clear_draft()
    # Without a number the last result comes, as text.
    console.ask("'la' * 2")
    console.ask("%rep")
    console.wait_for(lambda: console.draft == ["lala"], what="the last result")


def test_a_file_is_loaded_over_a_draft_that_undo_brings_back(console: Jtui) -> None:
    (console.work / "loaded.py").write_text("one = 1\nprint('loaded', one)\n")
    gate = console.directory / "gate"
    console.ask("import os, time")
    console.send(f"while not os.path.exists({str(gate)!r}): time.sleep(0.02)\r\r")
    console.wait_state("busy")
    console.enter("%load loaded.py")
    console.wait_for("1 queued")
    console.type("my draft")
    console.wait_for(lambda: console.draft == ["my draft"], what="the draft")
    gate.touch()
    loaded = ["# %load loaded.py", "one = 1", "print('loaded', one)"]
    console.wait_for(lambda: console.draft[:3] == loaded, what="the file in the prompt")
    console.wait_done(3)
    console.press("ctrl+z")
    console.wait_for(lambda: console.draft == ["my draft"], what="the draft again")
    console.press("ctrl+y")
    console.wait_for(lambda: console.draft[:3] == loaded, what="the file again")
    console.press("f5")
    console.wait_for("loaded 1")
    assert console.ask("%load nowhere.py")[-1].startswith("ValueError: 'nowhere.py' was not found")


def test_the_history(console: Jtui) -> None:
    console.ask("foo = 1")
    console.ask("'bar'")
    assert console.ask("%hist") == ["foo = 1", "'bar'", "%hist"]
    assert console.ask("%hist -n 1-2") == ["   1: foo = 1", "   2: 'bar'"]
    assert console.ask("%hist -o 2") == ["'bar'", "'bar'"]
    assert "   1: foo = 1" in console.ask("%hist -g foo")
    console.press("f7")
    console.wait_for("all variables are")
    console.press("r")
    console.wait_for(lambda: console.number == 1, what="a new session of the kernel")
    console.wait_state("idle")
    console.ask("1 + 1")
    assert console.ask("%hist ~1/1-3") == ["foo = 1", "'bar'", "%hist"]
