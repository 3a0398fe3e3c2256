"""The magics of IPython's quick reference, as they are typed, and what is seen of them."""

from __future__ import annotations

import importlib.util
import json

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e


def joined(rows: list[str]) -> str:
    """Rows of output as one text, without the breaks of the terminal."""
    return "".join(rows)


def test_the_shell_and_the_directories(console: Jtui) -> None:
    (console.work / "script.py").write_text("x = 1\n")
    (console.work / "inner").mkdir()
    console.ask("x, y = 3, 'why'")
    assert console.ask("!echo {x} $y") == ["3 why"]
    assert console.ask("!echo {x * 14} $$HOME") == [f"42 {console.directory}/home"]
    assert console.ask("%alias say echo said %s") == []
    assert console.ask("say hello") == ["said hello"]
    assert console.ask("%sx ls") == ["Out[6]: ['inner', 'script.py']"]
    only_files = console.ask("%lf")
    assert [row.split()[-1] for row in only_files] == ["script.py"]
    rows = console.ask("%ll")
    assert rows[0].startswith("total")
    assert [row.split()[-1].strip("/") for row in rows[1:]] == ["inner", "script.py"]
    assert console.ask("%cd inner") == [str(console.work / "inner")]
    assert console.ask("%cd nowhere") == [
        "[Errno 2] No such file or directory: 'nowhere'",
        str(console.work / "inner"),
    ]
    assert console.ask("%cd -") == [str(console.work)]
    directories = joined(console.ask("_dh"))
    assert directories.count("PosixPath") == 3
    assert f"PosixPath('{console.work}/inner')" in directories


def test_what_is_defined_and_where(console: Jtui) -> None:
    script = "import sys\nran = 'by script'\nprint('script ran', sys.argv[1:])\n"
    (console.work / "script.py").write_text(script)
    assert console.ask("%who") == ["Interactive namespace is empty."]
    console.ask("x, y = 3, 'why'")
    assert [row.split() for row in console.ask("%who")] == [["x", "y"]]
    assert [row.split() for row in console.ask("%whos")] == [
        ["Variable", "Type", "Data/Info"],
        ["-" * 28],
        ["x", "int", "3"],
        ["y", "str", "why"],
    ]
    assert console.ask("%run script.py a b") == ["script ran ['a', 'b']"]
    assert console.ask("ran") == ["Out[6]: 'by script'"]
    assert "nowhere.py" in joined(console.ask("%run nowhere.py"))
    assert console.ask("%env JTUI_WORD=said") == ["env: JTUI_WORD=said"]
    assert console.ask("%env JTUI_WORD") == ["Out[9]: 'said'"]
    assert " 'JTUI_WORD': 'said'" in joined(console.ask("%env"))


def test_switches(console: Jtui) -> None:
    assert console.ask("%pprint") == ["Pretty printing has been turned OFF"]
    assert len(console.ask("list(range(30))")) == 1
    console.ask("{n: 'x' * 20 for n in range(9)}")
    assert not console.transcript[-1].startswith(" 3:")
    assert console.ask("%pprint") == ["Pretty printing has been turned ON"]
    assert console.ask("{n: 'x' * 20 for n in range(9)}")[-1].startswith(" 8: 'xxxx")
    assert console.ask("%automagic") == ["Automagic is OFF, % prefix IS needed for line magics."]
    assert console.ask("pwd")[-1] == "NameError: name 'pwd' is not defined"
    assert console.ask("%automagic") == ["Automagic is ON, % prefix IS NOT needed for line magics."]
    assert joined(console.ask("pwd")) == f"Out[9]: '{console.work}'"
    assert console.ask("%doctest_mode") == [
        "Exception reporting mode: Plain",
        "Doctest mode is: ON",
    ]
    assert console.ask(">>> 1+1") == ["Out[11]: 2"]
    plain = console.ask("1/0")
    assert plain[-1] == "ZeroDivisionError: division by zero"
    assert not any(row.startswith("----> 1") for row in plain)
    assert console.ask("%doctest_mode") == [
        "Exception reporting mode: Context",
        "Doctest mode is: OFF",
    ]
    assert any(row.startswith("----> 1 1/0") for row in console.ask("1/0"))


def test_the_configuration(console: Jtui) -> None:
    # Without a figure ever shown there is no such thing yet, and IPython refuses.
    console.ask("%config InlineBackend")
    assert "UsageError: Invalid config statement: 'InlineBackend'" in console.text
    assert console.ask("%config IPCompleter.greedy") == ["Out[2]: False"]
    rows = console.ask("%config IPCompleter")
    assert "IPCompleter.use_jedi=<Bool>" in joined(rows)
    assert console.ask("%config IPCompleter.greedy = True") == []
    assert console.ask("%config IPCompleter.greedy") == ["Out[5]: True"]


def test_what_there_is(console: Jtui) -> None:
    backends = joined(console.ask("%matplotlib --list"))
    assert backends.startswith("Available matplotlib backends: [")
    assert "'inline'" in backends
    said = console.ask("%matplotlib inline")
    if importlib.util.find_spec("matplotlib") is None:
        assert said[-1] == "ModuleNotFoundError: No module named 'matplotlib'"
    else:
        assert said == []
    said = console.ask("%connect_info")
    begin, end = said.index("{"), said.index("}")
    shown = json.loads(joined(said[begin : end + 1]))
    (file,) = console.connection_files
    written = json.loads(file.read_text())
    assert shown["key"] == written["key"]
    assert shown["shell_port"] == written["shell_port"]
    assert f"--existing {file.name}" in joined(said[end:])
    console.press("ctrl+l")
    magics = joined(console.ask("%lsmagic"))
    for magic in ("%alias", "%connect_info", "%timeit", "%%bash", "%%html"):
        assert magic in magics
    assert "AutomagicisON" in magics.replace(" ", "")
