"""The kernelspec manager in a terminal: browsed, checked, removed, brought back, started."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e

Tree = dict[str, tuple[int, bytes]]


def tree(top: Path) -> Tree:
    """Every file below a directory with its mode and content."""
    return {
        str(path.relative_to(top)): (path.stat().st_mode, path.read_bytes())
        for path in sorted(top.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def specs(jtui: Jtui) -> Path:
    """The user's directory of kernelspecs, with one that works and one that is broken."""
    kernels = jtui.directory / "data" / "kernels"
    spare = kernels / "spare"
    spare.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": argv, "display_name": "Spare \x1b[31mPython", "language": "python"}
    (spare / "kernel.json").write_text(json.dumps(spec))
    (spare / "kernel.json").chmod(0o640)
    (spare / "logo-64x64.png").write_bytes(b"\x89PNG no picture")
    (kernels / "torn").mkdir()
    (kernels / "torn" / "kernel.json").write_text('{"argv": "python"')
    return kernels


def open_manager(jtui: Jtui) -> None:
    jtui.start(size=(120, 40))
    jtui.wait_state("idle")
    jtui.press("f4")
    jtui.wait_for("kernelspecs, ")


def select(jtui: Jtui, name: str) -> None:
    """Filter for one kernelspec, and go to the table."""
    jtui.press("/")
    jtui.type(name)
    jtui.wait_for(lambda: f" {name} " in jtui.text and " python3 " not in jtui.text)
    jtui.press("tab")
    jtui.settle()


def test_broken_ones_are_listed_and_said_to_be(jtui: Jtui, specs: Path) -> None:
    open_manager(jtui)
    jtui.wait_for("torn")
    jtui.wait_for("Spare ␛[31mPython")
    listed = subprocess.run(
        [sys.executable, "-m", "jupyter_client.kernelspecapp", "list", "--json"],
        env=jtui.environment,
        capture_output=True,
        check=True,
        timeout=60,
    )
    for name in json.loads(listed.stdout)["kernelspecs"]:
        assert name in jtui.text


def test_a_kernel_is_checked_by_being_started(jtui: Jtui, specs: Path) -> None:
    open_manager(jtui)
    select(jtui, "spare")
    jtui.press("c")
    jtui.wait_for("works")
    jtui.wait_for(lambda: len(jtui.kernel_processes) == 1, what="the tried kernel gone")


def test_one_is_removed_brought_back_and_started(jtui: Jtui, specs: Path) -> None:
    before = tree(specs)
    open_manager(jtui)
    select(jtui, "spare")
    jtui.press("d")
    jtui.wait_for("spare")
    jtui.wait_for(str(specs / "spare")[-40:])
    jtui.press("r")
    jtui.wait_for(lambda: not (specs / "spare").exists(), what="the directory gone")
    jtui.settle()
    jtui.press("u")
    jtui.wait_for((specs / "spare" / "kernel.json").exists, what="the directory back")
    jtui.wait_for(" spare ")
    assert tree(specs) == before
    jtui.settle()
    jtui.press("enter")
    jtui.wait_for(lambda: "2 Spare" in jtui.tabs, what="a tab on it")
    jtui.wait_state("idle")
    jtui.enter("6 * 7")
    jtui.wait_for("Out[1]: 42")


def test_what_an_editor_breaks_is_not_written(jtui: Jtui, specs: Path) -> None:
    before = (specs / "spare" / "kernel.json").read_bytes()
    editor = jtui.directory / "editor"
    editor.write_text("#!/bin/sh\nprintf 'BROKEN{' > \"$1\"\n")
    editor.chmod(0o755)
    jtui.start(size=(120, 40), env={"VISUAL": str(editor)})
    jtui.wait_state("idle")
    jtui.press("f4")
    jtui.wait_for("kernelspecs, ")
    select(jtui, "spare")
    jtui.press("E")
    jtui.wait_for("Go on editing")
    assert (specs / "spare" / "kernel.json").read_bytes() == before
    jtui.press("g")
    jtui.wait_gone("Go on editing")
    assert (specs / "spare" / "kernel.json").read_bytes() == before


def test_the_command_line_removes_and_restores(jtui: Jtui, specs: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tui", "kernelspec", *words],
            env=jtui.environment,
            cwd=jtui.work,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    before = tree(specs)
    assert run("remove", "spare", "-y").returncode == 0
    assert not (specs / "spare").exists()
    assert run("restore", "spare").returncode == 0
    assert tree(specs) == before
    assert run("remove", "../work", "-y").returncode != 0
    assert jtui.work.is_dir()
