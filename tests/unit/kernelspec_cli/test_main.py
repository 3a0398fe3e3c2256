"""`jtui kernelspec` as such: its help, and what is said of mistakes."""

from __future__ import annotations

import pytest

from tests.unit.kernelspec_cli.commands import Jtui


@pytest.mark.parametrize(
    "command", ["", "list", "check", "install", "remove", "restore", "edit", "default"]
)
def test_help_fits_a_terminal(jtui: Jtui, command: str) -> None:
    done = jtui(*command.split(), "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Usage: jtui kernelspec {command or 'COMMAND'}")
    assert max(map(len, done.stdout.splitlines())) < 80
    assert len(done.stdout.splitlines()) <= 24
    assert jtui(*command.split(), "-h").stdout == done.stdout


@pytest.mark.parametrize(
    ("argv", "said", "command"),
    [
        ("", "jtui kernelspec needs a command: list, check, install, remove,", ""),
        ("lst", "There is no command kernelspec lst. Did you mean list?", ""),
        ("list x", "jtui kernelspec list takes no names.", " list"),
        ("check --statc", "There is no option --statc. Did you mean --static?", " check"),
        ("check --timeout nan", "--timeout needs seconds, up to 86,400, not nan.", " check"),
        ("check --static --timeout 3", "--timeout is for kernels that are started", " check"),
        ("check ./x", "check needs the names of kernelspecs, not ./x.", " check"),
        ("install", "install needs one environment, interpreter, or directory.", " install"),
        ("install x --name ../y", "A name may only have the letters a to z", " install"),
        ("install x --display-name=", "A kernel needs a display name.", " install"),
        ("remove", "remove needs the name of a kernelspec.", " remove"),
        ("restore", "restore needs the name of one kernelspec;", " restore"),
        ("edit a b", "edit needs the name of one kernelspec.", " edit"),
        ("default a b", "There can be one default kernel only.", " default"),
    ],
)
def test_a_mistake_is_one_sentence_and_status_2(
    jtui: Jtui, argv: str, said: str, command: str
) -> None:
    done = jtui(*argv.split())
    assert (done.returncode, done.stdout) == (2, "")
    first, second = done.stderr.splitlines()
    assert first.startswith(f"jtui: {said}")
    assert second == f"Run jtui kernelspec{command} -h for the options."


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["check", "nope"], "There is no kernelspec nope."),
        (["remove", "-y", "nop\x1be"], "There is no kernelspec nop␛e."),
        (["remove", "-y", "/nope/dir"], "There is no kernelspec /nope/dir."),
        (["edit", "nope"], "There is no kernelspec nope."),
        (["default", "nope"], "There is no kernel called nope."),
        (["restore", "nope"], "There is nothing called nope in the trash."),
        (["install", "nope"], "There is nothing called nope: no file, no Python"),
        (["install", "./nope"], "nope cannot be used: No such file or directory."),
        (["install", "ijulia"], "Julia (IJulia) installs itself, which F4 in jtui does"),
        (["remove", "-y", "python3"], "python3 is the IPython kernel of jtui's own"),
        (["edit", "python3"], "python3 is the IPython kernel of jtui's own"),
    ],
)
def test_what_is_not_there_is_said_with_status_1(jtui: Jtui, argv: list[str], said: str) -> None:
    done = jtui(*argv)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"jtui: {said}")
