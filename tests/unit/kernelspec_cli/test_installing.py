"""`jtui kernelspec install`: real commands, in environments made for it."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.session.left_behind import MARK, marked
from tests.unit.kernelspec_cli.commands import IPYTHON, Jtui, Terminal, configure, status_of
from tests.unit.stores.kernelspecs.trees import install, tree


def fake_environment(path: Path, script: str) -> Path:
    """A Python environment that seems to have ipykernel, and runs `script` in its place."""
    library = path / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"
    metadata = library / "ipykernel-7.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Name: ipykernel\n")
    (path / "pyvenv.cfg").write_text(f"home = /usr/bin\nversion = 3.{sys.version_info.minor}.1\n")
    (path / "bin").mkdir()
    (path / "bin" / "python").write_text(f"#!/bin/sh\n{script}\n")
    (path / "bin" / "python").chmod(0o755)
    return path


def test_a_kernel_of_an_interpreter_works(jtui: Jtui, kernels: Path) -> None:
    done = jtui("install", sys.executable, "--name", "mine", "--display-name", "My own", "-y")
    assert (done.returncode, done.stderr) == (0, "")
    command = f"{sys.executable} -m ipykernel install --user --name mine --display-name 'My own'"
    # It is shown before and when it is run.
    assert done.stdout.count(command) == 2
    assert f"The kernelspec comes to {kernels / 'mine'}.\n" in done.stdout
    assert done.stdout.endswith("This tries it: jtui kernelspec check mine\n")
    assert json.loads((kernels / "mine" / "kernel.json").read_text())["display_name"] == "My own"
    assert jtui("check", "mine").returncode == 0


def test_an_environment_is_found_by_its_name(jtui: Jtui, tmp_path: Path) -> None:
    fake_environment(tmp_path / "home" / "project" / ".venv", "exit 0")
    (tmp_path / "home" / ".virtualenvs").mkdir()
    (tmp_path / "home" / ".virtualenvs" / "stats").symlink_to(
        tmp_path / "home" / "project" / ".venv"
    )
    done = jtui("install", "stats")
    assert done.returncode == 2
    assert f"--name stats --display-name 'Python 3.{sys.version_info.minor} (stats)'" in done.stdout


def test_a_directory_is_copied(jtui: Jtui, kernels: Path, tmp_path: Path) -> None:
    source = install(tmp_path, "Source", IPYTHON)
    (source / "logo-svg.svg").write_text("<svg/>")
    before = tree(source)
    done = jtui("install", str(source))
    assert (done.returncode, kernels.exists()) == (2, False)
    done = jtui("install", str(source), "-y")
    assert (done.returncode, done.stderr) == (0, "")
    assert {name: each[3] for name, each in tree(kernels / "source").items()} == {
        name: each[3] for name, each in before.items()
    }
    assert tree(source) == before


def test_nothing_is_overwritten_unless_said(jtui: Jtui, kernels: Path, tmp_path: Path) -> None:
    source = install(tmp_path, "source", IPYTHON)
    mine = install(kernels, "mine")
    before = tree(mine)
    for operand in (str(source), sys.executable):
        done = jtui("install", operand, "--name", "mine", "-y")
        assert (done.returncode, tree(mine)) == (1, before)
        assert done.stderr == f"jtui: {mine} exists. --replace moves it to the trash first.\n"
        done = jtui("install", operand, "--name", "mine", "-y", "--replace")
        assert (done.returncode, done.stderr) == (0, "")
        assert tree(mine) != before
        assert jtui("restore", "mine", "--replace").returncode == 0
        assert tree(mine) == before


def test_one_in_another_case_is_the_same(jtui: Jtui, kernels: Path, tmp_path: Path) -> None:
    fake = fake_environment(tmp_path / "fake", "echo doing it; exit 3")
    source = install(tmp_path, "source", IPYTHON)
    capital = install(kernels, "Caps")
    before = tree(capital)
    for operand in (str(fake), str(source)):
        done = jtui("install", operand, "--name", "CAPS")
        assert (done.returncode, os.listdir(kernels)) == (2, ["Caps"])  # noqa: PTH208 (any name)
        assert done.stderr.startswith(f"jtui: {capital} exists, and there is no terminal to ask")
        done = jtui("install", operand, "--name", "caps", "-y")
        assert (done.returncode, tree(capital)) == (1, before)
        assert done.stderr == f"jtui: {capital} exists. --replace moves it to the trash first.\n"
        assert "It hides" not in done.stdout and "It is hidden" not in done.stdout
    done = jtui("install", str(fake), "--name", "caps", "-y", "--replace")
    assert "doing it" in done.stdout
    assert (done.returncode, tree(capital)) == (1, before)
    done = jtui("install", sys.executable, "--name", "caps", "-y", "--replace")
    assert (done.returncode, os.listdir(kernels)) == (0, ["caps"])  # noqa: PTH208 (any name)
    assert jtui("restore", "--list", "caps").stdout.endswith(f"  caps  replaced  {capital}\n")


def test_a_terminal_is_asked(terminal: Terminal, kernels: Path, tmp_path: Path) -> None:
    source = install(tmp_path, "source", IPYTHON)
    child = terminal("install", str(source))
    child.expect_exact("Copy it? [y/N] ")
    child.send("n\r")
    child.expect_exact("Nothing was installed.")
    assert (status_of(child), kernels.exists()) == (1, False)
    child = terminal("install", str(source))
    child.expect_exact("Copy it? [y/N] ")
    child.send("y\r")
    assert (status_of(child), (kernels / "source").exists()) == (0, True)
    child = terminal("install", str(source))
    child.expect_exact(f"{kernels / 'source'} exists.")
    child.expect_exact("Move it to the trash first? [y/N] ")
    child.send("\x03")
    assert (status_of(child), (kernels / "source").exists()) == (130, True)


def test_what_else_has_the_name_is_said(jtui: Jtui, kernels: Path, tmp_path: Path) -> None:
    source = install(tmp_path, "both", IPYTHON)
    first = install(tmp_path / "first" / "kernels", "both")
    assert f"It is hidden by {first}, which has" in jtui("install", str(source)).stdout
    configure(tmp_path, KernelSpecManager={"allowed_kernelspecs": ["other"]})
    done = jtui("install", str(source), "--name", "python3")
    assert "KernelSpecManager.allowed_kernelspecs does not allow this name." in done.stdout
    assert "It hides " in done.stdout


def test_a_source_that_is_none(jtui: Jtui, tmp_path: Path) -> None:
    broken = install(tmp_path, "broken", b"{")
    done = jtui("install", str(broken), "-y")
    assert (done.returncode, done.stdout) == (1, "")
    assert "kernel.json is not valid JSON" in done.stderr
    done = jtui("install", str(tmp_path / "home"), "-y")
    assert f"There is no Python in {tmp_path / 'home'}" in done.stderr


def test_a_failure_brings_back_what_was_replaced(jtui: Jtui, kernels: Path, tmp_path: Path) -> None:
    fake = fake_environment(tmp_path / "fake", "echo 'doing \033[31mit'; exit 3")
    mine = install(kernels, "mine")
    before = tree(mine)
    done = jtui("install", str(fake), "--name", "mine", "-y", "--replace")
    assert (done.returncode, tree(mine)) == (1, before)
    assert "-m ipykernel install" in done.stdout
    assert "doing ␛[31mit\n" in done.stdout
    assert done.stderr == "jtui: python ended with exit status 3.\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_brings_back_what_was_replaced(
    terminal: Terminal,
    kernels: Path,
    environment: Mapping[str, str],
    tmp_path: Path,
    number: signal.Signals,
) -> None:
    fake = fake_environment(tmp_path / "fake", "echo doing it; sleep 1000")
    mine = install(kernels, "mine")
    before = tree(mine)
    child = terminal("install", str(fake), "--name", "mine", "-y", "--replace")
    child.expect_exact("doing it")
    assert not mine.exists()
    child.kill(number)
    assert status_of(child) == 128 + number
    assert tree(mine) == before
    assert marked(environment[MARK]) == []
    assert os.listdir(kernels) == ["mine"]  # noqa: PTH208 (hidden names, too)
